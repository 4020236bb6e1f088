"""Annotated reports as training data: the development part, never the test part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.decoding import LABELS
from models.model_input import view
from reports.annotation import load_annotation, text_hash, verify
from reports.errors import ReadError
from reports.formats import read_document
from training.tagger.dataset import ROOT, read_gold

DEVELOPMENT = ROOT / "annotations" / "reports" / "dev"


def annotated_rows(folder: Path = DEVELOPMENT) -> Iterator[dict[str, Any]]:
    """The annotated reports of a folder as rows of raw_reports; nothing where there is no such folder.

    A report whose reader changes its text (HTML, escapes) is left out: its spans are over the source. Raises
    AnnotationError for an annotation that does not hold.
    """
    for path in sorted(folder.glob("*.json")):
        annotation = load_annotation(path)
        try:
            text = read_document((path.parent / annotation.file).read_bytes()).text
        except ReadError:
            continue
        if text_hash(text) != annotation.text_sha256:
            continue
        verify(annotation, text)
        document = read_gold(text)
        if document is None or not annotation.spans:
            continue
        yield {
            "name": path.stem,
            "text": text,
            "view": view(document).text,
            "layout": annotation.family,
            "starts": [span.start for span in annotation.spans],
            "ends": [span.end for span in annotation.spans],
            "tags": [LABELS.index(span.tag) for span in annotation.spans],
        }


def annotated_hash(folder: Path = DEVELOPMENT) -> str:
    """A hash of the annotations and their sources; of nothing where there is no such folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
