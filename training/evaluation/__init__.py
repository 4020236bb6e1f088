"""Evaluation: rules, CRF and the shipped tagger side by side on reports that no training has seen."""

from training.evaluation.run import evaluate

__all__ = ["evaluate"]
