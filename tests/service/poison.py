"""Documents made to harm whoever reads them: bombs, circles, depths."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _docx(body: str, definitions: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{definitions}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document})


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def bomb_docx() -> bytes:
    """60 KB that are 60 MB."""
    return _docx(_paragraph("A" * 60_000_000))


def laughing_docx() -> bytes:
    """Entities within entities: ten thousand million laughs."""
    entities = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 11))
    return _docx(_paragraph("&a10;"), f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}]>')


def curious_docx() -> bytes:
    """An entity that is a file of the machine."""
    return _docx(_paragraph("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def deep_docx(depth: int = 100_000) -> bytes:
    """Tables within tables."""
    return _docx("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def deep_html(depth: int = 100_000) -> bytes:
    """Blocks within blocks."""
    return f"<html><body>{'<div>' * depth}政府信息公开{'</div>' * depth}</body></html>".encode()


def _pdf(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def pages_in_a_circle() -> bytes:
    """A tree of pages that is its own branch."""
    return _pdf([_CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])


def pages_without_end() -> bytes:
    """One page that says to be two thousand million."""
    return _pdf([_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", _PAGE])


def pages_by_the_thousand(count: int = 100_000) -> bytes:
    """The same page again and again."""
    return _pdf([_CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count), _PAGE])


def _drawn(*streams: bytes) -> bytes:
    """A page whose content is the first stream; the second one is its form /F."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    return _pdf([_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *streams])


def forms_in_a_circle() -> bytes:
    """A form that draws itself three times."""
    drawing = b"/F Do /F Do /F Do"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    return _drawn(_stream(drawing), _stream(drawing, form))


def bomb_pdf() -> bytes:
    """350 KB that are 240 MB of drawing."""
    packed = zlib.compress(b"0 0 m " * 40_000_000, 9)
    return _drawn(_stream(packed, b"/Filter/FlateDecode"))


def bomb_png(side: int = 60_000) -> bytes:
    """74 bytes that say to be 3 600 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def nested_zip(depth: int = 6) -> bytes:
    """Archives within archives."""
    data = zipped({"a.txt": "x"})
    for level in range(depth):
        data = zipped({f"{level}.zip": data})
    return data


def bomb_zip() -> bytes:
    """300 KB that are 300 MB."""
    return zipped({"bomb.txt": bytes(300_000_000)})
