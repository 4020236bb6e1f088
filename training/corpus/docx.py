"""Reports as Word files: what a clerk's Word or WPS keeps, with what the years have left in the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm, Pt
from lxml import etree

from training.corpus import wordml
from training.corpus.cases import Line, bare_heading, lines_and_tables, numbered_headings, split_items
from training.corpus.looks import draw_look
from training.corpus.wordml import DECLARED, Type, field_of, paragraph, run
from training.synthesis.draft import Draft, Heading, Table

BLANK_LINE = 8  # the height in points of a blank line of ``Pagination``
_SPARE = ("stylesWithEffects", "thumbnail")
_MOMENT = datetime(2024, 1, 15, 9, 0, 0)
_TITLE = Type("方正小标宋简体", 44)
_HEADING = Type("黑体", 32)
_SUBHEADING = Type("楷体_GB2312", 32, True)
_TEXT = Type()


@dataclass(frozen=True, slots=True)
class Manner:
    """What is particular about a kind of Word file."""

    automatic: bool = False  # the headings' numbers exist in the list definition alone
    tracked: bool = False
    text_box: bool = False  # the title stands in a text box
    nested: bool = False  # the whole report lies in a table of one cell
    per_item: bool = False
    footnote: bool = False
    controls: bool = False
    landscape: bool = False  # table 三 has a section of its own across the page
    head: bool = True  # a running head
    blank_lines: bool = False  # blank paragraphs around headings and tables
    borders: str = "single"
    stacked: bool = False


MANNERS: dict[str, Manner] = {
    "word": Manner(),
    "autonumber": Manner(automatic=True, blank_lines=True),
    "tracked": Manner(tracked=True),
    "textbox": Manner(text_box=True, borders="double"),
    "nested": Manner(nested=True, head=False),
    "per_item": Manner(per_item=True, footnote=True, blank_lines=True),
    "controls": Manner(controls=True, borders="none"),
    "landscape": Manner(landscape=True, stacked=True),
}


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a printed file is made to break inside its tables, by the table's number in the file.

    ``blank`` gives blank lines before a table; ``marked`` puts a tiny mark into each table's first and last cell.
    """

    blank: Mapping[int, int] = field(default_factory=dict)
    marked: bool = False


def shown(family: str, draft: Draft) -> Draft:
    """The draft as a file of the family shows it."""
    manner = MANNERS[family]
    draft = numbered_headings(draft) if manner.automatic else draft
    return split_items(draft) if manner.per_item else draft


def write_docx(family: str, draft: Draft, seed: str, pagination: Pagination | None = None) -> bytes:
    """The bytes of a Word file; ``draft`` as ``shown`` gives it."""
    return _File(MANNERS[family], draft, Random(seed), pagination or Pagination()).bytes()


class _File:
    """Writes one file."""

    def __init__(self, manner: Manner, draft: Draft, rng: Random, pagination: Pagination) -> None:
        self.manner = manner
        self.draft = draft
        self.rng = rng
        self.pagination = pagination
        self.file: Any = docx.Document()
        self.style = wordml.TableStyle(
            look=draw_look(rng),
            size=rng.choice((18, 21, 24)),
            borders=manner.borders,
            repeat_head=rng.random() < 0.3,
            row_height=rng.choice((0, 360, 480)),
            stacked=manner.stacked,
            edited=manner.tracked,
            controls=manner.controls,
        )
        self.tables = 0
        self.notes = 0
        self.headings = [block for block in draft.blocks if isinstance(block, Heading)]

    def bytes(self) -> bytes:
        """The packed file; always the same for the same arguments."""
        self._set_page()
        if self.manner.automatic:
            self._define_list()
        parts = [part for item in lines_and_tables(self.draft) for part in self._item(item)]
        markup = "".join(parts)
        if self.manner.nested:
            markup = (
                '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
                '<w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
                f"<w:tr><w:tc><w:tcPr/>{markup}{paragraph('')}</w:tc></w:tr></w:tbl>{paragraph('')}"
            )
        body = self.file.element.body
        for old in list(body)[:-1]:
            body.remove(old)
        for number, element in enumerate(parse_xml(f"<w:body {DECLARED}>{markup}</w:body>")):
            body.insert(number, element)
        if self.notes:
            self._add_footnotes()
        properties = self.file.core_properties
        properties.author, properties.title = "Administrator", ""
        properties.created = properties.modified = _MOMENT
        properties.last_modified_by = "user"
        for owner in (self.file.part, self.file.part.package):  # what the library's template brings along
            for key in [key for key, relation in owner.rels.items() if relation.reltype.endswith(_SPARE)]:
                del owner.rels[key]
        stream = io.BytesIO()
        self.file.save(stream)
        return settled(stream.getvalue())

    # ------------------------------------------------------------------ page, list, notes

    def _set_page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.7), Cm(2.7)
        section.top_margin, section.bottom_margin = Cm(3.4), Cm(3)
        self.file.styles["Normal"].paragraph_format.space_after = Pt(self.rng.choice((0, 0, 8)))
        if self.manner.head:
            head = section.header.paragraphs[0]._p
            text = self.rng.choice((self.draft.organ, f"{self.draft.year}年度报告", self.draft.title or ""))
            head.getparent().replace(head, self._parsed(paragraph(run(text, Type("宋体", 18)), align="center")))
        before, after = self.rng.choice((("- ", " -"), ("— ", " —"), ("第 ", " 页"), ("", "")))
        small = Type("宋体", 18)
        number = run(before, small) + field_of("PAGE", "1", small) + run(after, small)
        foot = section.footer.paragraphs[0]._p
        foot.getparent().replace(foot, self._parsed(paragraph(number, align="center")))

    def _define_list(self) -> None:
        numbering = self.file.part.numbering_part.element
        definition = (
            f'<w:abstractNum {DECLARED} w:abstractNumId="77"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>'
            '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        )
        numbering.insert(0, parse_xml(definition))
        numbering.append(parse_xml(f'<w:num {DECLARED} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def _add_footnotes(self) -> None:
        separators = "".join(
            f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for n, kind, mark in ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
        )
        note = paragraph("<w:r><w:footnoteRef/></w:r>" + run(" 数据由各科室报送，共12件。", _TEXT))
        notes = "".join(f'<w:footnote w:id="{n}">{note}</w:footnote>' for n in range(1, self.notes + 1))
        xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        xml += f"<w:footnotes {DECLARED}>{separators}{notes}</w:footnotes>"
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), self.file.part.package)
        self.file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    # ------------------------------------------------------------------ blocks

    def _item(self, item: Line | Table) -> list[str]:
        if isinstance(item, Table):
            return self._table(item)
        if item.kind == "title":
            return [self._title(item.text)]
        if item.kind == "heading":
            blank = [paragraph("")] if self.manner.blank_lines and self.rng.random() < 0.7 else []
            return [*blank, self._heading(item.text)]
        if item.kind == "subheading":
            return [paragraph(run(item.text, _SUBHEADING), indent=640)]
        return self._text(item)

    def _title(self, text: str) -> str:
        if not self.manner.text_box:
            lines = text.split("\n") if self.rng.random() < 0.5 else [text]
            return "".join(paragraph(run(line, _TITLE), align="center") for line in lines)
        inside = f"<w:txbxContent>{paragraph(run(text, _TITLE), align='center')}</w:txbxContent>"
        size = '<wp:extent cx="5400000" cy="1200000"/>'
        return paragraph(
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>{size}'
            '<wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/'
            f'2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="5400000" cy="1200000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
            f"<wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    def _heading(self, text: str) -> str:
        if not self.manner.automatic:
            return paragraph(run(text, _HEADING), indent=640)
        number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
        bare = next(bare_heading(block) for block in self.headings if block.text == text)
        return paragraph(run(bare, _HEADING), indent=640, more=number)

    def _text(self, line: Line) -> list[str]:
        lead = run(line.lead, _SUBHEADING) if line.lead else ""
        body = wordml.torn(line.text, _TEXT, self.rng) if self.manner.controls else run(line.text, _TEXT)
        result = []
        if self.manner.tracked and len(line.text) > 30 and self.rng.random() < 0.4:
            at = self.rng.randint(8, len(line.text) - 8)
            middle = wordml.deleted("（本段有误）", _TEXT) + wordml.inserted(line.text[at : at + 6], _TEXT)
            body = run(line.text[:at], _TEXT) + middle + run(line.text[at + 6 :], _TEXT)
            if self.rng.random() < 0.3:
                result.append(wordml.deleted_paragraph("二、这一节已经删除的情况，收到申请88件。", _TEXT))
        if self.manner.footnote and self.rng.random() < 0.3:
            self.notes += 1
            raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            body += f'<w:r>{raised}<w:footnoteReference w:id="{self.notes}"/></w:r>'
        markup = paragraph(lead + body, indent=640)
        result.append(wordml.controlled(markup) if self.manner.controls and self.rng.random() < 0.4 else markup)
        return result

    def _table(self, table: Table) -> list[str]:
        number = self.tables
        self.tables += 1
        style = self.style
        if self.pagination.marked:
            tiny = Type("宋体", 2)
            style = replace(style, extra={"first": run(f"@@{number}a", tiny), "last": run(f"@@{number}b", tiny)})
        # The file's choices must not depend on the marks: each table draws from a stream of its own.
        markup = wordml.table_xml(table, style, Random(f"{self.draft.title}/{number}"))
        exact = paragraph(
            "", more=f'<w:spacing w:before="0" w:after="0" w:line="{BLANK_LINE * 20}" w:lineRule="exact"/>'
        )
        parts = [paragraph("")] * self.manner.blank_lines + [exact] * self.pagination.blank.get(number, 0)
        parts += [markup, paragraph("")]
        if self.manner.landscape and table.name == "requests" and len(table.rows) > 3:
            parts = [paragraph("", more=self._section(False)), *parts, paragraph("", more=self._section(True))]
        return parts

    def _section(self, landscape: bool) -> str:
        """The properties of a section that ends here."""
        properties = deepcopy(self.file.element.body.sectPr)
        if landscape:
            size = properties.pgSz
            size.w, size.h = size.h, size.w
            size.set(f"{{{wordml.NAMESPACES['w']}}}orient", "landscape")
        return str(etree.tostring(properties, encoding="unicode"))

    def _parsed(self, markup: str) -> Any:
        """A paragraph as an element."""
        return parse_xml(markup.replace("<w:p>", f"<w:p {DECLARED}>", 1))


def settled(data: bytes) -> bytes:
    """A packed file without the times at which its parts were written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, (2024, 1, 15, 9, 0, 0))
            info.compress_type = member.compress_type
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(member))
    return stream.getvalue()
