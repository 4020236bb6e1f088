"""The files of the corpus by format, and scans made of its PDF files; what cannot be read here is noted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from reports.formats import ocr, office
from training.evaluation.gold import Annotated, Sample, SpanAnnotated, annotated_gold, annotated_items

SCAN = "scan"
SCAN_DPI = 200
_CONVERTED = ("doc", "rtf", "odt")
_ORDER = ("text", "html", "docx", "doc/rtf/odt", "pdf", SCAN)


@dataclass(frozen=True, slots=True)
class Scan:
    """A PDF file of the corpus as a scanner would give it; made when it is asked for, and kept in ``cache``."""

    path: Path
    entry: dict[str, Any]
    cache: Path

    @property
    def recipe(self) -> str:
        """What was scanned."""
        return f"{self.path.name} at {SCAN_DPI} dpi"

    def load(self) -> Sample:
        """Make or fetch the scan."""
        data = self.path.read_bytes()
        kept = self.cache / f"{hashlib.sha256(data).hexdigest()[:16]}-{SCAN_DPI}.pdf"
        if not kept.is_file():
            self.cache.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(scanned(data))
        return Sample(kept.read_bytes(), annotated_gold(self.path.stem, self.entry), SCAN)


FormatItem = Annotated | Scan


def scanned(data: bytes) -> bytes:
    """A PDF file's pages as grey pictures of ``SCAN_DPI`` dots an inch, without any text."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L") for page in pdf]
    finally:
        pdf.close()
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", resolution=SCAN_DPI, save_all=True, append_images=pages[1:], quality=85)
    return stream.getvalue()


_Item = TypeVar("_Item", bound=Annotated | SpanAnnotated)


def readable(items: Sequence[_Item], notes: list[str]) -> list[_Item]:
    """The items that can be read here: old formats of Word are converted by LibreOffice."""
    if office.find_executable() is not None:
        return list(items)
    kept = [item for item in items if item.path.suffix.lstrip(".") not in _CONVERTED]
    if len(kept) < len(items):
        note = f"没有 LibreOffice，{len(items) - len(kept)} 个 doc、rtf、odt 文件略去 (skipped: no LibreOffice)"
        notes.append(note)
    return kept


def items_by_format(folder: Path, notes: list[str], *, scans: int, cache: Path) -> dict[str, list[FormatItem]]:
    """The files of the corpus by "format: …"; ``scans`` of its PDF files are read as scans as well."""
    found: dict[str, list[FormatItem]] = {}
    items = readable(annotated_items(folder), notes)
    for item in items:
        name = item.entry["format"]
        found.setdefault("doc/rtf/odt" if name in _CONVERTED else name, []).append(item)
    if scans and items and not ocr.is_installed():
        notes.append("没有附加组件 ocr，扫描件略去 (scans skipped: install the extra 'ocr')")
    elif scans:
        chosen = _spread([item for item in items if item.entry["format"] == "pdf"], scans)
        if chosen:
            found[SCAN] = [Scan(item.path, item.entry, cache) for item in chosen]
    return {f"format: {name}": found[name] for name in sorted(found, key=_place)}


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _spread(items: Sequence[Annotated], count: int) -> list[Annotated]:
    """So many items at even distances, so that kinds that stand side by side are all met."""
    if count >= len(items):
        return list(items)
    return [items[(2 * number + 1) * len(items) // (2 * count)] for number in range(count)]
