"""spaCy's Chinese pipeline: characters as tokens, sentences by their punctuation. It needs no model and no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCE_ENDS = ("。", "！", "？", "!", "?", "…")


@lru_cache(maxsize=1)
def chinese() -> Language:
    """The pipeline, loaded once a process. Its tokens are single characters, and white space: go by ``Token.idx``."""
    with _without_torch():
        from spacy.lang.zh import Chinese
    language = Chinese()
    language.add_pipe("sentencizer", config={"punct_chars": list(SENTENCE_ENDS)})
    return language


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
