# The types of gouji.py: a single-file module cannot say for itself that it is typed (PEP 561).
from pathlib import Path

from models.tagger import Tagger
from reports.errors import ReadError as ReadError
from reports.report import Report as Report

__version__: str
__all__ = ["ReadError", "Report", "__version__", "read"]

def read(source: str | Path | bytes, *, name: str | None = None, tagger: Tagger | None = None) -> Report: ...
