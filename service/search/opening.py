"""The index and the encoder of the settings, for whoever searches and whoever writes."""

from __future__ import annotations

from models.sentences import Encoder, load_encoder
from service.search import lance_table
from service.search.folding import FOLDING
from service.search.index import PassageIndex
from service.settings import Settings

_COLLECTING = 1  # number of the way in which reports are cut into passages


def open_encoder(settings: Settings) -> Encoder:
    """The sentence encoder of the settings. Raises ModelError."""
    return load_encoder(settings.sentence_encoder)


async def open_index(
    settings: Settings, encoder: Encoder, *, writable: bool = False, anew: bool = False
) -> PassageIndex:
    """The index of the settings. Raises IndexMissing, IndexUnfit; ``anew``: in place of whatever is there."""
    return await PassageIndex.open(
        settings.index_url, encoder=identity(encoder), dimensions=encoder.dimensions, writable=writable, anew=anew
    )


def identity(encoder: Encoder) -> str:
    """What an encoder is called, with its version."""
    return f"{encoder.name} {encoder.version}"


def made_with(encoder: Encoder) -> str:
    """What passages in the index are made with: where it differs, they are made anew."""
    return f"{identity(encoder)}, text {lance_table.LAYOUT}.{FOLDING}.{_COLLECTING}"
