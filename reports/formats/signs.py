"""Tables whose cells are set off by a sign: "规章 / 0 / 0 / 0", "规章；0；0；0", "规章→0→0→0", a tab written as "\\t".

What sets cells off is told by consistency: in several lines a label is followed by values with the same sign between
all of them, and these lines have the same number of pieces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.formats.blocks import Block, Line, is_blank, is_heading, is_prose, is_value, numbered, trim

# Two numbers, each with the same sign before it: what is looked for first, as few texts have any.
_PAIR = re.compile(r"(\\t|[/／&·；;、，,→⇒¦‖~^@#$])[ \u3000]{0,2}\d{1,9}(?:\.\d{1,4})?[ \u3000]{0,2}\1[ \u3000]{0,2}\d")
_NUMBERING = re.compile(r"[ \t\u3000]*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．，,](?!\s*\d)")
_STROKES = "/／"
_STOPS = "。；;"  # at the end of a row that is written as a sentence
_STROKE_VALUE = re.compile(r"^[ \u3000]*[/／]|[/／][ \u3000]+[/／]|\d[ \u3000]+\d")
_FEWEST_ROWS, _FEWEST_PAIRS = 3, 2
_UNLABELLED = 5  # pieces from which a row of values needs no label
_LONGEST_LINE = 400
_LONGEST_PIECE = 60
_LONGEST_BETWEEN = 40  # of a line without the sign between two rows: a caption or a label over several rows
_MOST_BETWEEN = 2

Spans = list[tuple[int, int]]


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables among ``lines`` whose cells one sign sets off."""
    if not lines:
        return []
    pairs = Counter(match[1] for match in _PAIR.finditer(text, lines[0].start, lines[-1].end))
    found: list[Block] = []
    for sign, times in pairs.most_common():
        if times >= _FEWEST_PAIRS and not _is_value(text, lines, sign):
            blocks = _blocks(text, lines, _delimiters(text, lines, sign))
            found.extend(block for block in blocks if all(_are_apart(block, other) for other in found))
    return sorted(found, key=lambda block: block.first)


def _are_apart(block: Block, other: Block) -> bool:
    return block.last <= other.first or other.last <= block.first


def _is_value(text: str, lines: Sequence[Line], sign: str) -> bool:
    """Whether a stroke is no delimiter but what stands for nothing, in rows that blanks part: "规章 / / 3 5"."""
    if sign not in _STROKES:
        return False
    rows = [content for line in lines if sign in (content := text[slice(*line)])]
    return 2 * sum(_STROKE_VALUE.search(row) is not None for row in rows) > len(rows)


def _delimiters(text: str, lines: Sequence[Line], sign: str) -> list[re.Pattern[str]]:
    """The sign with the blanks around it, and how else it may part a row that comes out longer or shorter than others.

    Blanks belong to it where it mostly has them: "增/减" is a label. Of strokes between blanks every other one may be
    a value: "规章 / / / 0 / 5".
    """
    escaped = re.escape(sign)
    region = text[lines[0].start : lines[-1].end]
    if 2 * region.count(f" {sign} ") <= region.count(sign):
        return [re.compile(escaped)]
    return [re.compile(f"(?<= ){escaped}(?: |$)", re.MULTILINE), re.compile(f" {escaped} "), re.compile(escaped)]


def _most_even(
    text: str, lines: Sequence[Line], delimiters: Sequence[re.Pattern[str]]
) -> tuple[list[Spans], Counter[int]]:
    """The lines cut by the delimiter that gives most rows of one length, and how many rows have which length.

    Of two that do equally well it is the one with the shorter rows: "1 / / / / / 5" has strokes for values then.
    """
    ways = []
    for delimiter in delimiters:
        pieces = [_pieces(text, line, delimiter) for line in lines]
        lengths = Counter(len(row) for row in pieces if _has_values(text, row))
        length, times = lengths.most_common(1)[0] if lengths else (0, 0)
        ways.append(((times, -length), pieces, lengths))
    _, pieces, lengths = max(ways, key=lambda way: way[0])
    return pieces, lengths


def _blocks(text: str, lines: Sequence[Line], delimiters: Sequence[re.Pattern[str]]) -> list[Block]:
    pieces, lengths = _most_even(text, lines, delimiters)
    if sum(lengths.values()) < _FEWEST_ROWS or lengths.most_common(1)[0][1] < _FEWEST_ROWS - 1:
        return []
    known = {length for length, times in lengths.items() if times > 1}
    for number, line in enumerate(lines):
        if len(pieces[number]) > 1 and len(pieces[number]) not in known:
            pieces[number] = _of_known_length(text, line, pieces[number], delimiters, known)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if len(pieces[at]) < 2:
            at += 1
            continue
        last = _extend(text, lines, pieces, at)
        rows = [row for row in pieces[at:last] if row]
        valued = {len(row) for row in rows if _has_values(text, row)}
        if valued:
            aligned = len(valued) == 1 and max(map(len, rows)) == max(valued)
            blocks.append(Block(at, last, [numbered(row) for row in rows], aligned))
        at = last
    return blocks


def _pieces(text: str, line: Line, delimiter: re.Pattern[str]) -> Spans:
    """A line's pieces between delimiters, [] for an empty line; a line that can be no row of a table is one piece."""
    start, end = trim(text, *line)
    if start == end:
        return []
    if end - start > _LONGEST_LINE or is_heading(text[start:end]):
        return [(start, end)]
    numbering = _NUMBERING.match(text, start, end)
    pieces: Spans = []
    at = start
    for match in delimiter.finditer(text, numbering.end() if numbering else start, end):
        if match.start() < at:
            continue
        pieces.append(trim(text, at, match.start()))
        at = match.end()
    stop = end - 1 if pieces and text[end - 1] in _STOPS else end
    pieces.append(trim(text, at, stop))
    longest = max(pieces, key=lambda piece: piece[1] - piece[0])
    if longest[1] - longest[0] > _LONGEST_PIECE or is_prose(text[slice(*longest)]):
        return [(start, end)]
    return pieces


def _has_values(text: str, pieces: Spans) -> bool:
    """True for a label and then values or blanks, nothing else. A number at a label's end is a value set off otherwise.

    A row of many values needs no label.
    """
    if len(pieces) < 3:
        return False
    first = next((at for at, piece in enumerate(pieces) if is_value(text[slice(*piece)])), None)
    if first is None or any(start < end and not is_value(text[start:end]) for start, end in pieces[first:]):
        return False
    if first == 0:
        return len(pieces) >= _UNLABELLED
    labels = [text[slice(*piece)] for piece in pieces[:first]]
    if not any(labels):  # the row begins with blank cells
        return len(pieces) >= _UNLABELLED
    return not labels[-1][-1:].isdigit()


def _of_known_length(
    text: str, line: Line, pieces: Spans, delimiters: Sequence[re.Pattern[str]], known: set[int]
) -> Spans:
    """A row that has another length than the others: the sign may stand in its label, or blanks beside it are lost."""
    for delimiter in delimiters:
        other = _pieces(text, line, delimiter)
        if len(other) in known and _has_values(text, other):
            return other
    first = next((at for at, piece in enumerate(pieces) if is_value(text[slice(*piece)])), 0)
    too_many = len(pieces) - max((length for length in known if length < len(pieces)), default=len(pieces))
    if 0 < too_many < first and all(start < end for start, end in pieces[:first]):
        return [(pieces[0][0], pieces[too_many][1]), *pieces[too_many + 1 :]]
    return pieces


def _extend(text: str, lines: Sequence[Line], pieces: Sequence[Spans], first: int) -> int:
    """The end of the table that begins in line ``first``; captions and labels over several rows do not end it."""
    end = first + 1
    for at in range(end, len(lines)):
        if len(pieces[at]) > 1:
            end = at + 1
        elif at - end >= _MOST_BETWEEN:
            break
        elif not is_blank(text, *lines[at]):
            content = text[slice(*pieces[at][0])]
            if len(content) > _LONGEST_BETWEEN or "。" in content or is_heading(content):
                break
    return end
