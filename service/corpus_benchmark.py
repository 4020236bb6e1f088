"""The files that the formats are measured with: the corpus, the synthetic texts, and scans made of the corpus' PDFs."""

from __future__ import annotations

import importlib.util
import io
import json
import tempfile
from collections.abc import Callable, MutableSequence, Sequence
from pathlib import Path

from service.format_benchmark import FormatMeasures, measure_format

_ORDER = ("text", "html", "docx", "pdf", "doc", "rtf", "odt", "scan")
_SCAN_DPI = 200
_MOST_TEXTS = 60  # of the synthetic texts: enough for a median
_MOST_CONVERTED = 4  # files of a format that LibreOffice has to convert, for seconds each
_CONVERTED = frozenset({"doc", "rtf", "odt"})


def measure_formats(
    texts: Sequence[bytes],
    corpus: Path,
    *,
    runs: int,
    scans: int,
    notes: MutableSequence[str],
    on_stage: Callable[[str, int, int], None],
) -> list[FormatMeasures]:
    """Measure the formats one after the other; what cannot be measured here is a line in ``notes``."""
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        files = _corpus_files(corpus, notes)
        files["text"] = _texts(texts[:_MOST_TEXTS], Path(folder))
        if scans and files.get("pdf"):
            files["scan"] = _scans(files["pdf"][:scans], Path(folder), notes)
        names = sorted((name for name in files if files[name]), key=_place)
        measured = []
        for done, name in enumerate(names):
            on_stage(f"计时 {name}", done, len(names))
            chosen = files[name][:_MOST_CONVERTED] if name in _CONVERTED else files[name]
            try:
                measured.append(measure_format(name, chosen, runs=1 if name == "scan" else runs))
            except ValueError as error:
                notes.append(f"{name} 略去 (skipped): {error}")
        return measured


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _corpus_files(corpus: Path, notes: MutableSequence[str]) -> dict[str, list[Path]]:
    """The corpus' files by format; its plain texts are left out, as there are others."""
    gold = corpus / "gold.json"
    if not gold.is_file():
        notes.append("没有各格式的文件，只计时文本 (no files of the formats, only text is timed): make corpus")
        return {}
    files: dict[str, list[Path]] = {}
    for entry in json.loads(gold.read_text(encoding="utf-8")).values():
        if entry["format"] not in ("text", "txt"):
            files.setdefault(entry["format"], []).append(corpus / entry["file"])
    return files


def _texts(texts: Sequence[bytes], folder: Path) -> list[Path]:
    paths = [folder / f"{number:05}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text)
    return paths


def _scans(files: Sequence[Path], folder: Path, notes: MutableSequence[str]) -> list[Path]:
    """PDF files of nothing but images of the pages of others."""
    if importlib.util.find_spec("rapidocr") is None:
        notes.append("没有附加组件 ocr，扫描件略去 (scans skipped: install the extra 'ocr')")
        return []
    paths = [folder / f"{path.stem}-scan.pdf" for path in files]
    for path, source in zip(paths, files, strict=True):
        path.write_bytes(scanned(source.read_bytes()))
    return paths


def scanned(data: bytes) -> bytes:
    """A PDF's pages as a scanner gives them."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [page.render(scale=_SCAN_DPI / 72).to_pil().convert("RGB") for page in pdf]
    finally:
        pdf.close()
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", resolution=_SCAN_DPI, save_all=True, append_images=pages[1:])
    return stream.getvalue()
