"""Alignment of a table's labels, as they stand in a report, with the labels of the official form.

Two steps. First every character of the report's labels is aligned with the characters of the form's
labels, in order and with gaps: broken, glued, stacked, damaged and repeated labels all come out as
evidence for the rows whose characters they share. Then the rows that hold values are assigned to the
form's rows by a monotonic alignment over that evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_FIRST, _NEXT = 1, 4  # a character that stands alone proves little; one that continues a run proves a lot
_NONE = -(1 << 20)  # two of them still fit into 32 bits


def align_characters(stream: str, labels: Sequence[str], weights: Sequence[int] | None = None) -> list[int]:
    """For each character of ``stream`` its place in the joined ``labels``, or -1, in order and with gaps.

    The best common subsequence, in which runs of consecutive characters of one label count more than
    scattered ones. ``weights`` says for each label what a character counts that continues a run (4 for all
    by default): less for labels that may stand out of order. Time and memory are the product of the lengths;
    callers keep the stream to labels (some hundred characters).
    """
    form = "".join(labels)
    n, m = len(stream), len(form)
    if not n or not m:
        return [-1] * n
    # No run goes on from one label into the next: it would favour the label before a well-read one.
    next_score = np.repeat(np.array(weights or [_NEXT] * len(labels), dtype=np.int32), [len(text) for text in labels])
    next_score[np.cumsum([0, *map(len, labels)])[:-1][[bool(label) for label in labels]]] = _NONE
    a = np.array([ord(c) for c in stream], dtype=np.int32)
    b = np.array([ord(c) for c in form], dtype=np.int32)
    run = np.full((n + 1, m + 1), _NONE, dtype=np.int32)  # best score that ends in a match at (i, j)
    best = np.zeros((n + 1, m + 1), dtype=np.int32)
    for i in range(1, n + 1):
        matched = np.maximum(run[i - 1, :-1] + next_score, best[i - 1, :-1] + _FIRST)
        run[i, 1:] = np.where(b == a[i - 1], matched, _NONE)
        best[i, 1:] = np.maximum.accumulate(np.maximum(best[i - 1, 1:], run[i, 1:]))
    return _trace(run, best, next_score)


def _trace(run: np.ndarray, best: np.ndarray, next_score: np.ndarray) -> list[int]:
    i, j = run.shape[0] - 1, run.shape[1] - 1
    places = [-1] * i
    in_run = False
    while i > 0 and j > 0:
        if in_run or best[i, j] == run[i, j]:
            places[i - 1] = j - 1
            in_run = bool(run[i, j] == run[i - 1, j - 1] + next_score[j - 1])
            i, j = i - 1, j - 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return places


def assign_monotonic(scores: Sequence[dict[int, float]], size: int) -> list[int | None]:
    """Assign each item to at most one of ``size`` places, in strictly rising order, by the best total score.

    ``scores[k]`` maps places to positive scores; an item without a place stays unassigned.
    """
    n = len(scores)
    total = np.zeros((n + 1, size + 1))
    for k in range(1, n + 1):
        row = np.zeros(size + 1)
        for place, score in scores[k - 1].items():
            row[place + 1] = total[k - 1, place] + score
        total[k] = np.maximum.accumulate(np.maximum(total[k - 1], row))
    result: list[int | None] = [None] * n
    k, place = n, size
    while k > 0 and place > 0:
        if total[k, place] == total[k, place - 1]:
            place -= 1
        elif total[k, place] == total[k - 1, place]:
            k -= 1
        else:
            result[k - 1] = place - 1
            k, place = k - 1, place - 1
    return result
