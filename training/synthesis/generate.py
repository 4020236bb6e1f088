"""Synthetic reports with their gold: content, wording, layout and damage from a seed alone."""

from __future__ import annotations

import json
import multiprocessing
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from reports.tags import SECTION_KINDS, Tag
from training.synthesis.damage import damage as do_damage
from training.synthesis.damage.rows import settle
from training.synthesis.layouts import Chooser, Split, lay_out
from training.synthesis.pieces import GoldReport, Piece, gold_report
from training.synthesis.visible import doubtful_cells, remember
from training.synthesis.wording import make_draft

_BATCH = 1024  # reports handed to the worker processes at a time
CLEAN_SHARE = 0.5  # of the reports that are made without damage


def generate(
    seed: int, *, split: Split, layout: str | None = None, damage: bool | None = None, form: str | None = None
) -> GoldReport:
    """One report; the same arguments give the same report.

    ``layout`` names one (see ``training.synthesis.layouts.LAYOUTS``), ``damage`` asks for some or for none,
    ``form`` for an edition; None leaves each to the seed.
    """
    rng = Random(f"{split}/{seed}")
    draft = make_draft(rng, split=split, form=form)
    laid = remember(settle(lay_out(draft, rng, split=split, name=layout)))
    damaged = rng.random() >= CLEAN_SHARE
    if damaged if damage is None else damage:
        laid = do_damage(laid, Chooser(rng, heldout=split == "heldout"))
    name = f"{split}-{seed:06d}"
    return gold_report(laid.with_(pieces=cover_blanks(laid.pieces)), name, doubtful_cells(laid))


def cover_blanks(pieces: list[Piece]) -> list[Piece]:
    """Blank cells widened over the spaces that delimiters leave around them ("|  |").

    Readers may place an empty cell anywhere in such a gap; its gold has to touch each of these places.
    """
    result = list(pieces)
    for i, piece in enumerate(result):
        if piece.tag is not Tag.BLANK:
            continue
        before = next((n for n in range(i - 1, -1, -1) if result[n].text or result[n].tag), None)
        after = next((n for n in range(i + 1, len(result)) if result[n].text or result[n].tag), None)
        text = piece.text
        if before is not None and result[before].tag is None:
            kept = result[before].text.rstrip(_SPACES)
            text = result[before].text[len(kept) :] + text
            result[before] = replace(result[before], text=kept)
        if after is not None and result[after].tag is None:
            kept = result[after].text.lstrip(_SPACES)
            text += result[after].text[: len(result[after].text) - len(kept)]
            result[after] = replace(result[after], text=kept)
        result[i] = replace(piece, text=text)
    return result


_SPACES = " \u00a0\u3000"


def generate_many(start: int, count: int, split: Split, *, processes: int = 1) -> Iterator[GoldReport]:
    """The reports of the seeds ``start`` to ``start + count - 1``, in order."""
    make = partial(generate, split=split)
    seeds = range(start, start + count)
    if processes <= 1:
        yield from map(make, seeds)
        return
    # Spawned, not forked: the caller may run threads (torch, ONNX Runtime). In batches, so that a slow
    # consumer does not let all reports pile up in memory.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for first in range(start, start + count, _BATCH):
            yield from pool.map(make, seeds[first - start : first - start + _BATCH], chunksize=16)


def gold_sections(report: GoldReport) -> list[dict[str, Any]]:
    """The section headings as the gold lists them; the pieces of one broken over lines are put together."""
    sections: list[dict[str, Any]] = []
    end = -1
    for span in report.spans:
        kind = span.tag.heading_kind
        if kind is None:
            continue
        text = report.text[span.start : span.end].replace("\n", "")
        torn = (
            sections and sections[-1]["kind"] == kind and not report.text[end : span.start].strip("|│｜*-# \n\t\u3000")
        )
        if torn:
            sections[-1]["heading"] += text
        else:
            number = SECTION_KINDS.index(kind) + 1
            sections.append({"number": number, "kind": kind, "heading": text, "at": span.start})
        end = span.end
    return sections


_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_WRITTEN = re.compile(r"([+\-−增减加]?)(\d+(?:\.\d+)?)\D*")


def number_in(raw: str) -> int | float | None:
    """The number that a reported cell's text says; None where it says none."""
    text = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", raw))
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    number = float(found[2]) * (-1 if found[1] in ("-", "−", "减") else 1)
    return int(number) if number.is_integer() else number


def gold_entry(report: GoldReport, checks: dict[str, str] | None = None) -> dict[str, Any]:
    """A report's gold in the layout of the seeds' gold.json."""
    tables: dict[str, dict[str, dict[str, str | None]]] = {}
    states: dict[str, str] = {}
    values: dict[str, int | float | None] = {}
    for key, content in report.cells.items():
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        tables.setdefault(table, {}).setdefault(row, {})[column] = content.raw
        if content.state != ("blank" if content.raw is None else "reported"):
            states[key] = content.state
        if content.state == "reported" and content.raw and not _PLAIN.fullmatch(content.raw):
            values[key] = number_in(content.raw)
    entry: dict[str, Any] = {
        "file": f"{report.name}.txt",
        "family": report.layout + ("+damaged" if report.damage else ""),
        "title": report.title,
        "organ": report.organ,
        "year": report.year,
        "form": report.form,
        "sections": gold_sections(report),
        "tables": tables,
        "states": states,
        "values": values,
        "claims": [],
        "passages": [],
        "checks": checks or {},
    }
    if report.damage:
        entry["damage"] = list(report.damage)
    return entry


def write_gold(
    reports: Iterable[GoldReport],
    directory: Path,
    checks: Callable[[GoldReport], dict[str, str]] | None = None,
) -> Path:
    """Write each report's text and one gold.json for all; ``checks`` gives a report's check statuses."""
    directory.mkdir(parents=True, exist_ok=True)
    gold: dict[str, Any] = {}
    for report in reports:
        entry = gold_entry(report, checks(report) if checks else None)
        (directory / entry["file"]).write_text(report.text, encoding="utf-8", newline="")
        gold[report.name] = entry
    path = directory / "gold.json"
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
