"""Which files of a folder or an archive are taken for reports: by suffix, and by content where that says nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from reports.errors import ReadError
from reports.formats import detect

Parts = tuple[str, ...]
Skipped = Counter[str]
_Place = TypeVar("_Place")

PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"})
KNOWN_SUFFIXES = PAGE_SUFFIXES | {
    ".txt", ".text", ".md", ".markdown", ".csv", ".tsv",
    ".docx", ".docm", ".dotx", ".doc", ".wps", ".wpt", ".rtf", ".odt", ".pdf",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp",
    ".zip", ".rar", ".7z", ".ofd",
}  # fmt: skip
"""What is taken from folders and archives. The last three cannot be read, but to pass them over would lose reports.
A file that is named itself is read whatever its suffix is."""

TELLING_NOTHING = frozenset({"", ".asp", ".aspx", ".jsp", ".php", ".do", ".action"})
"""Suffixes of files that a crawler has saved: what they are is told by their first bytes."""

HEAD = 1 << 16
"""Bytes that tell a format."""

# What is taken without a telling suffix. Plain text is not: it is a README, a makefile or a log.
_TAKEN_KINDS = frozenset(
    {"pdf", "docx", "doc", "rtf", "odt", "word_xml", "html", "mhtml", "zip", "broken_zip", "encrypted_office", "ofd"}
)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx"})  # of file managers; "~$" are the locks of Word
_NO_SUFFIX = "无后缀"
_PAGE_PARTS = "网页附带文件"
_DRIVE = re.compile(r"[A-Za-z]:")


def parts_of(name: str) -> Parts:
    """The folders and the name of an archive's entry, whatever separates them, without what leads out of it."""
    printable = "".join(character if character.isprintable() else "_" for character in name)
    parts = [part for part in printable.replace("\\", "/").split("/") if part.strip() not in {"", ".", ".."}]
    if parts and _DRIVE.fullmatch(parts[0]):
        parts = parts[1:]
    return tuple(parts) or ("_",)


def suffix_of(name: str) -> str:
    """A file name's suffix in lower case; what only looks like one ("第1.2稿终") is none."""
    suffix = name[name.rfind(".") :].lower() if "." in name[1:] else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def chosen(
    found: Iterable[tuple[Parts, _Place]], head: Callable[[_Place], bytes], skipped: Skipped
) -> list[tuple[Parts, _Place]]:
    """The files to read, sorted by path; those of another kind are counted in ``skipped``, hidden ones are not.

    ``head`` gives a file's first bytes. One that it cannot give is taken, so that reading it says why.
    """
    visible = sorted((item for item in found if not _hidden(item[0])), key=lambda item: item[0])
    folders = _page_folders(parts for parts, _ in visible)
    taken = []
    for parts, place in visible:
        suffix = suffix_of(parts[-1])
        if any(parts[:depth] in folders for depth in range(1, len(parts))):
            skipped[_PAGE_PARTS] += 1
        elif suffix in KNOWN_SUFFIXES or (suffix in TELLING_NOTHING and _is_report(place, head)):
            taken.append((parts, place))
        else:
            skipped[suffix or _NO_SUFFIX] += 1
    return taken


def _hidden(parts: Parts) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in _JUNK for part in parts)


def _page_folders(files: Iterable[Parts]) -> set[Parts]:
    """The folders that browsers save beside a page, with the pictures and frames in it."""
    pages = [parts for parts in files if suffix_of(parts[-1]) in PAGE_SUFFIXES]
    stems = [(parts[:-1], parts[-1][: parts[-1].rfind(".")]) for parts in pages]
    return {(*folder, stem + ending) for folder, stem in stems for ending in ("_files", ".files")}


def _is_report(place: _Place, head: Callable[[_Place], bytes]) -> bool:
    try:
        return detect(head(place)) in _TAKEN_KINDS
    except (OSError, ReadError):
        return True
