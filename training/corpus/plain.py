"""Reports as text, the way a report's tables look once they were copied out of a page or a Word file."""

from __future__ import annotations

from random import Random

from training.synthesis.draft import Draft
from training.synthesis.layouts import lay_out


def write_text(draft: Draft, seed: str, layout: str) -> bytes:
    """The draft in one of the layouts of the synthesis, as UTF-8."""
    return "".join(piece.text for piece in lay_out(draft, Random(seed), name=layout).pieces).encode()
