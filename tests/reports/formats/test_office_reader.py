"""Formats that LibreOffice converts, and Word files that are one XML file."""

from __future__ import annotations

import http.server
import io
import os
import stat
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.document import Document
from reports.errors import ReadError
from reports.formats import office
from reports.formats.office import EXECUTABLE_VARIABLE, find_executable, read_converted
from reports.formats.office_profile import write_profile
from reports.limits import DEFAULT_LIMITS, Limits

needs_office = pytest.mark.skipif(
    find_executable() is None, reason="needs LibreOffice (apt install libreoffice-writer)"
)

ODT = "application/vnd.oasis.opendocument.text"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"


def escaped(text: str) -> str:
    """Text as programs write it into an RTF, in the Chinese code page."""
    return "".join(chr(byte) if byte < 0x80 else f"\\'{byte:02x}" for byte in text.encode("gbk"))


def rtf(body: str, head: str = r"\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}") -> bytes:
    return f"{{\\rtf1{head}\\f0 {body}}}".encode("ascii")


def odt(body: str, manifest: str = "") -> bytes:
    names = {
        "office": f"{ODF}:office:1.0",
        "text": f"{ODF}:text:1.0",
        "table": f"{ODF}:table:1.0",
        "draw": f"{ODF}:drawing:1.0",
        "svg": f"{ODF}:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", ODT)
        package.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{ODF}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{ODT}"/>'
            f'<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>{manifest}</m:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>{body}</office:text>'
            "</office:body></office:document-content>",
        )
    return target.getvalue()


def cells(document: Document) -> list[tuple[int, int, str]]:
    return [(s.row, s.column, document.text[s.start : s.end]) for s in document.segments if s.is_cell]


def error_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(ReadError) as caught:
        read_converted(data, limits)
    return caught.value.code


ROW = rf"\trowd\cellx3000\cellx5000\cellx7000 \intbl {escaped('规章')}\cell 12\cell\cell\row"


@needs_office
def test_an_rtf() -> None:
    document = read_converted(rtf(escaped("一、总体情况") + r"\par " + ROW), DEFAULT_LIMITS)
    assert document.reader == "docx via libreoffice" and document.media_type == "application/rtf"
    assert document.text.startswith("一、总体情况\n")
    assert cells(document) == [(0, 0, "规章"), (0, 1, "12"), (0, 2, "")]


@needs_office
def test_an_rtf_that_does_not_say_its_code_page() -> None:
    document = read_converted(rtf(escaped("一、总体情况"), head=r"{\fonttbl{\f0\fcharset0 SimSun;}}"), DEFAULT_LIMITS)
    assert document.text.startswith("一、总体情况")


@needs_office
def test_an_odt_with_merged_cells() -> None:
    first = CELL.format(' table:number-columns-spanned="2"', "总计") + "<table:covered-table-cell/>"
    second = CELL.format("", "1") + CELL.format("", "2")
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in (first, second))
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    document = read_converted(odt(f"<table:table>{columns}{rows}</table:table>"), DEFAULT_LIMITS)
    assert document.media_type == ODT
    assert cells(document) == [(0, 0, "总计"), (1, 0, "1"), (1, 1, "2")]


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server that writes down what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}", asked
    running.shutdown()
    running.server_close()


@needs_office
@pytest.mark.parametrize("kind", ["odt", "doc"])
def test_nothing_is_fetched(kind: str, server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    frame = '<draw:frame svg:width="2cm" svg:height="2cm"><draw:{} xlink:href="{}"/></draw:frame>'
    linked = frame.format("image", f"{address}/a.png") + frame.format("object", f"{address}/b.odt")
    data = odt(f"<text:p>原文{linked}</text:p>")
    if kind == "doc":
        data = as_doc(data, tmp_path)
        assert address.encode() in data or address.encode("utf-16-le") in data
    assert "原文" in read_converted(data, DEFAULT_LIMITS).text
    assert asked == []


def as_doc(data: bytes, folder: Path) -> bytes:
    """A .doc, which nothing but LibreOffice writes here; with the settings that let it fetch nothing."""
    executable = find_executable()
    assert executable is not None
    source = folder / "a.odt"
    source.write_bytes(data)
    write_profile(folder / "profile")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [executable, profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return (folder / "a.doc").read_bytes()


@needs_office
def test_a_broken_rtf() -> None:
    assert error_of(rtf(escaped("一、总体情况"))[:40]) == "broken"


def test_an_encrypted_odt() -> None:
    assert error_of(odt("", manifest="<m:encryption-data/>")) == "encrypted"


def test_an_odt_that_unpacks_to_too_much() -> None:
    assert error_of(odt("<text:p>" + "甲" * 9000 + "</text:p>"), Limits(part_bytes=10_000)) == "too_large"


def test_without_a_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EXECUTABLE_VARIABLE, "/nowhere/soffice")
    with pytest.raises(ReadError, match="LibreOffice") as caught:
        read_converted(rtf(""), DEFAULT_LIMITS)
    assert caught.value.code == "converter_missing"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_conversion_that_takes_too_long_ends_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    stand_in = tmp_path / "soffice"
    stand_in.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {child}\nwait\n", encoding="utf-8")
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(EXECUTABLE_VARIABLE, str(stand_in))
    assert error_of(rtf(""), Limits(conversion_seconds=0.5)) == "timeout"
    with pytest.raises(ProcessLookupError):
        for _ in range(1000):  # a killed process is gone once its parent has taken note
            os.kill(int(child.read_text()), 0)
            os.sched_yield()
        if _is_zombie(int(child.read_text())):
            raise ProcessLookupError


def _is_zombie(process_id: int) -> bool:
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_format_that_is_none_of_these() -> None:
    assert error_of(b"text") == "unsupported_format"
    assert set(office._SOURCES) == {"doc", "rtf", "odt"}


# --- Word files that are one XML file, which need no LibreOffice ------------------------------------------------
WORD_2003 = """
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">
 <w:lists>
  <w:listDef w:listDefId="0">
   <w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/><w:lvlText w:val="%1、"/></w:lvl>
  </w:listDef>
  <w:list w:ilfo="1"><w:ilst w:val="0"/></w:list>
 </w:lists>
 <w:body><wx:sect>
  <w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>
  <w:tbl>
   <w:tr>
    <w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc>
    <w:tc><w:p>
     <aml:annotation w:type="Word.Deletion">
      <aml:content><w:r><w:delText>1</w:delText></w:r></aml:content>
     </aml:annotation>
     <aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>2</w:t></w:r></aml:content></aml:annotation>
    </w:p></w:tc>
   </w:tr>
   <w:tr>
    <w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc>
    <w:tc><w:p><w:hlink><w:r><w:t>3</w:t></w:r></w:hlink></w:p></w:tc>
   </w:tr>
  </w:tbl>
  <w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr>
 </wx:sect></w:body>
</w:wordDocument>"""


def test_the_xml_of_word_2003() -> None:
    document = read_converted(WORD_2003.encode(), DEFAULT_LIMITS)
    assert document.media_type == "application/xml"
    assert document.text.startswith("页眉\n一、总体情况\n")
    assert cells(document) == [(0, 0, "规章"), (0, 1, "2"), (1, 1, "3")]
    assert [mark.kind for mark in document.marks] == ["running_head"]


def test_a_flat_package() -> None:
    base = "http://schemas.openxmlformats.org"
    relation = f'Type="{base}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"'
    body = "<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body>"
    parts = {
        "/_rels/.rels": f'<R xmlns="{base}/package/2006/relationships"><Relationship Id="a" {relation}/></R>',
        "/word/document.xml": f'<w:document xmlns:w="{base}/wordprocessingml/2006/main">{body}</w:document>',
    }
    inner = "".join(f'<pkg:part pkg:name="{n}"><pkg:xmlData>{x}</pkg:xmlData></pkg:part>' for n, x in parts.items())
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    source = f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}">{inner}</pkg:package>'
    assert read_converted(source.encode(), DEFAULT_LIMITS).text == "甲\n"
    assert error_of(f'<pkg:package xmlns:pkg="{space}"/>'.encode()) == "broken"
