"""Passages of no report from lines of JSON: ``{"id", "text", "organ", "region", "year"}``.

Only ``id`` and ``text`` have to be there. Roles and themes are classified on the way, the level follows from the organ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from models.themes import Classifier
from reports.organ_level import level_of
from reports.region import region_of
from service.search.records import IndexedPassage, ThemeScore

LONGEST_TEXT = 4000
_LONGEST_NAME = 200
_YEARS = range(1949, 2200)
_BATCH = 1000  # passages that are classified together
_OF_REPORT = re.compile("[0-9a-f]{64}-[0-9]+")  # what a report's passage is called


class Fault(NamedTuple):
    """A line that cannot be used, from 1, and why."""

    line: int
    message: str


class _Said(NamedTuple):
    """What a line says."""

    id: str
    text: str
    organ: str | None
    region: str | None
    year: int | None


def read_passages(lines: Iterable[bytes], classifier: Classifier) -> Iterator[tuple[list[IndexedPassage], list[Fault]]]:
    """Passages in batches, each with the faults of the lines that it came from. Blank lines are nothing."""
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, _BATCH)):
        said, faults = [], []
        for number, line in batch:
            if not line.strip():
                continue
            try:
                said.append(_said(line))
            except ValueError as error:
                faults.append(Fault(number, str(error)))
        yield _passages(said, classifier), faults


def _passages(said: list[_Said], classifier: Classifier) -> list[IndexedPassage]:
    classified = classifier.classify([one.text for one in said]) if said else []
    return [
        IndexedPassage(
            id=one.id, report_id=None, number=1, text=one.text, organ=one.organ,
            region=one.region or region_of(one.organ), level=level_of(one.organ), year=one.year, form=None,
            section="problems", under=None, role=found.role,
            themes=tuple(ThemeScore(theme.theme, theme.score) for theme in found.themes), failed=False, last=True,
        )
        for one, found in zip(said, classified, strict=True)
    ]  # fmt: skip


def _said(line: bytes) -> _Said:
    """Raises ValueError, with a text in Chinese."""
    try:
        entry = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"不是 JSON：{error}") from error
    if not isinstance(entry, dict):
        raise ValueError('不是 JSON 对象，应为 {"id": …, "text": "…"}')
    text = _text(entry.get("text"))
    if text is None:
        raise ValueError("没有 text，或它不是文字")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"text 超过 {LONGEST_TEXT} 字，请先分段")
    return _Said(_id(entry.get("id")), text, _name(entry, "organ"), _name(entry, "region"), _year(entry.get("year")))


def _id(value: Any) -> str:
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    if found is None or len(found) > _LONGEST_NAME:
        raise ValueError(f"没有 id，或它不是 {_LONGEST_NAME} 字以内的文字")
    if _OF_REPORT.fullmatch(found):
        raise ValueError("id 与报告段落的编号同形，请换一个")
    return found


def _name(entry: dict[str, Any], key: str) -> str | None:
    value = entry.get(key)
    if value is None or value == "":
        return None
    found = _text(value)
    if found is None or len(found) > _LONGEST_NAME:
        raise ValueError(f"{key} 应为 {_LONGEST_NAME} 字以内的文字或 null")
    return found


def _year(value: Any) -> int | None:
    if value is None or value == "":
        return None
    digits = value.strip() if isinstance(value, str) else value
    if isinstance(digits, str) and digits.isascii() and digits.isdigit() and len(digits) == 4:
        digits = int(digits)
    if not isinstance(digits, int) or isinstance(digits, bool) or digits not in _YEARS:
        raise ValueError("year 应为年份，如 2023，或 null")
    return digits


def _text(value: Any) -> str | None:
    """A text that any database takes, without half characters and U+0000; None for what says nothing."""
    if not isinstance(value, str) or not value.strip():
        return None
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
