"""A paragraph's text as Word shows it: fields by their result, tracked changes accepted, hidden text left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.errors import ReadError
from reports.formats.docx.fields import Field
from reports.formats.docx.names import Element, attribute, child, children, kind, switch
from reports.formats.docx.styles import Look, Style, Styles, shaded
from reports.formats.docx.symbols import symbol

_PAGE_BREAK = "\f"  # stands in the text until it is clear whether something follows
_DROPPED = {
    "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr", "w:smartTagPr", "w:rt",
    "w:footnote", "w:endnote",
}  # fmt: skip
_CARRIERS = {"w:drawing", "w:pict", "w:object"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
# Raised digits are the mark of a note and no part of the number that they stand beside.
_MARKS = {
    "superscript": str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2),
    "subscript": str.maketrans("0123456789０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉" * 2),
}
_USUAL_SIZE = 20  # half points, where a document says nothing
_PROMPT = re.compile(r"\s*(?:单击|点击|請按|按一下|选择一项|请选择|Click |Choose )", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """What a paragraph holds."""

    text: str = ""
    before: list[Element] = field(default_factory=list)  # text boxes anchored before its text
    after: list[Element] = field(default_factory=list)  # and within or after it
    has_page_field: bool = False  # the number of a page or of all pages
    in_contents: bool = False  # (a part of it) is the result of a table of contents


@dataclass(slots=True)
class Seen:
    """What was met on the way and is left out or not read."""

    external_fields: bool = False
    embedded: bool = False
    struck: bool = False  # text that is struck through
    invisible: bool = False  # white text on white
    pictures: int = 0
    chunks: list[str] = field(default_factory=list)  # relationship ids of documents within the document


class Runs:
    """Reads the paragraphs of one story (the body, a header, a text box): fields may run over paragraphs."""

    def __init__(self, styles: Styles, seen: Seen, limit: int) -> None:
        self._styles = styles
        self._seen = seen
        self._limit = limit
        self._fields: list[Field] = []
        self._unended: set[Element] = set()
        self._content = Content()
        self._parts: list[str] = []
        self._paragraph: Element = None
        self._style = Style("")
        self._look = styles.look
        self._on_paper: bool | None = None  # whether nothing coloured is behind the paragraph; None: not looked yet
        self._sizes: dict[int, int] | None = None  # of the paragraph's text, the largest by how far it is lifted
        self._has_backdrop = False

    def begin(self, story: Element) -> None:
        """To be called with a story's root: a field without an end is none, or it would swallow all that follows."""
        open_fields: list[Element] = []
        for sign in story.iter("{*}fldChar"):
            step = attribute(sign, "w:fldCharType")
            if step == "begin":
                open_fields.append(sign)
            elif step == "end" and open_fields:
                open_fields.pop()
        self._unended.update(open_fields)
        # A picture in a header may lie behind the pages of the body.
        self._has_backdrop = self._has_backdrop or _has_backdrop(story)

    def paragraph(self, element: Element, style: Style) -> Content:
        self._content = Content()
        self._parts = []
        self._paragraph, self._style, self._on_paper, self._sizes = element, style, None, None
        self._look = style.look.over(self._styles.look)
        self._content.in_contents = self._in_contents()
        self._walk(element, 0)
        self._content.text = "".join(self._parts).strip(_PAGE_BREAK).replace(_PAGE_BREAK, "\n")
        return self._content

    def apart(self) -> list[Field]:
        """Sets the open fields aside while a text box is read, which is a story of its own. See ``resume``."""
        fields, self._fields = self._fields, []
        return fields

    def resume(self, fields: list[Field]) -> None:
        self._fields = fields

    def _walk(self, element: Element, depth: int) -> None:
        if depth > self._limit:
            raise _too_deep(self._limit)
        for item in children(element):
            self._inline(item, depth)

    def _inline(self, item: Element, depth: int) -> None:
        name = kind(item)
        if name == "w:r":
            self._run(item, depth + 1)
        elif name in _DROPPED:
            return
        elif name == "w:fldSimple":
            self._simple_field(item, depth)
        elif name == "w:sdt":
            self._control(item, depth)
        elif name in ("m:oMath", "m:oMathPara"):
            self._write(_formula(item))
        elif name in _CARRIERS:
            self._anchor(item)
        else:  # a link, an insertion, a smart tag: what is in it counts
            self._walk(item, depth + 1)

    def _run(self, run: Element, depth: int) -> None:
        if depth > self._limit:
            raise _too_deep(self._limit)
        look = self._look_of(run)
        hidden = look.hidden or look.struck
        if look.struck and not look.hidden:
            self._seen.struck |= child(run, "w:t") is not None
        for item in children(run):
            name = kind(item)
            if name == "w:fldChar":
                self._field_sign(item)
            elif name == "w:instrText":
                if self._fields and not self._fields[-1].shows:
                    self._fields[-1].instruction += item.text or ""
            elif hidden or name in _DROPPED:
                continue
            elif name == "w:t":
                self._text((item.text or "").replace("\n", " "), look)
            elif name in _SIGNS:
                self._write(_SIGNS[name])
            elif name == "w:br":
                page = attribute(item, "w:type") in ("page", "column")
                self._write(_PAGE_BREAK if page else "\n")
            elif name == "w:sym":
                self._text(symbol(attribute(item, "w:char") or "", attribute(item, "w:font") or ""), look)
            else:  # also what is no content of a run, as some writers have it: a run within a run
                self._inline(item, depth)

    def _look_of(self, run: Element) -> Look:
        """How a run looks: what it says itself, then its style, its paragraph's, the document."""
        properties = child(run, "w:rPr")
        if properties is None:
            return self._look
        named = child(properties, "w:rStyle")
        style = self._styles.named(attribute(named, "w:val") if named is not None else None)
        return Look.of(properties).over(style.look).over(self._look)

    def _text(self, text: str, look: Look) -> None:
        if look.white and text.strip() and not self._is_backed(look):
            self._seen.invisible = True
            return
        raised = look.raised if look.raised in _MARKS or not self._is_lifted(look) else "superscript"
        self._write(text.translate(_MARKS[raised]) if raised in _MARKS else text)

    def _is_lifted(self, look: Look) -> bool:
        """Whether text is set above text of its paragraph and is smaller: a mark that is raised by hand.

        Lifted text alone is no mark: whole cells are lifted to stand in the middle.
        """
        lifted, size = look.lifted or 0, look.size or _USUAL_SIZE
        if lifted <= 0:
            return False
        if self._sizes is None:
            self._sizes = {}
            for run in self._paragraph.iter("{*}r"):
                other = self._look_of(run)
                if child(run, "w:t") is not None:
                    at = other.lifted or 0
                    self._sizes[at] = max(self._sizes.get(at, 0), other.size or _USUAL_SIZE)
        return any(at < lifted and beside > size for at, beside in self._sizes.items())

    def _is_backed(self, look: Look) -> bool:
        """Whether something coloured is, or may be, behind white text: only then it is to be seen."""
        if look.on_colour is not None:
            return look.on_colour
        if self._on_paper is None:
            own = shaded(child(self._paragraph, "w:pPr", "w:shd"))
            on_colour = self._style.on_colour if own is None else own
            self._on_paper = not (self._surroundings_coloured() if on_colour is None else on_colour)
        return not self._on_paper

    def _surroundings_coloured(self) -> bool:
        in_table = False
        for around in self._paragraph.iterancestors():
            name = kind(around)
            if name == "w:txbxContent":  # a shape's colour is said in too many ways
                return True
            if name == "w:tc":
                in_table = True
                laid = shaded(child(around, "w:tcPr", "w:shd"))
            elif name == "w:tbl":
                laid = shaded(child(around, "w:tblPr", "w:shd"))
                named = child(around, "w:tblPr", "w:tblStyle")
                if laid is None and named is not None and self._styles.shades_cells(attribute(named, "w:val")):
                    return True
            else:
                laid = shaded(child(around, "w:tblPrEx", "w:shd")) if name == "w:tr" else None
            if laid is not None:
                return laid
        return self._has_backdrop and not in_table

    def _write(self, text: str) -> None:
        if all(open_field.shows for open_field in self._fields):
            self._parts.append(text)

    def _field_sign(self, sign: Element) -> None:
        step = attribute(sign, "w:fldCharType")
        if step == "begin":
            if sign not in self._unended:
                self._fields.append(Field())
        elif step == "separate" and self._fields:
            self._fields[-1].shows = True
            self._field_begins(self._fields[-1])
        elif step == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.shows:
                self._field_begins(ended)
                self._write(ended.drawn())

    def _field_begins(self, begun: Field) -> None:
        self._content.has_page_field |= begun.is_page
        self._seen.external_fields |= begun.is_external
        self._content.in_contents |= begun.is_contents or self._in_contents()

    def _in_contents(self) -> bool:
        return any(open_field.is_contents for open_field in self._fields)

    def _simple_field(self, element: Element, depth: int) -> None:
        self._fields.append(Field(attribute(element, "w:instr") or "", shows=True))
        self._field_begins(self._fields[-1])
        self._walk(element, depth + 1)
        self._fields.pop()

    def _control(self, element: Element, depth: int) -> None:
        """A content control; its prompt ("单击此处输入文字。") is no content, the place is empty."""
        first = len(self._parts)
        content = child(element, "w:sdtContent")
        if content is not None:
            self._walk(content, depth + 1)
        if is_prompt(element, "".join(self._parts[first:])):
            del self._parts[first:]

    def _anchor(self, element: Element) -> None:
        """A drawing, picture or object: its text boxes are read where it is anchored."""
        boxes = self._content.after if any(part.strip() for part in self._parts) else self._content.before
        self._look_into(element, boxes)

    def _look_into(self, element: Element, boxes: list[Element]) -> None:
        waiting = [element]
        while waiting:
            at = waiting.pop()
            name = kind(at)
            if name in ("w:txbxContent", "v:textpath"):
                boxes.append(at)
                continue
            if name in ("a:blip", "v:imagedata"):
                self._seen.pictures += 1
            elif name == "w:object" or kind(at).endswith(":OLEObject"):
                self._seen.embedded = True
            waiting.extend(reversed(list(children(at))))


def _has_backdrop(story: Element) -> bool:
    """Whether the page has a colour, or a picture behind its text."""
    page = child(story.getparent(), "w:background")
    if page is not None and (attribute(page, "w:color") or "auto").lower() not in ("auto", "ffffff"):
        return True
    if any(anchor.get("behindDoc") in ("1", "true") for anchor in story.iter("{*}anchor")):
        return True
    return any("z-index:-" in (item.get("style") or "") for drawn in story.iter("{*}pict") for item in drawn.iter())


def _too_deep(limit: int) -> ReadError:
    return ReadError("too_large", f"文档里的元素嵌套过深，上限为 {limit} 层")


def is_prompt(control: Element, text: str) -> bool:
    """Whether a content control still holds its prompt only. Some writers fill it and leave the sign that says so."""
    showing = switch(child(control, "w:sdtPr", "w:showingPlcHdr"))
    return bool(showing) and _PROMPT.match(text) is not None


def _formula(element: Element) -> str:
    """A formula in one line: a fraction with its stroke and a power with its sign, or the digits would run together."""
    name = kind(element)
    if name == "m:t":
        return element.text or ""
    if name in _DROPPED:
        return ""
    between = {"m:f": "/", "m:sSup": "^", "m:sSub": "_", "m:nary": " "}.get(name)
    if between is not None:
        return between.join(
            filter(None, (_formula(part) for part in children(element) if not kind(part).endswith("Pr")))
        )
    text = "".join(_formula(part) for part in children(element))
    return f"({text})" if name == "m:d" else text
