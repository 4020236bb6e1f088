"""A DOCX as a package: a ZIP file of XML parts that point to each other. Nothing of it is trusted.

Sizes are counted while a part is unpacked, not read from the directory; XML is parsed without DTD, entities and
network. What cannot be read is a ReadError that says what to do.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree

from reports.errors import ReadError
from reports.formats.docx.names import Element
from reports.limits import Limits

ADVICE = "请用 Word 或 WPS 打开并另存为 .docx 后再试"
_CHUNK = 1 << 16
_MAIN_TYPES = (".main+xml", "ms-word.document.macroenabled.main+xml", "ms-word.template.macroenabledtemplate.main+xml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Relationship:
    """A pointer from one part to another, or to outside of the package (``external``)."""

    id: str
    type: str  # the last step of the type's address: "header", "attachedTemplate"
    target: str  # a part's name; the address itself where it is external
    external: bool


class Package:
    """The parts of a package by name, "/" between folders and none before the first; names ignore case."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            raise broken("文件损坏或不完整") from error
        if len(entries) > limits.members:
            raise ReadError("too_large", f"文档里的部件过多：{len(entries):,} 个，上限为 {limits.members:,} 个")
        self._entries = {_normal(entry.filename): entry for entry in entries if not entry.is_dir()}

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def has(self, name: str) -> bool:
        return _normal(name) in self._entries

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        entry = self._entries.get(_normal(name))
        if entry is None:
            raise broken(f"缺少部件 {name}")
        if entry.flag_bits & 0x1:
            raise ReadError("encrypted", "文档加了密码，请去掉密码后再试")
        try:
            with self._zip.open(entry) as stream:
                return self._bounded(stream, name)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise broken(f"部件 {name} 已损坏") from error
        except RuntimeError as error:  # what zipfile raises where a password is asked for
            raise ReadError("encrypted", "文档加了密码，请去掉密码后再试") from error

    def _bounded(self, stream: IO[bytes], name: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self._unpacked += len(chunk)
            if size > self.limits.part_bytes:
                raise ReadError("too_large", f"文档的部件 {name} 过大，上限为 {self.limits.part_bytes:,} 字节")
            if self._unpacked > self.limits.unpacked_bytes:
                raise ReadError("too_large", f"文档解压后过大，上限为 {self.limits.unpacked_bytes:,} 字节")
            parts.append(chunk)
        return b"".join(parts)

    def xml(self, name: str) -> Element:
        """A part's root element."""
        return parse(self.read(name), name)

    def relationships(self, name: str = "") -> list[Relationship]:
        """What the part ``name`` points to; of the package itself where no name is given."""
        folder, file = posixpath.split(name)
        listing = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(listing):
            return []
        found = []
        for item in self.xml(listing):
            target, external = item.get("Target") or "", item.get("TargetMode") == "External"
            step = (item.get("Type") or "").rstrip("/").rpartition("/")[2]
            found.append(Relationship(item.get("Id") or "", step, _resolved(folder, target, external), external))
        return found

    def main(self) -> str:
        """The name of the main document."""
        for relationship in self.relationships():
            if relationship.type == "officeDocument" and self.has(relationship.target):
                return relationship.target
        if self.has("[Content_Types].xml"):
            for item in self.xml("[Content_Types].xml"):
                name = (item.get("PartName") or "").lstrip("/")
                if (item.get("ContentType") or "").lower().endswith(_MAIN_TYPES) and self.has(name):
                    return name
        if self.has("word/document.xml"):
            return "word/document.xml"
        raise broken("里面没有 Word 文档的正文")


def parse(data: bytes, name: str) -> Element:
    """An XML part's root element; a part that declares a document type is refused, Word writes none."""
    if any(sign in data for sign in _DOCTYPES):
        raise broken(f"部件 {name} 含有不允许的 DTD")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise broken(f"部件 {name} 不是有效的 XML") from error
    if root is None or root.getroottree().docinfo.doctype:
        raise broken(f"部件 {name} 含有不允许的 DTD")
    return root


def broken(what: str) -> ReadError:
    return ReadError("broken", f"Word 文档无法打开：{what}，{ADVICE}")


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resolved(folder: str, target: str, external: bool) -> str:
    if external:
        return target
    path = unquote(target.replace("\\", "/"))
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
