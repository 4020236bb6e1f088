"""What stands around a document's text: its properties, and what is in the package and left out."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Notice
from reports.errors import ReadError
from reports.formats.docx.names import Element, children, kind
from reports.formats.docx.package import Package, Relationship
from reports.formats.docx.runs import Seen

_NOTES = {"footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
_LONGEST_TITLE = 100
_TITLE_SIGNS = ("年度报告", "政府信息公开", "年报")
_FETCHED = {
    "attachedTemplate",
    "image",
    "oleObject",
    "frame",
    "subDocument",
    "aFChunk",
    "video",
    "audio",
    "mailMergeSource",
}
_EMBEDDED = {"oleObject", "package", "control", "activeXControlBinary"}


def notices(
    package: Package, main: str, relationships: Sequence[Relationship], seen: Seen, hidden_cells: int
) -> list[Notice]:
    """What a reader of the report should know was left out, a notice a kind."""
    found: list[Notice] = []
    if any(name.rpartition("/")[2] == "vbaproject.bin" for name in package.names):
        found.append(Notice("macros_ignored", "文档带有宏，没有运行"))
    if seen.embedded or any(item.type in _EMBEDDED and not item.external for item in relationships):
        found.append(Notice("embedded_ignored", "文档里嵌有其他对象（如电子表格），其内容没有读取"))
    if seen.chunks:
        found.append(Notice("content_embedded", "文档里嵌入了另一个文档，其内容没有读取，可能缺少段落或表格"))
    if seen.external_fields or _has_external(package, main, relationships):
        found.append(Notice("external_ignored", "文档引用了外部的文件或网址，没有读取"))
    kinds = [name for part, name in _NOTES.items() if _has_notes(package, relationships, part)]
    if kinds:
        found.append(Notice("notes_ignored", f"文档的{'、'.join(kinds)}没有读取"))
    if seen.pictures:
        found.append(Notice("images_ignored", f"文档里有 {seen.pictures} 张图片，图片里的文字没有读取"))
    if seen.struck:
        found.append(Notice("struck_text_ignored", "文档里有加删除线的文字，按已删除处理，没有读取"))
    if seen.invisible:
        found.append(Notice("hidden_text_ignored", "文档里有白底白字，看不见，没有读取"))
    if hidden_cells:
        found.append(Notice("merged_text_hidden", f"{hidden_cells} 个被合并的单元格里另有文字，Word 不显示，没有读取"))
    return found


def title(package: Package) -> str | None:
    """The title among the properties, where somebody gave the document one: most are a template's or a file's name."""
    root = _properties(package, "core-properties", "docProps/core.xml")
    for item in root if root is not None else ():
        if kind(item).endswith(":title") and item.text:
            text = " ".join(item.text.split())
            return text if len(text) <= _LONGEST_TITLE and any(sign in text for sign in _TITLE_SIGNS) else None
    return None


def pages(package: Package) -> int | None:
    """The number of pages that the writer counted last."""
    root = _properties(package, "extended-properties", "docProps/app.xml")
    for item in root if root is not None else ():
        if kind(item).endswith(":Pages"):
            text = (item.text or "").strip()
            value = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
            return value if 1 <= value <= package.limits.pages else None
    return None


def _properties(package: Package, relation: str, usual: str) -> Element | None:
    """A part of properties; they are not worth failing for."""
    try:
        for item in package.relationships():
            if item.type == relation and not item.external and package.has(item.target):
                return package.xml(item.target)
        return package.xml(usual) if package.has(usual) else None
    except ReadError as error:
        if error.code == "too_large":
            raise
        return None


def _has_external(package: Package, main: str, relationships: Sequence[Relationship]) -> bool:
    found = list(relationships)
    folder = main.rpartition("/")[0]
    settings = next((item.target for item in relationships if item.type == "settings" and not item.external), None)
    found += package.relationships(settings or f"{folder}/settings.xml")
    return any(item.external and item.type in _FETCHED for item in found)


def _has_notes(package: Package, relationships: Sequence[Relationship], part: str) -> bool:
    """Whether there are notes with text. The lines that part notes from the text are notes by form, without text."""
    for item in relationships:
        if item.type == part and not item.external and package.has(item.target):
            root = package.xml(item.target)
            notes = [note for note in children(root) if kind(note) in ("w:footnote", "w:endnote", "w:comment")]
            return any((text.text or "").strip() for note in notes for text in note.iter("{*}t"))
    return False
