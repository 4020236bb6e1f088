"""What stays in the text and says nothing of the report: page numbers, running heads, converters' debris."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.document import Mark
from reports.formats.blocks import BLANKS, Line

_FEWEST_HEADS = 3  # a line beside page numbers is a running head from its third time on
_MOST_PAGES = 300

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
    r"|<!--[^\n]{0,300}?-->|</?(?:div|img|center|span|p|font|u|a|br|sup|sub)\b[^<>\n]{0,500}>"
    r"|(?:PAGEREF|HYPERLINK(?: \\l)?) \"?[\w.:/#?=&%-]{1,200}\"?(?: \\[hlo])*|\\\* MERGEFORMAT",
    re.IGNORECASE,
)
_DEBRIS_SIGNS = ("[", "<", "PAGEREF", "HYPERLINK", "MERGEFORMAT")


def is_page_number(content: str) -> bool:
    """True for a line that is surely a page number. A lone "3" or "- -" is none: values look like that."""
    if len(content) > 24:
        return False
    if _PAGE.match(content):
        return True
    pages = _PAGE_OF.match(content)
    return pages is not None and 1 <= int(pages[1]) <= int(pages[2]) <= _MOST_PAGES and int(pages[2]) > 1


def find_debris(text: str) -> list[Mark]:
    """Bookmarks, fields, pictures and stray layout tags."""
    if not any(sign in text for sign in _DEBRIS_SIGNS):
        return []
    return [Mark(match.start(), match.end(), "debris") for match in _DEBRIS.finditer(text)]


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
