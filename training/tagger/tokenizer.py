"""The tagger's tokenizer: byte-pair pieces of Han runs; marks, digits and punctuation stand alone."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import BpeTrainer

from models.model_input import VIEW_MARKS

PADDING, UNKNOWN = "[PAD]", "[UNK]"
MAX_PIECE = 8  # code points: whole labels as one piece would hide damage inside them


def train_tokenizer(views: Iterable[str], *, pieces: int = 5000, minimum: int = 3) -> Tokenizer:
    """Learn ``pieces`` pieces from views (see models.model_input.view); rarer than ``minimum`` is unknown."""
    tokenizer = Tokenizer(BPE(unk_token=UNKNOWN, fuse_unk=False))
    # A run of Han characters, or any one other character; white space and borders vanish.
    tokenizer.pre_tokenizer = Split(Regex(r"\p{Han}+|\S"), behavior="removed", invert=True)
    trainer = BpeTrainer(
        vocab_size=pieces,
        min_frequency=minimum,
        special_tokens=[PADDING, UNKNOWN, *VIEW_MARKS],
        max_token_length=MAX_PIECE,
        limit_alphabet=pieces * 3 // 4,
        show_progress=False,
    )
    tokenizer.train_from_iterator(views, trainer)
    return tokenizer


def add_view_marks(tokenizer: Tokenizer) -> int:
    """Make the view's marks single tokens of another encoder's tokenizer; how many were new."""
    marks = [AddedToken(mark, normalized=False, special=True) for mark in VIEW_MARKS]
    return int(tokenizer.add_special_tokens(marks))
