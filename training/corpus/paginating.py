"""Word files printed by LibreOffice, with blank lines where a table would otherwise fit on one page."""

from __future__ import annotations

from training.corpus.cases import OFFICIAL
from training.corpus.docx import BLANK_LINE, Pagination, write_docx
from training.corpus.printing import converted, marks_in, settled, spread
from training.synthesis.draft import Draft, Table

_ROUNDS = 12
_FEW = 6  # rows
_TEXT_END = 841.9 - 85  # of a page of our Word files, in points from its upper edge

Marks = dict[tuple[int, str], tuple[int, float]]


def printed_word_file(family: str, draft: Draft, seed: str) -> tuple[bytes, dict[str, list[int]]]:
    """The PDF file of a Word file in which every official table runs over a page's end, and the tables' pages.

    As clerks do it: blank lines before a table, and a look at where it ends up.
    """
    names = [block.name for block in draft.blocks if isinstance(block, Table)]
    blank: dict[int, int] = {}
    moved: dict[int, int] = {}  # the page on which a table began when it was moved first
    for _ in range(_ROUNDS):
        marked = write_docx(family, draft, seed, Pagination(blank, marked=True))
        marks = marks_in(converted({"file": marked}, "pdf")["file"])
        whole = [number for number in _longest(draft) if _pages_of(marks, number) == 1]
        if not whole:
            break
        number = whole[0]
        if number not in moved:
            moved[number] = marks[number, "a"][0]
            step = _lines_to_add(marks, number, few=_rows_of(draft, number) <= _FEW)
        else:
            step = -1 if marks[number, "a"][0] > moved[number] else 1
        blank[number] = max(0, blank.get(number, 0) + step)
    else:
        raise ValueError(f"{seed}: table {number} stays on one page")
    data = converted({"file": write_docx(family, draft, seed, Pagination(blank))}, "pdf")["file"]
    return settled(data), spread(marks, names)


def _longest(draft: Draft) -> list[int]:
    """The number of each official table's longest part, in text order."""
    tables = [block for block in draft.blocks if isinstance(block, Table)]
    numbers = [max((len(t.rows), -n) for n, t in enumerate(tables) if t.name == name)[1] for name in OFFICIAL]
    return sorted(-number for number in numbers)


def _pages_of(marks: Marks, number: int) -> int:
    return marks[number, "b"][0] - marks[number, "a"][0] + 1


def _rows_of(draft: Draft, number: int) -> int:
    tables = [block for block in draft.blocks if isinstance(block, Table)]
    return len(tables[number].rows)


def _lines_to_add(marks: Marks, number: int, *, few: bool) -> int:
    """How many blank lines move a table so far down that its last rows fall off the page.

    Of a table of a few rows only the last one goes: LibreOffice keeps rows together that a cell spans.
    """
    top, end = marks[number, "a"][1], marks[number, "b"][1]
    distance = _TEXT_END - end if few else _TEXT_END - 0.6 * (end - top) - top
    return max(1, int(distance / BLANK_LINE))
