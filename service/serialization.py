"""Outcomes as JSON: the contract's object for a report, {"source", "error"} for a file that was not read."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from service.pipeline import Failure, Outcome

# Legal inside a JSON string, but many readers of lines take them for line ends.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})

_LONGEST_NAME = 240  # bytes


def to_json(outcome: Outcome, *, indent: int | None = None) -> str:
    """An outcome as JSON, on one line unless indented."""
    if isinstance(outcome, Failure):
        text = json.dumps(failure_data(outcome), ensure_ascii=False, indent=indent)
    else:
        text = outcome.model_dump_json(indent=indent)
    return text.translate(_LINE_ENDS)


def failure_data(failure: Failure) -> dict[str, object]:
    """What stands in a report's place where a file could not be read."""
    return {
        "source": {"name": failure.name, "bytes": failure.bytes},
        "error": {"code": failure.code, "message": failure.message},
    }


class OutputNames:
    """One path for each source inside an output folder: its name and ".json", numbered where it is taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def path_for(self, name: str) -> PurePosixPath:
        """A relative path that leaves the folder by no "..", and that no earlier call has given."""
        parts = [_short(part) for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
        if parts[:1] in ([], ["-"]):
            parts = ["stdin", *parts[1:]]
        stem = PurePosixPath(*parts)
        path, count = stem.with_name(f"{stem.name}.json"), 1
        while str(path).casefold() in self._taken:
            count += 1
            path = stem.with_name(f"{stem.name}-{count}.json")
        self._taken.add(str(path).casefold())
        return path


def _short(part: str) -> str:
    """A name that leaves room for a number and a suffix in the 255 bytes that file systems allow."""
    if len(part.encode("utf-8", "replace")) <= _LONGEST_NAME:
        return part
    return part.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
