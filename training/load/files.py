"""The reports that a service is loaded with: synthetic ones as text, web pages and Word files, no two alike."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from random import Random

from training.corpus import docx, pages, plain
from training.corpus.cases import case_draft

SUFFIXES = {"text": "txt", "html": "html", "docx": "docx"}
KINDS = tuple(SUFFIXES)
_LAYOUTS = ("tsv", "flat_word", "markdown")
_TEMPLATES, _MANNERS = sorted(pages.TEMPLATES), sorted(docx.MANNERS)
_FORMS = ("2021", "2021", "2021", "2019")  # about as often as they are met
_CHUNK = 20


def write_files(folder: Path, count: int, seed: int, on_written: Callable[[int, int], None]) -> list[Path]:
    """Write so many files, a third of each kind, and return them in the order in which they are to be sent.

    Files that are there already from the same seed are kept: they would come out the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{seed}-{number:06}.{SUFFIXES[_kind(number)]}" for number in range(count)]
    wanted = [(path, f"{seed}/{number}", number) for number, path in enumerate(paths) if not path.exists()]
    if wanted:
        with multiprocessing.get_context("spawn").Pool() as pool:
            for done, _ in enumerate(pool.imap_unordered(_write, wanted, chunksize=_CHUNK), 1):
                on_written(done, len(wanted))
    return paths


def kind_of(path: Path) -> str:
    """The kind of a file, by its suffix."""
    return next(kind for kind, suffix in SUFFIXES.items() if path.suffix == f".{suffix}")


def _kind(number: int) -> str:
    return KINDS[number % len(KINDS)]


def _write(order: tuple[Path, str, int]) -> None:
    path, case, number = order
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(report_file(case, number))
    unfinished.replace(path)


def report_file(case: str, number: int) -> bytes:
    """A report's bytes. Kinds, editions and families take turns, out of step with each other."""
    turn = number // len(KINDS)
    draft = case_draft(f"load-{case}", _FORMS[turn % len(_FORMS)])
    if _kind(number) == "text":
        return plain.write_text(draft, case, _LAYOUTS[turn % len(_LAYOUTS)])
    if _kind(number) == "html":
        return pages.write_page(_TEMPLATES[turn % len(_TEMPLATES)], draft, Random(case))
    manner = _MANNERS[turn % len(_MANNERS)]
    return docx.write_docx(manner, docx.shown(manner, draft), case)
