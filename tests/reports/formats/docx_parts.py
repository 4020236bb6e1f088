"""DOCX packages written part by part, for the tests of the reader."""

from __future__ import annotations

import io
import zipfile

from reports.document import Document
from reports.formats.docx import read_docx
from reports.limits import DEFAULT_LIMITS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:x="urn:unknown"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def relationships(*items: tuple[str, str, str], external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    inner = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"{mode}/>' for i, kind, target in items)
    return f'<Relationships xmlns="{RELATIONSHIPS}">{inner}</Relationships>'


def made(
    body: str, *, main: str = "word/document.xml", extra: dict[str, str | bytes] | None = None, **related: str
) -> bytes:
    """A package with a body; ``related`` are the contents of the parts styles, numbering, header, footer, footnotes."""
    roots = {"styles": "styles", "numbering": "numbering", "header": "hdr", "footer": "ftr", "footnotes": "footnotes"}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships(("rId1", "officeDocument", main)),
        main: f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        f"word/_rels/{main.rpartition('/')[2]}.rels": relationships(*((kind, kind, f"{kind}.xml") for kind in related)),
    }
    for kind, content in related.items():
        parts[f"word/{kind}.xml"] = f"<w:{roots[kind]} {SPACES}>{content}</w:{roots[kind]}>"
    return package(parts | (extra or {}))


def read(body: str, **parts: str) -> Document:
    return read_docx(made(body, **parts), DEFAULT_LIMITS)


def lines(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if not s.is_cell and not s.is_empty]


def cells(document: Document) -> list[tuple[int, int, str]]:
    return [(s.row, s.column, document.text[s.start : s.end]) for s in document.segments if s.is_cell]


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.warnings}


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def tc(content: str, span: int = 1, merge: str = "", width: int = 0) -> str:
    vertical = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    measured = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    inner = content if content.startswith("<w:") else p(r(content))
    return f'<w:tc><w:tcPr>{measured}<w:gridSpan w:val="{span}"/>{vertical}</w:tcPr>{inner}</w:tc>'


def tbl(*rows: list[str]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def field(instruction: str, result: str) -> str:
    def sign(step: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>'

    return f"{sign('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{sign('separate')}{result}{sign('end')}"
