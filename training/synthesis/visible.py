"""Which cells of a laid-out report a careful person could not place from its text alone.

A number stands in a cell of the form by its label, or by its place among the numbers of its row. Where a row hides
a blank place, or shows its numbers without anything between them, the place of the others is lost as well. What a
reader merely finds hard is not meant: as long as the text tells, nothing here is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from reports.tags import Tag
from training.synthesis.layouts.writer import Border
from training.synthesis.pieces import Laid, Piece

_MARKS = re.compile(r"<t[dh]\b|[\t\x07|｜│┃║&,，、;；]")  # what opens or closes a cell visibly
_BREAK_SPACES = re.compile(r"[^\S\n]*\n[^\S\n]*")  # white space beside a line's end is not seen
_SPACE = re.compile(r"[^\S\n]")
_SEEN = 0.4  # of a label's characters: with fewer left nobody could tell which row it names
_PLACED = frozenset({"columns", "wide_columns", "antiword", "box", "grid_table"})  # cells are places on the page
_LINES = "cell_per_line"  # where an empty line is an empty cell
_APART = frozenset({"apart", "column_blocks"})  # labels and numbers stand in sequences of their own
_VALUES = (Tag.VALUE, Tag.BLANK)


@dataclass(slots=True)
class Gap:
    """What parts two neighbouring numbers, or a number and the border of its run, and the blanks that hide in it."""

    kind: str  # "between" two numbers, "before" the first, "after" the last one, at the row's "end"
    text: str = ""
    blanks: int = 0

    def measure(self) -> tuple[int, int, int]:
        """Visible delimiters, line breaks and spaces."""
        seen = _BREAK_SPACES.sub("\n", self.text)
        return len(_MARKS.findall(self.text)), seen.count("\n"), len(_SPACE.findall(seen))


@dataclass(slots=True)
class Run:
    """Numbers and blank places of one written row with no label among them."""

    table: int  # which of the text's tables, counted
    way: str  # in which it is written
    label: str = ""  # the row label written last before the run
    named: bool = False  # a column label stands directly before it
    keys: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)  # texts of the numbers, those without a key too
    gaps: list[Gap] = field(default_factory=list)
    bare_number: bool = False  # a page number of digits alone stands among the lines of its numbers
    last: bool = False  # nothing of the report comes after it
    first: bool = False  # nothing of the report comes before it

    @property
    def rows(self) -> set[str]:
        return {key.rpartition(".")[0] for key in self.keys}

    @property
    def table_name(self) -> str:
        return self.keys[0].partition(".")[0]


def doubtful_cells(laid: Laid) -> frozenset[str]:
    """The keys of the cells whose place the text does not tell; ``laid`` after all damage, blanks not yet widened."""
    runs = [run for run in _runs(laid.pieces) if run.keys]
    usual = _usual_gaps(runs)
    rows: set[str] = set()
    for run in runs:
        if run.values and not _is_told(run, usual):
            rows |= run.rows
    lost = {key for key, content in laid.cells.items() if content.state == "missing"} - laid.absent
    order = {key: place for place, key in enumerate(laid.written or laid.cells)}
    rows |= _rows_with_lost_cells(runs, lost, order)
    rows |= _nameless_rows(runs, laid)
    tables = _tables_apart(runs, usual, lost, order)
    return frozenset(key for key in laid.cells if key.rpartition(".")[0] in rows or key.partition(".")[0] in tables)


# ---------------------------------------------------------------------- runs


def _runs(pieces: Sequence[Piece]) -> Iterator[Run]:
    """The runs of all tables in text order."""
    inked = [i for i, piece in enumerate(pieces) if piece.tag not in (None, Tag.BLANK) and piece.text.strip()]
    table, way, inside = 0, "", False
    row: list[int] = []  # of the pieces of the row so far
    for i, piece in enumerate(pieces):
        role = piece.role if isinstance(piece, Border) else ""
        if isinstance(piece, Border) and role == "table":
            yield from _runs_of_row(pieces, row, table, way, inked)
            row, inside, way = [], not inside, piece.way
            table += inside
        elif inside:
            row.append(i)
            if role == "row":
                yield from _runs_of_row(pieces, row, table, way, inked)
                row = []
    yield from _runs_of_row(pieces, row, table, way, inked)


def _runs_of_row(pieces: Sequence[Piece], row: Sequence[int], table: int, way: str, inked: Sequence[int]) -> list[Run]:
    runs: list[Run] = []
    label, named = "", False
    run, gap = Run(table, way), Gap("before")
    for i in row:
        piece = pieces[i]
        if piece.tag in _VALUES or _is_hidden(piece):
            gap = _add_value(run, gap, piece)
            run.first |= bool(inked) and i <= inked[0]
            run.last |= not inked or i >= inked[-1]
        elif piece.tag is Tag.RUNNING_HEAD:
            run.bare_number |= _is_beside(pieces, i)
        elif piece.tag is None:
            gap.text += piece.text
        elif piece.text.strip():
            runs.append(_closed(run, gap, label, named))
            if piece.tag is Tag.ROW_LABEL:
                runs[-1].label = runs[-1].label or piece.text  # a row may end in its label
                label = piece.text if piece.first else label + piece.text
            named = piece.tag is Tag.COLUMN_LABEL
            run, gap = Run(table, way), Gap("before")
    return [*runs, _closed(run, gap, label, named, "end")]


def _is_hidden(piece: Piece) -> bool:
    return isinstance(piece, Border) and piece.role == "hidden"


def _add_value(run: Run, gap: Gap, piece: Piece) -> Gap:
    """Take a number or a blank place into its run; the gap that is open after it."""
    if piece.key:
        run.keys.append(piece.key)
    if piece.tag is not Tag.VALUE:
        gap.text += piece.text
        gap.blanks += 1 if piece.key else 0
        return gap
    run.gaps.append(gap)
    run.values.append(piece.text)
    return Gap("between")


def _closed(run: Run, gap: Gap, label: str, named: bool, kind: str = "after") -> Run:
    gap.kind = kind if run.values else "before"
    run.gaps.append(gap)
    run.label, run.named = label, named and len(run.keys) == 1
    return run


def _is_beside(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a bare number of the page stands on a line like those of the numbers before and after it."""
    if not pieces[at].text.strip().isdigit():
        return False
    for step in (-1, 1):
        gap, near = "", at + step
        while 0 <= near < len(pieces) and (pieces[near].tag is None or not pieces[near].text.strip()):
            gap += pieces[near].text
            near += step
        if 0 <= near < len(pieces) and pieces[near].tag is Tag.VALUE and not _MARKS.search(gap):
            return _stands_alone(pieces, near)
    return False


def _stands_alone(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number is alone on its line."""
    for step in (-1, 1):
        gap, near = "", at + step
        while 0 <= near < len(pieces) and (pieces[near].tag is None or not pieces[near].text.strip()):
            gap += pieces[near].text
            near += step
        if "\n" not in gap or _MARKS.search(gap):
            return False
    return True


# ---------------------------------------------------------------------- what the gaps show

_Usual = dict[tuple[int, str], tuple[int, int, int]]


def _usual_gaps(runs: Sequence[Run]) -> _Usual:
    """For each table and kind of gap, what it shows where no blank stands in it."""
    found: dict[tuple[int, str], Counter[tuple[int, int, int]]] = {}
    for run in runs:
        for gap in run.gaps:
            if not gap.blanks and run.values:
                found.setdefault((run.table, gap.kind), Counter())[gap.measure()] += 1
    return {place: counts.most_common(1)[0][0] for place, counts in found.items()}


def _shows_blanks(gap: Gap, run: Run, usual: _Usual) -> bool:
    """Whether a gap is wider by all its blanks than gaps without any."""
    if not gap.blanks:
        return True
    between = int(gap.kind == "between")
    marks, lines, spaces = gap.measure()
    _, least_lines, least_spaces = usual.get((run.table, gap.kind), (0, between, between))
    if marks >= gap.blanks + between:
        return True
    if run.way == _LINES and lines >= least_lines + gap.blanks:
        return True
    return not marks and spaces >= least_spaces + gap.blanks


def _is_told(run: Run, usual: _Usual) -> bool:
    """Whether each number's place within its run can be told from the run itself."""
    if run.bare_number:
        return False
    if run.way in _PLACED or run.way in _APART or run.named:
        return True
    touching = any(gap.kind == "between" and not gap.text and not gap.blanks for gap in run.gaps)
    single = all(len(value) == 1 for value in run.values) and len(run.values) == len(run.keys)
    if touching and not single:
        return False
    return all(_shows_blanks(gap, run, usual) for gap in run.gaps)


# ---------------------------------------------------------------------- what was lost


def _rows_with_lost_cells(runs: Sequence[Run], lost: set[str], order: dict[str, int]) -> set[str]:
    """Rows that show numbers although a cell of theirs is gone with its borders."""
    rows: set[str] = set()
    for run in runs:
        if not run.values or run.named or run.way in _APART:
            continue
        gone = {key for key in lost if key.rpartition(".")[0] in run.rows}
        if len(run.rows) > 1:  # side by side in one line: a row lost as a whole moves the others
            gone |= {key for key in lost if key.partition(".")[0] == run.table_name}
        if any(not _is_cut_off(key, run, order) for key in gone):
            rows |= run.rows
    return rows


def _is_cut_off(key: str, run: Run, order: dict[str, int]) -> bool:
    """Whether a lost cell lies beyond the text's end or beginning, so that the others keep their places."""
    places = [order[other] for other in run.keys]
    return (run.last and order[key] > max(places)) or (run.first and order[key] < min(places))


def _nameless_rows(runs: Sequence[Run], laid: Laid) -> set[str]:
    """Rows whose label is lost or damaged beyond telling, where no row of the form beside it tells its place."""
    form = list(dict.fromkeys(key.rpartition(".")[0] for key in laid.cells))
    shown = {row for run in runs for row in run.rows}
    rows: set[str] = set()
    for run in runs:
        if len(run.rows) != 1 or not run.values:
            continue
        row = next(iter(run.rows))
        label = laid.labels.get(row)
        if label is None or _share_left(label, run.label) >= _SEEN:
            continue
        place = form.index(row)
        beside = [other for other in form[max(0, place - 1) : place + 2] if other != row]
        if not any(other in shown and other.partition(".")[0] == run.table_name for other in beside):
            rows.add(row)
    return rows


def _share_left(label: str, shown: str) -> float:
    blocks = SequenceMatcher(None, label, shown, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(label)


def _tables_apart(runs: Sequence[Run], usual: _Usual, lost: set[str], order: dict[str, int]) -> set[str]:
    """Tables whose numbers stand apart from their labels, with a number missing from the sequence unseen."""
    tables: set[str] = set()
    for name in {run.table_name for run in runs if run.way in _APART}:
        own = [run for run in runs if run.way in _APART and run.table_name == name]
        if not any(run.values for run in own):
            continue
        hides = any(not _shows_blanks(gap, run, usual) for run in own if run.values for gap in run.gaps)
        # An empty line at the sequence's beginning or end is no line of it; one of a column stands under its header.
        empty_edge = own[0].way == "apart" and not (own[0].values and own[-1].values)
        gone = [key for key in lost if key.partition(".")[0] == name]
        if hides or empty_edge or any(not _is_cut_off(key, own[-1], order) for key in gone):
            tables.add(name)
    return tables


def remember(laid: Laid) -> Laid:
    """The report, not yet damaged, with what its damaged text is to be compared with."""
    labels = {next(iter(run.rows)): run.label for run in _runs(laid.pieces) if len(run.rows) == 1 and run.label}
    absent = frozenset(key for key, content in laid.cells.items() if content.state == "missing")
    written = tuple(piece.key for piece in laid.pieces if piece.key)
    return laid.with_(labels=labels, absent=absent, written=written)
