"""What is damaged: the example reports and the annotated ones, of every format that is read without another program."""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reports.encodings import decode
from reports.errors import ReadError
from training.fuzzing.mutations.containers import DOCUMENT_PART, pack, unpack

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("examples", "annotations/handwritten", "annotations/reports/dev", "annotations/formats")
_LARGEST = {"text": 12_000, "html": 26_000, "docx": 32_000, "pdf": 80_000}
"""Bytes by kind: a larger source is left out, for it costs the time of several and says no more than they do."""


@dataclass(frozen=True)
class Source:
    """A report as it lies in the repository; ``kind`` is "text", "html", "docx" or "pdf"."""

    name: str
    kind: str
    data: bytes

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        """The text that mutations of text change, and its encoding."""
        data = unpack(self.data)[DOCUMENT_PART] if self.kind == "docx" else self.data
        try:
            return data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            found = decode(data)
            return found.text, found.encoding

    @property
    def text(self) -> str:
        """Its characters: of a text or web page all, of a Word file its XML; of a PDF there are none."""
        return self._decoded[0] if self.kind != "pdf" else ""

    def written(self, text: str) -> bytes:
        """The source with another text, in its own encoding as far as that goes."""
        encoding = self._decoded[1]
        try:
            data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf-") else "replace")
        except UnicodeEncodeError:  # what damaged bytes were read as: no encoding has it
            data = text.encode("utf-8", "surrogatepass")
        if encoding == "utf-16-le" and self.data.startswith(codecs.BOM_UTF16_LE):
            data = codecs.BOM_UTF16_LE + data
        return pack(unpack(self.data) | {DOCUMENT_PART: data}) if self.kind == "docx" else data


def load_sources(root: Path = ROOT) -> dict[str, list[Source]]:
    """The sources by kind, each in the order of their names. Raises FileNotFoundError where there are none."""
    found: dict[str, list[Source]] = {kind: [] for kind in _LARGEST}
    for folder in _FOLDERS:
        for path in sorted((root / folder).glob("*.*")):
            kind = {".txt": "text"}.get(path.suffix, path.suffix[1:])
            if kind in found and path.stat().st_size <= _LARGEST[kind]:
                source = Source(str(path.relative_to(root)), kind, path.read_bytes())
                if _is_open(source):
                    found[kind].append(source)
    if not all(found.values()):
        raise FileNotFoundError(f"no example reports below {root}")
    return found


def _is_open(source: Source) -> bool:
    """Whether its text can be had, so that it can be changed."""
    try:
        return bool(source.text) or source.kind == "pdf"
    except (ReadError, zipfile.BadZipFile, KeyError):
        return False
