"""From a page's source to its visible elements, and what was met and left out on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reports.errors import ReadError
from reports.formats.html.elements import Element, names, wrap_rows
from reports.formats.html.guarding import check_cost
from reports.formats.html.mending import close_elements, free_rows
from reports.formats.html.selectors import on_screen
from reports.formats.html.styles import STRUCK, Styles, has_no_size, is_hidden, is_removed, is_struck

# Elements without any content that people read in the page.
_IGNORED = names(
    "script style template noscript noframes head svg canvas math audio video map button datalist "
    "rt rp progress meter dialog"
)
_EMBEDDING = names("iframe frame object embed applet")
_ATTACHMENTS = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".rtf", ".xls", ".xlsx", ".zip", ".rar")
_LONGEST_NAME = 80


@dataclass(slots=True)
class Page:
    """A page's elements below ``root``, the head's texts by name, and what was met that is no text."""

    root: Element
    head: dict[str, str] = field(default_factory=dict)
    embedded: list[str] = field(default_factory=list)  # names of what frames and objects show
    frames: list[str] = field(default_factory=list)  # sources of frames that stand in the page's own
    attached: list[str] = field(default_factory=list)  # names of documents that links lead to
    hidden: int = 0  # characters that are not shown
    struck: int = 0  # characters that are crossed out


def parse(source: str, nesting: int, *, show_hidden: bool = False) -> Page:
    """The page of an HTML source, as browsers understand it: any source gives one.

    Raises ReadError "too_large" for markup that would take the parser too long, and where more than ``nesting``
    tables stand within each other.
    """
    source = close_elements(source)
    if check_cost(source):
        source = free_rows(source)
        check_cost(source)
    parser = LexborHTMLParser(source)
    styles = Styles(
        [node.text(deep=True) for node in parser.css("style") if on_screen(node.attributes.get("media") or "")]
    )
    page = Page(Element("html", {}, {}, None), _head(parser))
    if parser.root is not None:
        _Copier(page, styles, nesting, show_hidden).copy(parser.root)
    return page


def _head(parser: LexborHTMLParser) -> dict[str, str]:
    """The contents of the meta elements by lower-case name, and the first title."""
    head: dict[str, str] = {}
    for node in parser.css("meta"):
        attributes = node.attributes
        name, content = attributes.get("name") or attributes.get("property"), attributes.get("content")
        if name and content and content.strip():
            head.setdefault(name.strip().lower(), content)
    for node in parser.css("title"):
        if not any(parent.tag == "svg" for parent in (node.parent,) if parent is not None):
            head.setdefault("<title>", node.text(deep=True))
    return head


class _Copier:
    """Copies the parser's tree into elements, without what is not shown. Iterative: pages nest without bound."""

    def __init__(self, page: Page, styles: Styles, nesting: int, show_hidden: bool) -> None:
        self.page = page
        self.styles = styles
        self.nesting = nesting
        self.show_hidden = show_hidden

    def copy(self, root: LexborNode) -> None:
        node = root.child
        element = self.page.root
        later: list[LexborNode | None] = []  # what follows each element that is open
        depth = 0  # of tables
        while True:
            if node is None:
                if not later:
                    wrap_rows(element)
                    return
                node = later.pop()
                wrap_rows(element)
                assert element.parent is not None
                depth -= element.role == "table"
                element = element.parent
                continue
            tag = node.tag or ""
            if tag == "-text":
                if text := node.text_content:
                    self._text(text, element)
            elif node.is_element_node:
                child = self._element(node, tag, element)
                if child is not None:
                    element.children.append(child)
                    later.append(node.next)
                    node, element = node.child, child
                    depth += element.role == "table"
                    if depth > self.nesting:
                        raise ReadError("too_large", "网页里的表格嵌套过深，不像是一份年度报告")
                    continue
            node = node.next

    def _text(self, text: str, element: Element) -> None:
        if not self.show_hidden and text.strip() and has_no_size(element):
            self.page.hidden += len("".join(text.split()))
        else:
            element.children.append(text)

    def _element(self, node: LexborNode, tag: str, parent: Element) -> Element | None:
        """The element of a node, None where nothing of it is shown."""
        if tag in _IGNORED:
            return None
        attributes: Mapping[str, str | None] = node.attributes
        if tag in _EMBEDDING:
            if frame := attributes.get("srcdoc"):
                self.page.frames.append(frame)
            self.page.embedded.append(_file_name(attributes.get("src") or attributes.get("data") or ""))
            return None
        style = self.styles.of(tag, attributes, parent)
        if (style or "hidden" in attributes) and not self.show_hidden and is_hidden(attributes, style):
            self.page.hidden += _length(node)
            if not is_removed(attributes, style):
                _keep_place(Element(tag, attributes, style, parent), parent)
            return None
        if (style or tag in STRUCK) and is_struck(tag, style):
            self.page.struck += _length(node)
            return None
        if tag == "a" and (name := _attachment(attributes.get("href") or "")):
            self.page.attached.append((node.text(deep=True) or name).strip()[:_LONGEST_NAME] or name)
        return Element(tag, attributes, style, parent)


def _keep_place(hidden: Element, parent: Element) -> None:
    """Leaves a cell that cannot be seen in its row, empty: without it the others would move."""
    if hidden.role == "cell":
        parent.children.append(hidden)


def _length(node: LexborNode) -> int:
    return len("".join((node.text(deep=True) or "").split()))


def _attachment(address: str) -> str | None:
    """The name of the document that a link leads to."""
    name = _file_name(address)
    return name if name.lower().endswith(_ATTACHMENTS) else None


def _file_name(address: str) -> str:
    path = address[:2000].partition("#")[0].partition("?")[0]
    return unquote(path.rpartition("/")[2])[:_LONGEST_NAME]
