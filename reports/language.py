"""spaCy's Chinese pipeline: characters as tokens, sentences by their punctuation. It needs no model and no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

SENTENCE_ENDS = ("。", "！", "？", "!", "?", "…")


@lru_cache(maxsize=1)
def chinese() -> Language:
    """The pipeline, loaded once a process. Its tokens are single characters, and white space: go by ``Token.idx``."""
    with _without_torch():
        from spacy.lang.zh import Chinese
    language = Chinese()
    language.add_pipe("sentencizer", config={"punct_chars": list(SENTENCE_ENDS)})
    return language


def phrase_matcher() -> PhraseMatcher:
    """An empty matcher of phrases over the pipeline's vocabulary. (spaCy is imported here alone.)"""
    language = chinese()
    from spacy.matcher import PhraseMatcher

    return PhraseMatcher(language.vocab)


def characters(text: str) -> Doc:
    """What the pipeline's tokenizer makes of a text without blanks, at half the cost."""
    language = chinese()
    from spacy.tokens import Doc

    return Doc(language.vocab, words=list(text), spaces=[False] * len(text))


@contextmanager
def _without_torch() -> Iterator[None]:
    """Keep spaCy from importing torch where it happens to be installed: two seconds and 180 MB for nothing we use."""
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        yield
    finally:
        del sys.modules["torch"]
