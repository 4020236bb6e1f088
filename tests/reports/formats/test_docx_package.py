"""The DOCX reader: what stands around a document's text, and packages that cannot be read."""

from __future__ import annotations

import io
import zipfile

import pytest

from reports.errors import ReadError
from reports.formats.docx import read_docx
from reports.limits import DEFAULT_LIMITS, Limits
from tests.reports.formats.docx_parts import codes, field, lines, made, p, package, r, read, relationships, tbl, tc

# --- what stands around -----------------------------------------------------------------------------------------
SECTION = '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference r:id="footer"/></w:sectPr>'


def test_headers_and_footers_are_marked_and_page_numbers_left_out() -> None:
    header, footer = p(r("某县政府信息公开年报")), p(r("第"), field("PAGE", r("3")), r("页")) + p(r("内部资料"))
    document = read(p(r("正文")) + SECTION, header=header, footer=footer)
    assert document.text == "某县政府信息公开年报\n正文\n内部资料\n"
    assert [(document.text[m.start : m.end], m.kind) for m in document.marks] == [
        ("某县政府信息公开年报", "running_head"), ("内部资料", "running_head"),
    ]  # fmt: skip


def test_title_and_pages_from_the_properties() -> None:
    extra: dict[str, str | bytes] = {
        "docProps/core.xml": "<c xmlns:dc='urn:dc'><dc:title>某县2023年政府信息公开工作年度报告</dc:title></c>",
        "docProps/app.xml": "<a><Pages>7</Pages></a>",
    }
    document = read_docx(made(p(r("甲")), extra=extra), DEFAULT_LIMITS)
    assert document.title == "某县2023年政府信息公开工作年度报告"
    assert document.pages == 7
    extra = {"docProps/core.xml": "<c><title>Normal</title></c>", "docProps/app.xml": "<a><Pages>0</Pages>"}
    document = read_docx(made(p(r("甲")), extra=extra), DEFAULT_LIMITS)
    assert document.title is None and document.pages is None


def test_what_is_left_out_is_said() -> None:
    body = p(r("甲"), field('INCLUDETEXT "http://host.example/a.docx"', r("乙")))
    body += p('<w:r><w:object><v:shape><v:imagedata r:id="i"/></v:shape></w:object></w:r>') + '<w:altChunk r:id="c"/>'
    notes = f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>{p(r("脚注"))}</w:footnote>'
    document = read_docx(made(body, footnotes=notes, extra={"word/vbaProject.bin": b"x"}), DEFAULT_LIMITS)
    assert document.text == "甲乙\n\n"
    assert codes(document) == {
        "macros_ignored", "embedded_ignored", "external_ignored", "content_embedded", "notes_ignored", "images_ignored",
    }  # fmt: skip


def test_an_external_template_is_said_and_a_link_is_not() -> None:
    link = relationships(("a", "hyperlink", "http://host.example/"), external=True)
    template = relationships(("a", "attachedTemplate", "http://host.example/a.dotm"), external=True)
    assert not codes(read_docx(made(p(r("甲")), extra={"word/_rels/document.xml.rels": link}), DEFAULT_LIMITS))
    document = read_docx(made(p(r("甲")), extra={"word/_rels/settings.xml.rels": template}), DEFAULT_LIMITS)
    assert codes(document) == {"external_ignored"}


def test_a_page_that_is_the_whole_document_is_read() -> None:
    extra: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": relationships(("c", "aFChunk", "/word/chunk.txt")),
        "word/chunk.txt": "一、总体情况\n本年度公开信息。",
    }
    document = read_docx(made('<w:altChunk r:id="c"/>', extra=extra), DEFAULT_LIMITS)
    assert lines(document) == ["一、总体情况", "本年度公开信息。"]


# --- what cannot be read ----------------------------------------------------------------------------------------
def error_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(ReadError) as caught:
        read_docx(data, limits)
    return caught.value.code


def test_broken_packages() -> None:
    whole = made(p(r("甲" * 500)))
    assert error_of(whole[:-40]) == "broken"
    assert error_of(package({"[Content_Types].xml": "<Types/>"})) == "broken"
    assert error_of(made("<w:p>")) == "broken"
    doctype = '<!DOCTYPE d [<!ENTITY e "甲">]><w:document><w:body><w:p/></w:body></w:document>'
    assert error_of(made("", extra={"word/document.xml": doctype})) == "broken"
    assert error_of(made("", extra={"word/document.xml": doctype.encode("utf-16")})) == "broken"


def test_a_wrong_checksum_and_an_encrypted_part() -> None:
    whole = made(p(r("甲乙丙丁")))
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        entry = file.getinfo("word/document.xml")
    central = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"word/document.xml"))
    wrong = bytearray(whole)
    wrong[central + 16] ^= 0xFF  # the checksum in the directory
    assert error_of(bytes(wrong)) == "broken"
    locked = bytearray(whole)
    locked[central + 8] |= 1
    locked[entry.header_offset + 6] |= 1
    assert error_of(bytes(locked)) == "encrypted"


def test_limits() -> None:
    big = made(p(r("甲" * 20_000)))
    assert error_of(big, Limits(part_bytes=10_000)) == "too_large"
    assert error_of(big, Limits(unpacked_bytes=10_000)) == "too_large"
    assert error_of(big, Limits(members=3)) == "too_large"
    assert error_of(made(tbl([tc("1", span=500)])), Limits(cells=100)) == "too_large"
    nested = p(r("甲"))
    for _ in range(60):
        nested = tbl([tc(nested)])
    assert error_of(made(nested), Limits(nesting=50)) == "too_large"


def test_a_document_without_text() -> None:
    assert error_of(made(p("<w:r><w:drawing><x:blip/></w:drawing></w:r>") + tbl([tc("")]))) == "empty"
