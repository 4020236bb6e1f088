"""Which format a source is in, by its content alone: files are named .doc that hold RTF, a web page or a DOCX."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Literal

import olefile

Kind = Literal[
    "pdf", "image", "docx", "odt", "doc", "rtf", "word_xml", "mhtml", "html", "text",
    "zip", "archive", "ofd", "spreadsheet", "slides", "encrypted_office", "compound", "broken_zip",
]  # fmt: skip

_SAMPLE = 1 << 16
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (b"\x1f\x8b\x08", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ\x00")
_LARGEST_DIRECTORY = 4_000_000  # bytes; a Word file's has some 1 000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# What may stand before a page's first tag, and the tags that a page begins with. A comment ends at its first sign of
# the end, whatever comes after: tried in all ways, a few dozen comments would take for ever.
_PROLOG = r"\s*+(?:(?><!--.{0,5000}?-->)\s*+|<\?[^>]{0,300}>\s*+)*+"
_HTML = re.compile(
    _PROLOG + r"<(?:!doctype\s+html|html|head|body|meta|title|style|script|link|base)\b", re.IGNORECASE | re.DOTALL
)
_WORD_XML = re.compile(_PROLOG + r"<(?:\w+:)?(?:wordDocument|package)\b", re.DOTALL)
_FRAGMENT = re.compile(_PROLOG + r"<(?:div|p|span|section|article|main|ul|table|center|font|h[1-6])\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"</(?:p|div|span|li|td|h[1-6])>", re.IGNORECASE)
_FEWEST_PARAGRAPHS = 20
_MIME = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)


def detect(data: bytes) -> Kind:
    """The format of a source; "text" for all that is nothing else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_IMAGES) or _is_rare_image(data):
        return "image"
    if data.startswith(_ZIP):
        return _package(data)
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.startswith(_ARCHIVES):
        return "archive"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return _markup(data)


def _is_rare_image(data: bytes) -> bool:
    return (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[:2] == b"BM" and data[6:10] == bytes(4))


def _package(data: bytes) -> Kind:
    """What kind of package a ZIP file is. Only its directory is read, nothing is unpacked."""
    if _directory_size(data) > _LARGEST_DIRECTORY:
        return "broken_zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if names and min(entry.header_offset for entry in package.infolist()) != 0:
                return "broken_zip"  # cut off within a package that it holds: this is the inner one's directory
            mimetype = b""
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                mimetype = package.read("mimetype")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return "broken_zip"
    return package_kind(names, mimetype)


def _directory_size(data: bytes) -> int:
    """The size in bytes that a ZIP file gives for its directory, which zipfile takes in as a whole."""
    end = data.rfind(b"PK\x05\x06")  # APPNOTE.TXT 4.3.16
    return int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0


def package_kind(names: Iterable[str], mimetype: bytes) -> Kind:
    """What kind of package holds entries of these names; ``mimetype`` is what its entry of that name says."""
    names = {name.replace("\\", "/").lower() for name in names}
    if b"opendocument.text" in mimetype:
        return "odt"
    if b"opendocument" in mimetype:
        return "spreadsheet"
    if "[content_types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            return "spreadsheet"
        if any(name.startswith("ppt/") for name in names):
            return "slides"
        return "docx"
    if "ofd.xml" in names:
        return "ofd"
    return "zip"


def _compound(data: bytes) -> Kind:
    """What an OLE compound file holds: the format of Word and WPS before DOCX, and of encrypted DOCX."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            if compound.exists("EncryptedPackage"):
                return "encrypted_office"
            if compound.exists("WordDocument"):
                header = compound.openstream("WordDocument").read(12)
                # [MS-DOC] 2.5.2: the bit fEncrypted of the FIB, for both passwords and obfuscation.
                encrypted = len(header) == 12 and int.from_bytes(header[10:12], "little") & 0x0100
                return "encrypted_office" if encrypted else "doc"
            if compound.exists("Workbook") or compound.exists("Book"):
                return "spreadsheet"
            if compound.exists("PowerPoint Document"):
                return "slides"
    except Exception:  # whatever a broken directory makes the parser raise
        return "compound"
    return "compound"


def _markup(data: bytes) -> Kind:
    sample = _sample_text(data[:_SAMPLE])
    if _WORD_XML.match(sample):
        return "word_xml"
    if _HTML.match(sample):
        return "html"
    if _MIME.match(sample):
        return "mhtml"
    if _FRAGMENT.match(sample):
        paragraphs = len(_PARAGRAPHS.findall(_sample_text(data)))
        return "html" if paragraphs >= _FEWEST_PARAGRAPHS else "text"
    return "text"


def _sample_text(data: bytes) -> str:
    """The data as text in which ASCII stands as it is, whatever the encoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data[:2] in (b"<\x00", b"\x00<"):
        return data.decode("utf-16-le" if data[0] else "utf-16-be", "replace")
    return data.decode("latin-1")
