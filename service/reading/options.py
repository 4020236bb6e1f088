"""What a worker process is told when it starts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

SHIPPED_READER = "service.reading.readers:shipped_reader"


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker reads.

    ``reader`` names, as "module:function", what makes the reading function out of these options; what it costs is
    part of a worker's start and not of a document's time. ``seconds`` is the time limit of a document.
    ``memory_bytes`` bounds a worker's own memory and ``tagger_threads`` the tagger; 0 leaves either as it is.
    """

    reader: str = SHIPPED_READER
    seconds: float = 120.0
    memory_bytes: int = 0
    tagger_threads: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Options:
        return cls(**json.loads(text))
