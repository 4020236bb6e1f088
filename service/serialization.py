"""Outcomes as JSON: the contract's object for a report, {"source", "error"} for a file that was not read."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from reports.report import Report
from service.pipeline import Failure, Outcome

# Legal inside a JSON string, but many readers of lines take them for line ends.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})

# The contract names a cell's unit only where the cell writes one. Inside a JSON string every quotation mark is
# escaped, so this matches no text.
_NO_UNIT = re.compile(r',\s*"unit":\s*null')


def to_json(outcome: Outcome, *, indent: int | None = None) -> str:
    """An outcome as JSON, on one line unless indented."""
    if isinstance(outcome, Failure):
        text = json.dumps(failure_data(outcome), ensure_ascii=False, indent=indent)
    else:
        text = report_json(outcome, indent=indent)
    return text.translate(_LINE_ENDS)


def report_json(report: Report, *, indent: int | None = None) -> str:
    """A report as the contract's JSON."""
    return _NO_UNIT.sub("", report.model_dump_json(indent=indent))


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
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"", "/", ".", ".."}]
        stem = PurePosixPath(*parts) if parts and name != "-" else PurePosixPath("stdin")
        path, count = stem.with_name(f"{stem.name}.json"), 1
        while str(path).casefold() in self._taken:
            count += 1
            path = stem.with_name(f"{stem.name}-{count}.json")
        self._taken.add(str(path).casefold())
        return path
