"""Arguments as sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.inputs import expand


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def test_the_order_of_the_arguments_is_kept(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", "a.txt")
    items = expand([str(tmp_path / "b.txt"), "-", str(tmp_path / "a.txt")]).items
    assert [item.name for item in items] == ["b.txt", "-", "a.txt"]
    assert items[1].path is None


def test_a_folder_is_read_with_all_below_it_sorted(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", "2023/c.md", "2023/a.TXT", ".hidden.txt", ".git/x.txt", "scan.pdf", "readme")
    inputs = expand([str(tmp_path)])
    assert [item.name for item in inputs.items] == ["2023/a.TXT", "2023/c.md", "b.txt"]
    assert inputs.skipped == {".pdf": 1, "无后缀": 1}


def test_a_named_file_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    _write(tmp_path, "report.dat")
    assert [item.name for item in expand([str(tmp_path / "report.dat")]).items] == ["report.dat"]


def test_a_folder_without_reports_stands_as_itself(tmp_path: Path) -> None:
    items = expand([str(tmp_path)]).items
    assert [item.path for item in items] == [tmp_path]


def test_standard_input_can_be_named_once() -> None:
    with pytest.raises(ValueError, match="标准输入"):
        expand(["-", "-"])
