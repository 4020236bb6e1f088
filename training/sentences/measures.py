"""How good an encoder is: whether it finds what says the same, and whether neighbours are of one theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from models.ngram_table import LONGEST, fold_sentence
from models.sentences import Encoder
from training.sentences.groups import ParaphraseGroup
from training.themes.corpus import AnnotatedPassage

Floats = NDArray[np.float32]

_NEAREST = 10


def paraphrase_measures(scores: Floats, groups: Sequence[ParaphraseGroup]) -> dict[str, float]:
    """Each text of the groups asks for the others of its group among all texts.

    ``scores`` ``[text, text]`` are those of the groups' texts in their order, in the columns perhaps with others behind
    them. ``mrr``: one over the place of the first that is found, on average; ``recall_10``: the share of all that is
    among the first ten.
    """
    owners = np.concatenate([np.full(len(group.texts), place) for place, group in enumerate(groups)])
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    order = np.argsort(-scores, axis=1, kind="stable")
    owners_of_all = np.concatenate([owners, np.full(scores.shape[1] - len(owners), -1)])
    right = owners_of_all[order] == owners[:, None]
    right[:, -1] = False  # the text itself
    return {
        "mrr": float(np.mean(1 / (1 + right.argmax(axis=1)))),
        "recall_10": float(np.mean(right[:, :_NEAREST].sum(axis=1) / right.sum(axis=1))),
    }


def theme_measure(scores: Floats, asked: Sequence[AnnotatedPassage], known: Sequence[AnnotatedPassage]) -> float:
    """The share of passages whose ten nearest known ones name one of their themes most often: ``[asked, known]``."""
    if not asked or not known:
        return 0.0
    right = []
    for row, passage in zip(scores, asked, strict=True):
        votes: dict[str, float] = defaultdict(float)
        for place in np.argsort(-row, kind="stable")[:_NEAREST]:
            for theme in known[place].themes:
                votes[theme] += float(row[place])
        right.append(max(votes, key=lambda theme: votes[theme]) in passage.themes)
    return float(np.mean(right))


class Tfidf:
    """TF-IDF of character n-grams: what an encoder is held against."""

    def __init__(self, learned_from: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(1, LONGEST), sublinear_tf=True, lowercase=False
        ).fit([fold_sentence(text) for text in learned_from])

    def scores(self, asked: Sequence[str], known: Sequence[str]) -> Floats:
        """``[asked, known]``."""
        left, right = (self._vectorizer.transform([fold_sentence(text) for text in texts]) for texts in (asked, known))
        return np.asarray((left @ right.T).toarray(), dtype=np.float32)


def encoder_scores(encoder: Encoder, asked: Sequence[str], known: Sequence[str]) -> Floats:
    """``[asked, known]``."""
    return encoder.encode(asked) @ encoder.encode(known).T
