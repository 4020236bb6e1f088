"""The DOCX reader: a package's parts, read into a Document."""

from __future__ import annotations

from dataclasses import replace

from reports.document import Document, Notice
from reports.errors import ReadError
from reports.formats.composing import Composer
from reports.formats.docx.names import Element, attribute, child, children, kind, switch
from reports.formats.docx.numbering import Numbering
from reports.formats.docx.package import Package, Relationship, broken
from reports.formats.docx.stories import Item, Paragraph, Stories
from reports.formats.docx.styles import Styles
from reports.formats.docx.surroundings import notices, pages, title
from reports.formats.docx.tables import Writer
from reports.limits import Limits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CHUNK_KINDS = ("html", "mhtml", "text", "rtf", "word_xml")


def read_docx(data: bytes, limits: Limits) -> Document:
    """The Document of a Word file (.docx, .docm, .dotx), tracked changes accepted.

    Raises ReadError: "broken", "encrypted", "too_large", and "empty" where there is no text.
    """
    try:
        return _read(Package(data, limits), limits)
    except RecursionError as error:
        raise ReadError("too_large", "文档里的元素嵌套过深") from error


def _read(package: Package, limits: Limits) -> Document:
    main = package.main()
    relationships = package.relationships(main)
    body = child(package.xml(main), "w:body")
    if body is None:
        raise broken("里面没有 Word 文档的正文")
    stories = Stories(
        Styles.of(_part(package, relationships, "styles")),
        Numbering.of(_part(package, relationships, "numbering")),
        limits,
    )
    composer = Composer()
    writer = Writer(composer)
    heads = _running_heads(package, relationships, body, stories, "header")
    feet = _running_heads(package, relationships, body, stories, "footer")
    items = stories.read(body)
    for line in heads:
        composer.line(line, mark="running_head")
    writer.write(items)
    for line in feet:
        composer.line(line, mark="running_head")
    found = notices(package, main, relationships, stories.seen, writer.hidden_cells)
    if not _has_text(items):
        return _other_content(package, relationships, stories, found)
    return composer.document(
        reader="docx", media_type=MEDIA_TYPE, pages=pages(package), title=title(package), warnings=found
    )


def _part(package: Package, relationships: list[Relationship], kind_of_part: str) -> Element | None:
    for relationship in relationships:
        if relationship.type == kind_of_part and not relationship.external and package.has(relationship.target):
            return package.xml(relationship.target)
    return None


def _running_heads(
    package: Package, relationships: list[Relationship], body: Element, stories: Stories, place: str
) -> list[str]:
    """The lines of all headers or footers that some section shows, each once. Page numbers say nothing."""
    targets = {item.id: item.target for item in relationships if item.type == place and not item.external}
    used: dict[str, None] = {}
    for section in body.iter("{*}sectPr"):
        has_first_page = bool(switch(child(section, "w:titlePg")))
        for reference in children(section):
            if kind(reference) != f"w:{place}Reference":
                continue
            if attribute(reference, "w:type") == "first" and not has_first_page:
                continue
            target = targets.get(attribute(reference, "r:id") or "")
            if target is not None and package.has(target):
                used[target] = None
    lines: dict[str, None] = {}
    for target in used:
        for text in _lines(stories.read(package.xml(target))):
            lines[text] = None
    return list(lines)


def _lines(items: list[Item]) -> list[str]:
    found: list[str] = []
    for item in items:
        if isinstance(item, Paragraph):
            if not item.only_page:
                found.extend(line.strip() for line in item.text.split("\n"))
        else:
            for row in item.rows:
                for cell in row.cells:
                    found.extend(_lines(cell.items))
    return [line for line in found if line]


def _has_text(items: list[Item]) -> bool:
    return any(
        bool(item.text.strip())
        if isinstance(item, Paragraph)
        else any(_has_text(cell.items) for row in item.rows for cell in row.cells)
        for item in items
    )


def _other_content(
    package: Package, relationships: list[Relationship], stories: Stories, found: list[Notice]
) -> Document:
    """A document whose only text is a page within it, as web sites make them: that page is read instead."""
    from reports.formats import detect, read_document

    targets = {item.id: item.target for item in relationships if not item.external}
    for chunk in stories.seen.chunks:
        target = targets.get(chunk)
        if target is not None and package.has(target):
            data = package.read(target)
            if detect(data) in _CHUNK_KINDS:
                document = read_document(data, limits=package.limits)
                kept = tuple(notice for notice in found if notice.code != "content_embedded")
                reader = f"docx, {document.reader}"
                return replace(document, reader=reader, media_type=MEDIA_TYPE, warnings=kept + document.warnings)
    advice = "可能只有图片，请改用原来的图片或 PDF 文件" if stories.seen.pictures else "请检查文件内容"
    raise ReadError("empty", f"文档里没有文字，{advice}")
