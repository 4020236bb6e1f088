"""Names that senders give to files: shown to people, and never trusted as paths."""

from __future__ import annotations

import re
import unicodedata

from service.api.problems import ProblemError

LONGEST_NAME = 500
_DRIVE = re.compile(r"[A-Za-z]:")
# Controls and line ends, half surrogate pairs, and the marks that make "report.exe" look like "report.doc".
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_name(name: str) -> str:
    """A file's name, folders allowed ("2024/财政局.docx"). Raises the problem "invalid_name" for one that leaves its
    folder, begins at a root or a drive, or holds characters that cannot be seen.
    """
    complaint = _complaint(name)
    if complaint is not None:
        raise ProblemError(422, "invalid_name", f"文件名不能使用：{complaint}")
    return name


def _complaint(name: str) -> str | None:
    parts = name.replace("\\", "/").split("/")
    if not name.strip():
        return "名称是空的"
    if len(name) > LONGEST_NAME:
        return f"超过 {LONGEST_NAME} 个字符"
    if any(unicodedata.category(c) in _FORBIDDEN_CATEGORIES or c in _DIRECTION_MARKS for c in name):
        return "含有控制字符"
    if parts[0] == "" or _DRIVE.match(name):
        return "是绝对路径，请只用文件名或相对路径"
    if any(part.strip() == ".." for part in parts):
        return "含有 “..”，指向了别的文件夹"
    return None
