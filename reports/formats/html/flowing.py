"""The flow of a page: its elements as lines of text and tables, in the order and with the breaks that people see."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from reports.formats.blocks import BLANKS, is_value
from reports.formats.html.elements import Element, is_table, names
from reports.formats.html.items import Flowed, Item, Region, TextLine
from reports.formats.html.lists import Numbering, is_numbered
from reports.formats.html.spacing import JOINT, collapse
from reports.formats.html.styles import keeps_lines

# Elements that begin and end a line. Whatever is not known is inline, as browsers have it.
_BLOCKS = names(
    "html body address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol p plaintext pre search section "
    "summary table caption thead tbody tfoot tr td th x-table x-tr x-td x-th ul xmp frameset"
)
_PARAGRAPHS = names("p li h1 h2 h3 h4 h5 h6 dd dt")  # one with a hard space shows as an empty line
_WHOLE = names("br img input select textarea wbr")
_LISTS = names("ol ul li")
_BLOCK_DISPLAYS = ("block", "flex", "grid", "list-item", "table", "flow-root")
_NOTE_MARK = re.compile(r"[\[【(（]?(?:\d{1,3}|[a-zA-Z*※①-⑳]{1,2})[\]】)）]?")
_FIELDS = names("input select textarea")
_NO_FIELDS = names("hidden submit button reset image checkbox radio file password search")
_TO_NOTE = re.compile(r"#_?(?:ftn|edn|fn|note|footnote)", re.IGNORECASE)
_SPACES = " \t\n\r\f"
_LONGEST_MARK = 8
_FEW_PARTS = 8  # a cell with a number and its note's mark has no more
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Tables = Callable[[Element, Item | None], Sequence[Item] | None] | Literal["leave out", "as lines"]
"""What becomes of a table: the items it is read as, given what stands right before it (None: it only serves the layout,
and its cells flow like the rest of the page), or it is left out, or its rows become lines."""


def flow(root: Element, tables: Tables) -> Flowed:
    """The flow of what stands in ``root``."""
    flowing = _Flowing(tables)
    flowing.run(root)
    return flowing.found


class _Flowing:
    def __init__(self, tables: Tables) -> None:
        self.found = Flowed()
        self.tables = tables
        self.buffer: list[str] = []  # the line so far
        self.typed = False  # whether the line holds text whose spaces count
        self.links = 0
        self.link: Element | None = None  # the link that is open
        self.keeping = [False]  # whether newlines count, of each element that is open
        self.lists: list[Numbering | None] = []
        self.number = ""  # of the list item whose first line has not come yet
        self.last: Item | None = None  # that is no empty line
        self.in_cell = False  # whether what flows is a table's cell

    def run(self, root: Element) -> None:
        """Flows over the children of ``root``, however deep they nest."""
        self.in_cell = root.role == "cell"
        opened = [(root, iter(root.children), False, 0)]
        while opened:
            element, children, block, first = opened[-1]
            for child in children:
                if isinstance(child, str):
                    self._text(child)
                elif not self._is_done(child):
                    block = _is_block(child)
                    self._enter(child, block)
                    opened.append((child, iter(child.children), block, len(self.found.items)))
                    break
            else:
                opened.pop()
                if opened:
                    self._leave(element, block, first)
        self._flush()

    def _text(self, text: str) -> None:
        if not self.keeping[-1]:
            self.buffer.append(text)
            self._count_link(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._flush(empty=True)
            if line:
                self.buffer.append(line)
                self.typed = True
                self._count_link(line)

    def _count_link(self, text: str) -> None:
        if self.link is not None:
            self.links += len("".join(text.split()))

    def _is_done(self, element: Element) -> bool:
        """Whether an element is dealt with as a whole: what stands in it is of no further interest."""
        tag = element.tag
        if tag in _WHOLE:
            if tag == "br":
                self._flush(empty=True)
            elif tag in _FIELDS:
                self._read_field(element)
            elif _is_picture(element):
                self.found.left_out.images += 1
            return True
        if _is_raised(element) and self._is_note_mark(element):
            self.found.left_out.note_marks += 1
            return True
        if self.in_cell and _is_lowered(element) and self._follows_number():
            self.buffer.append(_short_text(element).translate(_LOWERED))
            return True
        return is_table(element) and self._table(element)

    def _enter(self, element: Element, block: bool) -> None:
        tag = element.tag
        if block:
            self._flush()
            if tag in _LISTS:
                self._enter_list(element)
        elif tag in _BLOCKS:
            self.buffer.append(f"{JOINT} ")
        if tag == "a" and self.link is None and _leads_elsewhere(element):
            self.link = element
            self.buffer.append(JOINT)
        keeps = keeps_lines(tag, element.style)
        self.keeping.append(self.keeping[-1] if keeps is None else keeps)

    def _leave(self, element: Element, block: bool, first: int) -> None:
        self.keeping.pop()
        tag = element.tag
        if element is self.link:
            self.link = None
            self.buffer.append(JOINT)
        if not block:
            if tag in _BLOCKS:
                self.buffer.append(f"{JOINT} ")
            return
        hard = tag in _PARAGRAPHS and bool("".join(self.buffer).strip(_SPACES + JOINT))
        self._flush(empty=hard)
        if tag in _LISTS:
            if tag == "li":
                self.number = ""
            else:
                self.lists.pop()
        self.found.regions.append(Region(element, first, len(self.found.items)))

    def _enter_list(self, element: Element) -> None:
        if element.tag == "ol":
            self.lists.append(Numbering(element))
        elif element.tag == "ul":
            self.lists.append(None)
        elif element.tag == "li" and self.lists and (numbering := self.lists[-1]) is not None:
            self.number = numbering.number(element)

    def _table(self, element: Element) -> bool:
        """Whether a table is done with, as lines of its own or left out."""
        if self.tables == "leave out":
            self.found.tables.append(element)
            self._flush()
            return True
        if self.tables == "as lines":
            return False
        self._flush()
        first = len(self.found.items)
        items = self.tables(element, self.last)
        if items is None:
            return False
        self.found.items.extend(items)
        self.last = items[-1] if items else self.last
        self.found.regions.append(Region(element, first, len(self.found.items)))
        self.number = ""
        return True

    def _is_note_mark(self, element: Element) -> bool:
        """Whether what is raised is a footnote's mark beside a number, which it would make another number."""
        if _NOTE_MARK.fullmatch(_short_text(element).strip()) is None:
            return False
        return self._follows_number() or (self.in_cell and _precedes_number(element))

    def _follows_number(self) -> bool:
        return "".join(self.buffer[-3:]).rstrip(_SPACES + JOINT)[-1:].isdigit()

    def _read_field(self, element: Element) -> None:
        """What stands in a text field of a table's cell is what people see there; elsewhere it is a search form's."""
        if self.in_cell and not (element.tag == "input" and element.attribute("type").lower() in _NO_FIELDS):
            self.buffer.append(_field_text(element))

    def _flush(self, *, empty: bool = False) -> None:
        """Ends the line. ``empty``: it is one even if nothing stands in it."""
        written = "".join(self.buffer)
        text = written.replace(JOINT, "").strip(BLANKS) if self.typed else collapse(written)
        links, self.links = self.links, 0
        self.buffer, self.typed = [], False
        if not text:
            if empty:
                self.found.items.append(TextLine(""))
            return
        if self.number and not is_numbered(text) and not is_value(text) and links < len("".join(text.split())):
            text = self.number + text
        self.number = ""
        self.last = TextLine(text, links)
        self.found.items.append(self.last)


def _is_raised(element: Element) -> bool:
    """Whether an element is a superscript, be it by its style, or leads to a note."""
    if element.tag == "sup":
        return True
    if element.tag == "a" and _TO_NOTE.search(element.attribute("href")):
        return True
    return bool(element.style) and element.style.get("vertical-align") == "super" and not _is_block(element)


def _is_lowered(element: Element) -> bool:
    """Whether an element is a subscript of digits, which are none of the number that they stand beside."""
    lowered = element.tag == "sub" or element.style.get("vertical-align") == "sub"
    return lowered and _short_text(element).strip().isdecimal()


def _precedes_number(element: Element) -> bool:
    """Whether a number follows an element without a space between them."""
    siblings = element.parent.children[:_FEW_PARTS] if element.parent is not None else []
    after = siblings[siblings.index(element) + 1 :] if element in siblings else []
    text = next((child if isinstance(child, str) else _short_text(child) for child in after), "")
    return text[:1].isdigit()


def _field_text(field: Element) -> str:
    """What a field shows: what is typed in, and of a choice what is chosen."""
    if field.tag == "input":
        return field.attribute("value")
    if field.tag == "textarea":
        return _whole_text(field)
    options = _options(field)
    chosen = [option for option in options if "selected" in option.attributes]
    shown = chosen if "multiple" in field.attributes else chosen[-1:] or options[:1]
    return " ".join(_whole_text(option) for option in shown)


def _options(choice: Element) -> list[Element]:
    groups = (child.elements if child.tag == "optgroup" else (child,) for child in choice.elements)
    return [option for group in groups for option in group if option.tag == "option"]


def _whole_text(element: Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


def _is_picture(element: Element) -> bool:
    """Whether an image is to be seen, and not there to keep a place free or to count visits."""
    return element.tag == "img" and bool(element.attribute("src")) and element.attribute("width") not in ("0", "1")


def _is_block(element: Element) -> bool:
    display = element.style.get("display") if element.style else None
    if display is None or element.role in ("row", "cell", "group"):
        return element.tag in _BLOCKS or (element.role == "cell" and element.tag != "span")
    if display.startswith("inline"):
        return False
    return element.tag in _BLOCKS or display.startswith(_BLOCK_DISPLAYS)


def _leads_elsewhere(link: Element) -> bool:
    """Whether a link leaves the text: anchors within the page are a table of contents or footnotes."""
    address = link.attribute("href").strip()
    return bool(address) and (address == "#" or not address.startswith("#"))


def _short_text(element: Element) -> str:
    """The text of an element that holds little, "" of one that holds more."""
    found = ""
    opened = list(reversed(element.children))
    while opened and len(found) <= _LONGEST_MARK:
        child = opened.pop()
        if isinstance(child, str):
            found += child
        else:
            opened.extend(reversed(child.children))
    return found if len(found) <= _LONGEST_MARK else ""
