"""Evaluation: rules, CRF and the shipped tagger side by side on reports that no training has seen, or one of them on
annotated reports.
"""

from training.evaluation.run import Evaluated, EvaluationError, evaluate, evaluate_folders, problem_line

__all__ = ["Evaluated", "EvaluationError", "evaluate", "evaluate_folders", "problem_line"]
