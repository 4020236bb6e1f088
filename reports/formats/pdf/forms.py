"""What stands on a page without being part of it: the fields of a form, and text that was added as a note."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

_SHOWN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_MOST_NOTES = 2_000


def flatten(page: Any) -> bool:
    """Make the fields and notes that a page shows part of the page; True where it has to be loaded again.

    Only how they look is taken over: no script runs, and what is hidden stays hidden.
    """
    count = pdfium.FPDFPage_GetAnnotCount(page.raw)
    if not any(_is_shown(page.raw, index) for index in range(min(count, _MOST_NOTES))):
        return False
    return bool(pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _is_shown(page: Any, index: int) -> bool:
    note = pdfium.FPDFPage_GetAnnot(page, index)
    if not note:
        return False
    try:
        return pdfium.FPDFAnnot_GetSubtype(note) in _SHOWN
    finally:
        pdfium.FPDFPage_CloseAnnot(note)
