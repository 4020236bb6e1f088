"""Annotated reports in folders: what is an annotation there, and which report each one is of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.annotation import SCHEMA
from training.evaluation.gold import Annotated, SpanAnnotated
from training.evaluation.scoring import Problem

GOLD = "gold.json"
FolderItem = Annotated | SpanAnnotated


def annotated_in(folder: Path, problems: list[Problem], base: Path | None = None) -> list[FolderItem]:
    """The annotated reports in a folder and all below it, by path; hidden folders are passed over.

    Reports are called by their paths: as the folder was given, or from ``base``, a folder above it.

    An annotation is a JSON file of schema ``gouji/annotation/1``, or an entry of a ``gold.json``; where a report has
    both, the former counts. Other JSON files are nothing to us. What cannot be used is added to ``problems``.
    """
    names = _Names(base)
    data = [(path, content) for path in _json_files(folder) for content in _parsed(path, names, problems)]
    spans = [item for path, content in data for item in _span_items(path, content, names, problems)]
    taken = {item.path for item in spans}
    entries = [item for path, content in data for item in _entries(path, content, names, problems)]
    items: list[FolderItem] = [*spans, *(item for item in entries if item.path not in taken)]
    return sorted(items, key=lambda item: item.path)


@dataclass(frozen=True, slots=True)
class _Names:
    base: Path | None

    def of(self, path: Path) -> str:
        return str(path.relative_to(self.base) if self.base else path)


def distinct(found: Sequence[list[FolderItem]]) -> list[list[FolderItem]]:
    """The items of each folder without those that an earlier folder has: folders may lie in one another."""
    seen: set[Path] = set()
    result = []
    for items in found:
        new = {item.path.resolve(): item for item in items}
        result.append([item for path, item in new.items() if path not in seen])
        seen |= set(new)
    return result


def _json_files(folder: Path) -> list[Path]:
    paths = (path for path in folder.rglob("*.json") if path.is_file())
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _parsed(path: Path, names: _Names, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """A file's object, if it is one."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        problems.append(Problem(names.of(path), f"不是可用的 JSON：{error}"))
        return
    if isinstance(content, dict):
        yield content


def _span_items(path: Path, content: dict[str, Any], names: _Names, problems: list[Problem]) -> Iterator[SpanAnnotated]:
    schema, file = str(content.get("schema", "")), content.get("file")
    if not schema.startswith("gouji/annotation/") or path.name == GOLD:
        return
    if schema != SCHEMA:
        problems.append(Problem(names.of(path), f"标注的版本是 {schema}，这里只认 {SCHEMA}"))
    elif not _is_name(file):
        problems.append(Problem(names.of(path), "file 不是旁边文件的名称"))
    else:
        source = path.parent / str(file)
        yield SpanAnnotated(source, path, names.of(source))


def _entries(path: Path, content: dict[str, Any], names: _Names, problems: list[Problem]) -> Iterator[Annotated]:
    if path.name != GOLD:
        return
    for key, entry in content.items():
        if isinstance(entry, dict) and _is_name(entry.get("file")):
            source = path.parent / entry["file"]
            yield Annotated(source, entry, names.of(source))
        else:
            problems.append(Problem(names.of(path), f"“{key}”一项没有 file，或者不是旁边文件的名称"))


def _is_name(file: object) -> bool:
    """Whether this names a file of the same folder: an annotation never reaches out of its own."""
    return isinstance(file, str) and bool(file) and Path(file).name == file and "\\" not in file
