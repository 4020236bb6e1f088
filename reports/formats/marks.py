"""What stays in the text and says nothing of the report: page numbers, running heads, converters' debris."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.document import Mark
from reports.formats.blocks import BLANKS, Cell, Line, is_value

_FEWEST_HEADS = 3  # a line beside page numbers is a running head from its third time on
_MOST_PAGES = 300
_FEWEST_COPIES = 3
_SHORTEST_REMARK = 20  # code points; the names of groups, which are shorter, may fill a row of headings
_FEWEST_ROWS = 3  # that row numbers count

_DASH = "[-—–―－─~～·•]"
_PAGE = re.compile(
    rf"{_DASH}{{1,2}}\s*\d{{1,3}}\s*{_DASH}{{1,2}}\Z"
    r"|第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*页(?:\s*[,，/／|]?\s*(?:共|总)\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*页)?\Z"
    r"|(?:Page|PAGE|page)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\Z"
    r"|([=*-]{2,3})\s*(?:[Pp]age|PAGE|第)\s*\d{1,3}\s*页?\s*\1\Z"
)
_PAGE_OF = re.compile(r"(\d{1,3})\s*[/／]\s*(\d{1,3})\Z")

# Word bookmarks and fields as converters leave them, pictures, comments and layout tags of OCR engines.
_DEBRIS = re.compile(
    r"\[bookmark:[^\]\n]{0,100}\]|\[(?:pic|image|图片)(?::[^\]\n]{0,100})?\]|!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)"
    r"|<!--[^\n]{0,300}?-->|</?(?:div|img|center|span|p|font|u|a|br|sup|sub|html|body|watermark)\b[^<>\n]{0,500}>"
    r"|<page_number>[^<>\n]{0,20}</page_number>"
    r"|^[ \t]*(?:\\title\{|\}|\\maketitle|\\(?:begin|end)\{(?:center|document|table|abstract)\})[ \t\r]*$"
    r"|(?:PAGEREF|HYPERLINK(?: \\l)?) \"?[\w.:/#?=&%-]{1,200}\"?(?: \\[hlo])*|\\\* MERGEFORMAT",
    re.IGNORECASE | re.MULTILINE,
)
# A line that only rules a table off, as converters draw it under headings and around rows: ------ ------ ------
_RULE = re.compile(r"^[ \t]*(?:-{4,}|={4,})(?:[ \t]+(?:-{4,}|={4,}))*[ \t\r]*$", re.MULTILINE)
_DEBRIS_SIGNS = ("[", "<", "\\", "PAGEREF", "HYPERLINK", "MERGEFORMAT")


def is_page_number(content: str) -> bool:
    """True for a line that is surely a page number. A lone "3" or "- -" is none: values look like that."""
    if len(content) > 24:
        return False
    if _PAGE.match(content):
        return True
    pages = _PAGE_OF.match(content)
    return pages is not None and 1 <= int(pages[1]) <= int(pages[2]) <= _MOST_PAGES and int(pages[2]) > 1


def find_debris(text: str) -> list[Mark]:
    """Bookmarks, fields, pictures, stray layout tags and lines of strokes."""
    found = _RULE.finditer(text) if "----" in text or "====" in text else iter(())
    marks = [Mark(match.start(), match.end(), "debris") for match in found]
    if any(sign in text for sign in _DEBRIS_SIGNS):
        marks += [Mark(match.start(), match.end(), "debris") for match in _DEBRIS.finditer(text)]
    return marks


def is_rule(content: str) -> bool:
    """True for a line of strokes that rules a table off."""
    return _RULE.fullmatch(content) is not None


def row_numbers(text: str, rows: Sequence[Sequence[Cell]]) -> list[Mark]:
    """The numbers that a spreadsheet or a program sets before each row, header rows too: 0, 1, 2 … or 1, 2, 3 …

    A table's own serial numbers begin below its header and are no row numbers in this sense. The line above the first
    may number the columns.
    """
    written = [row for row in rows if row]
    columns_numbered = bool(written) and (written[0][0].column > 0 or written[0][0].start == written[0][0].end)
    numbered = written[columns_numbered:]
    if len(numbered) < _FEWEST_ROWS or any(is_value(text[cell.start : cell.end]) for cell in numbered[0][1:]):
        return []
    cells = [row[0] for row in numbered]
    shown = [text[cell.start : cell.end] for cell in cells]
    counted = any(shown == [str(n + start) for n in range(len(shown))] for start in (0, 1))
    return [Mark(cell.start, cell.end, "debris") for cell in cells] if counted else []


def repeated_cells(text: str, rows: Sequence[Sequence[Cell]]) -> list[Mark]:
    """The copies of a remark over a table's whole width, where a program writes a merged cell once for each column."""
    marks: list[Mark] = []
    for row in rows:
        first = row[0] if len(row) >= _FEWEST_COPIES else None
        if first is None or first.end - first.start < _SHORTEST_REMARK:
            continue
        content = text[first.start : first.end]
        if all(text[cell.start : cell.end] == content for cell in row):
            marks.extend(Mark(cell.start, cell.end, "debris") for cell in row[1:])
    return marks


def find_page_furniture(text: str, lines: Sequence[Line]) -> list[Mark]:
    """Page numbers among ``lines`` (contents of lines, in order) and the running heads beside them."""
    filled = [line for line in lines if line.end > line.start]
    contents = [text[line.start : line.end] if line.end - line.start <= 80 else "" for line in filled]
    pages = [number for number, content in enumerate(contents) if content and is_page_number(content)]
    marks = [Mark(*filled[number], "page_number") for number in pages]
    if len(pages) < _FEWEST_HEADS - 1:
        return marks
    beside = {near for page in pages for near in (page - 1, page + 1) if 0 <= near < len(filled)} - set(pages)
    counts = Counter(contents[near] for near in beside if len(contents[near].strip(BLANKS)) > 3)
    heads = {content for content, times in counts.items() if times >= _FEWEST_HEADS}
    marks.extend(Mark(*filled[near], "running_head") for near in beside if contents[near] in heads)
    return sorted(marks)
