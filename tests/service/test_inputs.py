"""Arguments as sources."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import gouji
from reports.errors import ReadError
from reports.limits import Limits
from reports.rules import RuleTagger
from service.archives import read_member
from service.inputs import Inputs, expand
from service.pipeline import Failure, Input, Outcome, read_many


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def _zip(files: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _expanded(folder: Path, data: bytes, **limits: int) -> Inputs:
    path = folder / "x.zip"
    path.write_bytes(data)
    return expand([str(path)], Limits(**limits))


def _names(inputs: Inputs) -> list[str]:
    return [item.name for item in inputs.items]


def _codes(inputs: Inputs) -> list[str | None]:
    return [item.code if isinstance(item, Failure) else None for item in inputs.items]


def _texts(inputs: Inputs) -> list[str]:
    """What was read of each source: its text, or its failure's code."""
    return [_text(outcome) for outcome in read_many(inputs.items, tagger=RuleTagger())]


def _text(outcome: Outcome) -> str:
    return outcome.code if isinstance(outcome, Failure) else outcome.text.strip()


def _standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_the_order_of_the_arguments_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "b.txt", "a.txt")
    _standard_input(monkeypatch, b"text")
    items = expand([str(tmp_path / "b.txt"), "-", str(tmp_path / "a.txt")]).items
    assert [item.name for item in items] == ["b.txt", "-", "a.txt"]
    assert items[1] == Input(None, "-", data=b"text")


def test_a_folder_is_read_with_all_below_it_sorted(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", "2023/c.md", "2023/a.TXT", ".hidden.txt", ".git/x.txt", "a.pptx", "readme", "scan.pdf")
    inputs = expand([str(tmp_path)])
    assert _names(inputs) == ["2023/a.TXT", "2023/c.md", "b.txt", "scan.pdf"]
    assert inputs.skipped == {".pptx": 1, "无后缀": 1}


def test_a_named_file_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    _write(tmp_path, "report.dat")
    assert _names(expand([str(tmp_path / "report.dat")])) == ["report.dat"]


def test_a_folder_without_reports_stands_as_itself(tmp_path: Path) -> None:
    items = expand([str(tmp_path)]).items
    assert items == [Input(tmp_path, tmp_path.name)]


def test_standard_input_can_be_named_once() -> None:
    with pytest.raises(ValueError, match="标准输入"):
        expand(["-", "-"])


def test_no_more_is_taken_of_standard_input_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    _standard_input(monkeypatch, b"x" * 100)
    (item,) = expand(["-"], Limits(source_bytes=10)).items
    assert isinstance(item, Input) and item.data == b"x" * 11


def test_an_archive_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    _standard_input(monkeypatch, _zip({"a.txt": "甲", "b/c.txt": "乙"}))
    inputs = expand(["-"])
    assert _names(inputs) == ["-/a.txt", "-/b/c.txt"]
    assert _texts(inputs) == ["甲", "乙"]
    _standard_input(monkeypatch, _zip({"a.txt": os.urandom(200)}))
    assert _codes(expand(["-"], Limits(archive_bytes=100))) == ["too_large"]


def test_the_reports_of_an_archive(tmp_path: Path) -> None:
    files = {"2023/b.txt": "乙", "a.txt": "甲", "a.pptx": "x", "2023/": "", "__MACOSX/._a.txt": "x", ".DS_Store": "x"}
    inputs = _expanded(tmp_path, _zip({**files, "2023/Thumbs.db": "x", "~$a.docx": "x"}))
    assert _names(inputs) == ["x.zip/2023/b.txt", "x.zip/a.txt"]
    assert _texts(inputs) == ["乙", "甲"]
    assert inputs.skipped == {".pptx": 1}


def test_archives_in_folders_are_opened_too(tmp_path: Path) -> None:
    _write(tmp_path, "in/b.txt")
    (tmp_path / "in" / "a.zip").write_bytes(_zip({"甲.txt": "甲"}))
    assert _names(expand([str(tmp_path)])) == ["in/a.zip/甲.txt", "in/b.txt"]


def test_one_level_of_archives_within_an_archive(tmp_path: Path) -> None:
    deepest = _zip({"d.txt": "丁"})
    inner = _zip({"b.txt": "乙", "c.zip": deepest})
    inputs = _expanded(tmp_path, _zip({"a.txt": "甲", "县.zip": inner, "e.txt": "戊"}))
    assert _names(inputs) == ["x.zip/a.txt", "x.zip/e.txt", "x.zip/县.zip/b.txt", "x.zip/县.zip/c.zip"]
    assert _texts(inputs) == ["甲", "戊", "乙", "archive"]


def test_an_office_file_is_no_archive_of_reports(tmp_path: Path) -> None:
    word = _zip({"[Content_Types].xml": "<Types/>", "word/notes.txt": "x"})
    text = _zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    for data in (word, text):
        assert _names(_expanded(tmp_path, data)) == ["x.zip"]
    inputs = _expanded(tmp_path, _zip({"a.zip": word}))
    assert [item.members for item in inputs.items if isinstance(item, Input)] == [(0,)]


def test_names_never_lead_out_of_the_archive_and_are_told_apart(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name in ("../../up.txt", "/root.txt", "C:\\win\\a.txt", "twice.txt", "twice.txt", "line\nend.txt"):
            archive.writestr(name, name)
    inputs = _expanded(tmp_path, stream.getvalue())
    assert _names(inputs) == [
        "x.zip/line_end.txt", "x.zip/root.txt", "x.zip/twice.txt", "x.zip/twice.txt#2", "x.zip/up.txt",
        "x.zip/win/a.txt",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.zip"]


@pytest.mark.parametrize("files", [{}, {"a.pptx": "x"}, {"b/": "", ".c.txt": "x"}])
def test_an_archive_without_reports_is_a_failure(files: dict[str, str], tmp_path: Path) -> None:
    inputs = _expanded(tmp_path, _zip(files))
    assert (_names(inputs), _codes(inputs)) == (["x.zip"], ["empty_archive"])


def test_the_number_and_size_of_reports_are_limited(tmp_path: Path) -> None:
    data = _zip({f"{number}.txt": "1234567890" for number in range(5)})
    assert _codes(_expanded(tmp_path, data, archive_files=5, archive_bytes=len(data))) == [None] * 5
    inputs = _expanded(tmp_path, data, archive_files=3)
    assert _names(inputs) == ["x.zip/0.txt", "x.zip/1.txt", "x.zip/2.txt", "x.zip"]
    assert isinstance(inputs.items[-1], Failure) and "有 2 个文件没有读取" in inputs.items[-1].message
    large = _zip({f"{number}.txt": "1" * 1000 for number in range(5)})
    assert _codes(_expanded(tmp_path, large, archive_bytes=3000)) == [None, None, None, "too_large"]
    assert _codes(_expanded(tmp_path, data, archive_bytes=len(data) - 1)) == ["too_large"]


def test_archives_within_count_towards_the_same_limits(tmp_path: Path) -> None:
    inner = _zip({"1.txt": "1", "2.txt": "2"})
    inputs = _expanded(tmp_path, _zip({"a.zip": inner, "b.zip": inner}), archive_files=4)
    assert _names(inputs) == ["x.zip/a.zip/1.txt", "x.zip/a.zip/2.txt", "x.zip/b.zip"]
    assert _codes(inputs) == [None, None, "too_large"]


def test_an_archive_that_is_cut_off_is_one_failure(tmp_path: Path) -> None:
    data = _zip({"a.txt": "甲" * 50, "b.txt": "乙" * 50, "c.txt": os.urandom(500)})
    for length in (20, data.index(b"c.txt") + 100, len(data) - 1):
        inputs = _expanded(tmp_path, data[:length])
        assert (_names(inputs), _codes(inputs)) == (["x.zip"], ["broken"])
        assert isinstance(inputs.items[0], Failure) and "请重新下载或解压后再试" in inputs.items[0].message


def test_a_broken_archive_within_costs_no_other_report(tmp_path: Path) -> None:
    inputs = _expanded(tmp_path, _zip({"a.zip": _zip({"b.txt": "乙"})[:-1], "c.txt": "丙"}))
    assert _names(inputs) == ["x.zip/a.zip", "x.zip/c.txt"]
    assert _texts(inputs) == ["broken", "丙"]


def test_one_broken_report_fails_no_other(tmp_path: Path) -> None:
    data = bytearray(_zip({"a.txt": "甲" * 50, "b.txt": "乙" * 50}))
    at = data.index(b"a.txt") + 5
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert _texts(_expanded(tmp_path, bytes(data))) == ["broken", "乙" * 50]


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_names_in_gbk_on_the_disk(tmp_path: Path) -> None:
    name = os.fsdecode("年报".encode("gbk") + b".txt")
    (tmp_path / name).write_text("甲", encoding="utf-8")
    for argument in (tmp_path, tmp_path / name):
        inputs = expand([str(argument)])
        assert _names(inputs) == ["年报.txt"]
        assert _texts(inputs) == ["甲"]


def test_a_bomb_costs_no_other_report(tmp_path: Path) -> None:
    data = _zip({"a.txt": bytes(200_000), "b.txt": "乙"})
    inputs = _expanded(tmp_path, data, archive_bytes=10_000, source_bytes=5000)
    assert _names(inputs) == ["x.zip/a.txt", "x.zip/b.txt"]
    item = inputs.items[0]
    assert isinstance(item, Input) and item.path is not None
    with pytest.raises(ReadError, match="5,000"):
        read_member(item.path, item.members, Limits(source_bytes=5000))


def test_a_file_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    assert _codes(expand([str(tmp_path / "none.zip")])) == ["not_found"]


def test_the_door_for_python_users_takes_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(_zip({"a.txt": "一、总体情况", "b.txt": ""}))
    (tmp_path / "c.txt").write_text("二、主动公开政府信息情况", encoding="utf-8")
    outcomes = list(gouji.read_many([tmp_path / "in", str(tmp_path / "c.txt")]))
    names = [outcome.name if isinstance(outcome, gouji.Failure) else outcome.source.name for outcome in outcomes]
    assert names == ["a.zip/a.txt", "a.zip/b.txt", "c.txt"]
    assert [isinstance(outcome, gouji.Failure) for outcome in outcomes] == [False, True, False]
    assert [outcome.source.name for outcome in gouji.read_many(tmp_path / "c.txt")] == ["c.txt"]
