"""Which files of folders and archives are taken."""

from __future__ import annotations

from collections import Counter

import pytest

from reports.errors import ReadError
from service.choosing import chosen, parts_of, suffix_of

PAGE = "<!DOCTYPE html><html><body>年度报告</body></html>"


def _taken(*names: str, head: bytes = b"") -> tuple[list[str], Counter[str]]:
    skipped: Counter[str] = Counter()
    found = [(tuple(name.split("/")), name) for name in names]
    return [name for _, name in chosen(found, lambda _: head, skipped)], skipped


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a/b.txt", ("a", "b.txt")), ("a\\b.txt", ("a", "b.txt")), ("./../a.txt", ("a.txt",)), ("/etc/x", ("etc", "x")),
        ("C:\\a.txt", ("a.txt",)), ("a\x00b\u202e.txt", ("a_b_.txt",)), ("a//b", ("a", "b")), ("..", ("_",)),
    ],
)  # fmt: skip
def test_parts_stay_inside(name: str, parts: tuple[str, ...]) -> None:
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.DOCX", ".docx"), ("a", ""), ("第1.2稿终", ""), (".docx", ""), ("a.", ""), ("a.b.7z", ".7z")],
)
def test_suffixes(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize("suffix", ["docx", "doc", "wps", "pdf", "html", "mht", "tif", "txt", "zip", "rar", "ofd"])
def test_reports_and_what_may_hold_them_are_taken(suffix: str) -> None:
    assert _taken(f"a.{suffix}", f"b.{suffix.upper()}") == ([f"a.{suffix}", f"b.{suffix.upper()}"], Counter())


@pytest.mark.parametrize(
    ("head", "taken"),
    [
        (PAGE.encode(), True), (b"%PDF-1.7", True), (b"{\\rtf1", True), (b"PK\x03\x04", True),
        ("说明".encode(), False), (b"", False), (b"\x89PNG\r\n\x1a\n", False),
    ],
)  # fmt: skip
def test_content_decides_where_the_suffix_says_nothing(head: bytes, taken: bool) -> None:
    assert bool(_taken("t20240115_123", head=head)[0]) is taken
    assert bool(_taken("show.php", head=head)[0]) is taken
    assert _taken("a.exe", head=head) == ([], {".exe": 1})


def test_what_cannot_be_looked_at_is_taken_so_that_reading_says_why() -> None:
    def head(_: str) -> bytes:
        raise ReadError("encrypted", "有密码")

    assert chosen([(("a",), "a")], head, Counter()) == [(("a",), "a")]


def test_hidden_files_and_those_of_file_managers_are_not_even_counted() -> None:
    names = ("a/.b/c.txt", "__MACOSX/._a.txt", "Thumbs.db", "desktop.ini", "~$a.docx", ".~lock.a.odt#")
    assert _taken(*names) == ([], Counter())


def test_what_browsers_save_beside_a_page_is_passed_over() -> None:
    names = ("b/年报.html", "b/年报_files/ad.htm", "b/年报_files/x/y.png", "b/年报.files/z.png", "b/图_files/scan.png")
    assert _taken(*names) == (["b/图_files/scan.png", "b/年报.html"], {"网页附带文件": 3})
