"""What a source is, by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from reports.errors import ReadError
from reports.formats import FORMATS, detect, read_document
from reports.limits import Limits


def packed(*names: str, mimetype: str = "") -> bytes:
    """A ZIP file with entries of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for name in names:
            package.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "pdf"),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("[Content_Types].xml", "custom/main.xml"), "docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
        (packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (packed("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (packed("某局.docx", "某镇.txt"), "zip"),
        (b"PK\x03\x04cut off", "broken_zip"),
        (b"Rar!\x1a\x07\x01\x00", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"II*\x00\x08\x00\x00\x00", "image"),
        ("<!DOCTYPE html><html><body>年度报告".encode(), "html"),
        ("\ufeff  <html>年度报告</html>".encode(), "html"),
        ('<?xml version="1.0"?>\n<!-- 模板 -->\n<html xmlns="http://www.w3.org/1999/xhtml">'.encode(), "html"),
        ("<html><body>年度报告</body></html>".encode("utf-16"), "html"),
        ("<html><body>年度报告</body></html>".encode("gbk"), "html"),
        (("<div>" + "<p>政府信息</p>" * 30).encode(), "html"),
        ("<div align=center>\n\n某局\n<table><tr><td>1</td></tr></table>".encode(), "text"),
        (b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n", "mhtml"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x">', "word_xml"),
        (b'<?xml version="1.0" standalone="yes"?><pkg:package xmlns:pkg="x">', "word_xml"),
        ("某局2023年政府信息公开工作年度报告".encode(), "text"),
    ],
)
def test_the_format_is_told_by_content(data: bytes, kind: str) -> None:
    assert detect(data) == kind


def test_a_cut_off_archive_is_not_taken_for_the_document_inside_it() -> None:
    inner = packed("[Content_Types].xml", "word/document.xml")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("某局.docx", inner)
    whole = stream.getvalue()
    assert detect(whole) == "zip"
    assert detect(whole[: whole.index(inner) + len(inner)]) == "broken_zip"


def test_every_format_has_a_reader_or_says_what_to_do() -> None:
    for known in FORMATS.values():
        assert known.reader or known.advice


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (packed("某局.docx"), "archive", "gouji read"),
        (packed("OFD.xml"), "unsupported_format", "PDF"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "unsupported_format", "CSV"),
        (b"7z\xbc\xaf\x27\x1c", "unsupported_format", "ZIP"),
        (b"PK\x03\x04cut off", "broken", "重新获取"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "broken", ".docx"),
    ],
)
def test_what_is_not_read_is_refused_by_name_with_advice(data: bytes, code: str, word: str) -> None:
    with pytest.raises(ReadError) as error:
        read_document(data)
    assert error.value.code == code
    assert word in error.value.message


def test_web_pages_have_the_limit_of_texts() -> None:
    with pytest.raises(ReadError) as error:
        read_document(b"<html>" + b"x" * 100, limits=Limits(text_bytes=50))
    assert error.value.code == "too_large"


@pytest.mark.parametrize(
    ("after", "kind"), [("<html><body>", "html"), ("<w:wordDocument>", "word_xml"), ("## 一、总体情况", "text")]
)
def test_any_number_of_comments_may_stand_before_a_source(after: str, kind: str) -> None:
    comments = "<!-- image -->\n\n<!-- 图 > 一 -->" * 200
    assert detect(f"{comments}{after}".encode()) == kind
