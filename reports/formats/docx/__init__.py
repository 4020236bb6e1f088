"""Word files (DOCX, and Word files that are one XML file) read into a Document, straight from their XML."""

from reports.formats.docx.reading import read_docx
from reports.formats.docx.word_xml import read_word_xml

__all__ = ["read_docx", "read_word_xml"]
