"""Other programs' files: LibreOffice converts our Word files, Chromium prints our web pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

OFFICE = "soffice"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 300
_MARK = re.compile(r"@@\s*(\d+)\s*([ab])")
_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}[^)]*(\))")
_ID = re.compile(rb"(/(?:ID|DocChecksum)\s*\[?\s*(?:<|/))([0-9A-Fa-f]{32})(>?\s*<?)([0-9A-Fa-f]{32})?")


def has_office() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which(OFFICE) is not None


def browser() -> str | None:
    """The browser that prints, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def converted(files: Mapping[str, bytes], suffix: str) -> dict[str, bytes]:
    """Word files, by name without suffix, converted by LibreOffice: "pdf", "doc", "rtf" or "odt"."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem, data in files.items():
            (folder / f"{stem}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        call = [OFFICE, "--headless", profile, "--convert-to", suffix, "--outdir", str(folder / "out")]
        call += [str(folder / f"{stem}.docx") for stem in files]
        subprocess.run(call, check=True, capture_output=True, timeout=_SECONDS)
        return {stem: (folder / "out" / f"{stem}.{suffix}").read_bytes() for stem in files}


def printed(page: bytes) -> bytes:
    """A web page printed by the browser."""
    program = browser()
    assert program is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_bytes(page)
        call = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
        call += [
            "--no-pdf-header-footer",
            "--disable-pdf-tagging",
            f"--print-to-pdf={folder / 'page.pdf'}",
            (folder / "page.html").as_uri(),
        ]
        subprocess.run(call, check=True, capture_output=True, timeout=_SECONDS)
        return (folder / "page.pdf").read_bytes()


def settled(data: bytes) -> bytes:
    """A PDF file without the time at which it was written, every offset as before."""

    def date(match: re.Match[bytes]) -> bytes:
        fixed = b"20240115090000"
        rest = len(match[0]) - len(match[1]) - len(match[2]) - len(fixed)
        return match[1] + fixed + b"Z".ljust(rest, b" ")[:rest] + match[2]

    def identity(match: re.Match[bytes]) -> bytes:
        return match[1] + b"0" * 32 + match[3] + (b"0" * 32 if match[4] else b"")

    return _ID.sub(identity, _DATE.sub(date, data))


def marks_in(data: bytes) -> dict[tuple[int, str], tuple[int, float]]:
    """Where each mark (see ``training.corpus.docx.Pagination``) stands: its page from 1, and points from the top."""
    found: dict[tuple[int, str], tuple[int, float]] = {}
    document: Any = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        for match in _MARK.finditer(text):
            box = textpage.get_charbox(pdfium.FPDFText_GetTextIndexFromCharIndex(textpage.raw, match.start()))
            place = (number + 1, page.get_height() - box[3])
            if match[2] == "b" or (int(match[1]), "a") not in found:  # a header may stand on every page
                found[int(match[1]), match[2]] = place
    document.close()
    return found


def with_font(page: str, font: bytes) -> str:
    """A web page that is shown in a font of its own. The browser draws the outlines of other fonts glyph by glyph."""
    source = f"data:font/ttf;base64,{b64encode(font).decode()}"
    style = f'<style>@font-face{{font-family:"Own";src:url({source})}} *{{font:400 16px "Own" !important}}</style>'
    return page.replace("</head>", f"{style}</head>", 1)


def spread(marks: Mapping[tuple[int, str], tuple[int, float]], names: Sequence[str]) -> dict[str, list[int]]:
    """The first and the last page of each table; ``names`` are those of the file's tables in order."""
    if len(marks) != 2 * len(names):
        raise ValueError(f"{len(marks)} marks found of {len(names)} tables")
    pages: dict[str, list[int]] = {}
    for (number, _), (page, _down) in sorted(marks.items()):
        span = pages.setdefault(names[number], [page, page])
        span[0], span[1] = min(span[0], page), max(span[1], page)
    return pages


def torn_page(page: str, *, marked: bool) -> str:
    """A web page whose tables are to go on on the next sheet of paper, each from a row in its second half.

    For pages whose only tables are the report's; ``marked`` puts a mark into each table's first and last cell.
    """
    parts = re.split(r"(<table\b.*?</table>)", page, flags=re.DOTALL)
    for place in range(1, len(parts), 2):
        parts[place] = _torn_table(parts[place], place // 2 if marked else None)
    return "".join(parts)


def _torn_table(table: str, number: int | None) -> str:
    rows = [match.end() for match in re.finditer(r"<tr", table)]
    if len(rows) <= 6:  # a browser keeps a repeated header and its first row together
        table = table.replace("thead>", "tbody>")
        rows = [match.end() for match in re.finditer(r"<tr", table)]
    if len(rows) > 1:
        at = rows[max(len(rows) // 2 + 1, len(rows) - 12) if len(rows) > 4 else -1]
        table = f'{table[:at]} class="next" style="break-before:page"{table[at:]}'
    if number is None:
        return table
    cells = [match.end() for match in re.finditer(r"<t[dh]\b[^>]*>", table)]
    for at, letter in ((cells[-1], "b"), (cells[0], "a")):
        mark = f'<span style="font-size:1px !important">@@{number}{letter}</span>'
        table = table[:at] + mark + table[at:]
    return table
