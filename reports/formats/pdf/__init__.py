"""PDF files: the text layer's characters and ruled lines, page by page; scanned pages go to text recognition."""

from reports.formats.pdf.reader import read_pdf

__all__ = ["read_pdf"]
