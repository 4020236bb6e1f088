"""Fuzzing: example reports are damaged in every way that can be thought of, read, and the readings held to account.

``python -m training.fuzzing --help`` says how. A case is a seed and a number: the same two give the same bytes.
"""
