"""Word files written as one XML file: "flat OPC", whose elements are a package's parts, and the XML of Word 2003.

Both are made into the package that they stand for, so that there is one reader. The XML of Word 2003 is close to that
of DOCX: what differs are some names, tracked changes and the definitions of lists.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from reports.document import Document
from reports.errors import ReadError
from reports.formats.docx.names import Element, attribute, child, kind
from reports.formats.docx.package import broken, parse
from reports.formats.docx.reading import read_docx
from reports.limits import Limits

_MEDIA_TYPE = "application/xml"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"

# Elements of Word 2003 and what they are called since. Those that only hold others become a smart tag or custom XML.
_RENAMED = {
    "w:vmerge": "vMerge", "w:hmerge": "hMerge", "w:listPr": "numPr", "w:ilfo": "numId", "aml:content": "smartTag",
    "wx:sect": "customXml", "wx:sub-section": "customXml", "wx:pBdrGroup": "customXml",
}  # fmt: skip
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del", "Word.Comment": "del"}
_NUMBER_FORMATS = (
    "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText",
    "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth", "decimalHalfWidth",
    "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2", "aiueoFullWidth",
    "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen",
    "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional", "ideographZodiac",
    "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional", "taiwaneseCountingThousand",
    "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified", "chineseCountingThousand",
)  # fmt: skip
_OTHER_NUMBER_FORMATS = {57: "numberInDash", 255: "none"}

Parts = Iterator[tuple[str, bytes]]


def read_word_xml(data: bytes, limits: Limits) -> Document:
    """The Document of a Word file that is one XML file. Raises ReadError as ``read_docx`` does."""
    if len(data) > limits.part_bytes:
        raise ReadError("too_large", f"文件过大：{len(data):,} 字节，上限为 {limits.part_bytes:,} 字节")
    root = parse(data, "XML")
    if root.tag == f"{_PACKAGE}package":
        parts = _flat_parts(root)
    elif kind(root) == "w:wordDocument":
        parts = _old_parts(root)
    else:
        raise broken("里面没有 Word 文档的正文")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts:
            package.writestr(name, content)
    return replace(read_docx(target.getvalue(), limits), media_type=_MEDIA_TYPE)


def _flat_parts(root: Element) -> Parts:
    types = etree.Element("Types")
    for part in root.iter(f"{_PACKAGE}part"):
        name, content_type = part.get(f"{_PACKAGE}name") or "", part.get(f"{_PACKAGE}contentType") or ""
        content = _flat_content(part)
        if name.strip("/") and content is not None:
            etree.SubElement(types, "Override", PartName=name, ContentType=content_type)
            yield name.lstrip("/"), content
    yield "[Content_Types].xml", _written(types)


def _flat_content(part: Element) -> bytes | None:
    for item in part:
        if item.tag == f"{_PACKAGE}xmlData" and len(item):
            return _written(item[0])
        if item.tag == f"{_PACKAGE}binaryData":
            try:
                return base64.b64decode(item.text or "")
            except (binascii.Error, ValueError) as error:
                raise broken("其中的二进制部件已损坏") from error
    return None


def _old_parts(root: Element) -> Parts:
    """The parts that the XML of Word 2003 would be today."""
    for element in root.iter():
        _rename(element)
    relationships = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships")
    yield (
        "_rels/.rels",
        _written(_relationship(etree.Element(relationships.tag), "officeDocument", "word/document.xml")),
    )
    for name, part in (("styles", child(root, "w:styles")), ("numbering", _numbering(child(root, "w:lists")))):
        if part is not None:
            _relationship(relationships, name, f"{name}.xml")
            yield f"word/{name}.xml", _written(part)
    for number, head in enumerate([found for found in root.iter() if kind(found) in ("w:hdr", "w:ftr")]):
        place = "header" if kind(head) == "w:hdr" else "footer"
        _relationship(relationships, place, f"{place}{number}.xml", f"rId{number}")
        reference = etree.Element(f"{_W}{place}Reference", {f"{{{_R}}}id": f"rId{number}"})
        reference.set(f"{_W}type", "first" if attribute(head, "w:type") == "first" else "default")
        yield f"word/{place}{number}.xml", _written(head)
        head.getparent().replace(head, reference)
    if any(kind(found) == "w:binData" and str(attribute(found, "w:name")).endswith(".mso") for found in root.iter()):
        yield "word/vbaProject.bin", b""
    yield "word/_rels/document.xml.rels", _written(relationships)
    yield "word/document.xml", _written(root)


def _rename(element: Element) -> None:
    name = kind(element)
    if name == "aml:annotation":
        change = _CHANGES.get(attribute(element, "w:type") or "")
        if change is not None:
            element.tag = _W + change
    elif name in _RENAMED:
        element.tag = _W + _RENAMED[name]


def _numbering(lists: Element | None) -> Element | None:
    """The definitions of lists, in the names of the part numbering.xml."""
    if lists is None:
        return None
    for element in lists.iter():
        name = kind(element)
        if name == "w:listDef":
            element.tag = f"{_W}abstractNum"
            element.set(f"{_W}abstractNumId", attribute(element, "w:listDefId") or "")
        elif name == "w:list":
            element.tag = f"{_W}num"
            element.set(f"{_W}numId", attribute(element, "w:ilfo") or "")
        elif name == "w:ilst":
            element.tag = f"{_W}abstractNumId"
        elif name == "w:nfc":
            element.tag = f"{_W}numFmt"
            element.set(f"{_W}val", _number_format(attribute(element, "w:val") or ""))
        elif name == "w:suff":
            element.set(f"{_W}val", (attribute(element, "w:val") or "tab").lower())
    return lists


def _number_format(code: str) -> str:
    value = int(code) if code.isascii() and code.isdigit() and len(code) < 4 else 0
    return _NUMBER_FORMATS[value] if value < len(_NUMBER_FORMATS) else _OTHER_NUMBER_FORMATS.get(value, "decimal")


def _relationship(parent: Element, name: str, target: str, identifier: str = "") -> Element:
    attributes = {"Id": identifier or f"rId-{name}", "Type": f"{_R}/{name}", "Target": target}
    etree.SubElement(parent, f"{{{_RELATIONSHIPS}}}Relationship", attributes)
    return parent


def _written(element: Element) -> bytes:
    content: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return content
