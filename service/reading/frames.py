"""What a pool and its workers say to each other over a pair of pipes: a kind of one byte, a length, a payload.

A pool sends pickled Inputs. A worker answers with JSON only: it has handled untrusted bytes, and what it says is
checked like anything else that comes from outside.
"""

from __future__ import annotations

import json
import pickle
import struct
from dataclasses import asdict
from typing import BinaryIO

from reports.report import Report
from service.pipeline import Failure, Input, Outcome

INPUT, STARTED, BEGUN, REPORT, FAILURE = b"I", b"S", b"B", b"R", b"F"
_HEADER = struct.Struct("<cQ")

Frame = tuple[bytes, bytes]


def send(stream: BinaryIO, frame: Frame) -> None:
    """Sends a frame. Raises OSError where nobody listens."""
    kind, payload = frame
    stream.write(_HEADER.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: BinaryIO) -> Frame | None:
    """The next frame; None where the other side has gone, in the middle of a frame or not."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    kind, size = _HEADER.unpack(header)
    payload = stream.read(size)
    return (kind, payload) if len(payload) == size else None


def of_input(item: Input) -> Frame:
    """A source to read."""
    return INPUT, pickle.dumps(item, pickle.HIGHEST_PROTOCOL)


def of_outcome(outcome: Outcome) -> Frame:
    """What came of a source; in place of STARTED, a failure is why the worker cannot be used."""
    if isinstance(outcome, Failure):
        return FAILURE, json.dumps(asdict(outcome)).encode()
    return REPORT, outcome.model_dump_json().encode()


def outcome_in(frame: Frame) -> Outcome:
    """The outcome in a frame. Raises ValueError or TypeError where there is none."""
    kind, payload = frame
    if kind == REPORT:
        return Report.model_validate_json(payload)
    if kind == FAILURE:
        return Failure(**json.loads(payload))
    raise ValueError(f"a frame of kind {kind!r} is no outcome")
