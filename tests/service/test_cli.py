"""The command: arguments, output, exit status. Most run in this process, with the rules as the tagger."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import gouji
import service.pipeline as pipeline
from reports.rules import RuleTagger
from service.cli import app
from service.pipeline import Outcome
from service.settings import settings

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
REVIEWS = "\t".join(["3", "1", "0", "0", "{total}"]) + "\t" + "\t".join("0" * 10)


def _text(total: int = 4) -> str:
    """A short report whose third table alone is there; its first sum is 4."""
    parts = ["云岭县水务局2023年政府信息公开工作年度报告", *HEADINGS[:4]]
    parts += ["行政复议\t行政诉讼", "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t" * 3, REVIEWS.format(total=total)]
    return "\n".join([*parts, *HEADINGS[4:], "本机关依法公开政府信息，没有其他需要报告的事项。"]) + "\n"


@pytest.fixture(autouse=True)
def rules_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pipeline, "default_tagger", lambda: (RuleTagger(), ()))
    yield
    settings.cache_clear()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two reports, an empty file and a news item."""
    (tmp_path / "a.txt").write_text(_text(), encoding="utf-8")
    (tmp_path / "b.txt").write_text(_text(9), encoding="gb18030")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    (tmp_path / "d.txt").write_text("公园里今天很热闹。\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path, stdin: str | None = None) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the command."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_version_and_help() -> None:
    assert run("--version")[:2] == (0, f"gouji {gouji.__version__}\n")
    code, text, _ = run("read", "--help")
    assert code == 0
    assert "读取报告" in text and "--json" in text


@pytest.mark.parametrize(
    "arguments",
    [["read"], ["read", "--format", "pdf", "a"], ["nothing"], ["read", "-", "-"], ["check", "--jobs", "-1", "a"]],
)
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_json_and_format_exclude_each_other(files: Path) -> None:
    assert run("read", files / "a.txt", "--json", "--format", "csv")[0] == 2


def test_a_report_for_people(files: Path) -> None:
    code, out, err = run("read", files / "a.txt")
    assert (code, err) == (0, "")
    for part in ("云岭县水务局2023年政府信息公开工作年度报告", *HEADINGS, "行政复议", "勾稽关系："):
        assert part in out


def test_json_is_all_there_is_on_standard_output(files: Path) -> None:
    code, out, err = run("read", "--json", files / "b.txt", files / "c.txt", files / "none.txt", files / "a.txt")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["source"]["name"] for line in lines] == ["b.txt", "c.txt", "none.txt", "a.txt"]
    assert [line.get("error", {}).get("code") for line in lines] == [None, "empty", "not_found", None]
    assert len(err.splitlines()) == 2


def test_a_text_that_is_no_report_is_said_in_one_line(files: Path) -> None:
    code, out, err = run("read", files / "d.txt")
    assert (code, out) == (1, "")
    assert err.startswith("d.txt：") and len(err.splitlines()) == 1
    assert json.loads(run("read", "--json", files / "d.txt")[1])["warnings"][0]["code"] == "not_a_report"


def test_standard_input(files: Path) -> None:
    code, out, _ = run("read", "--json", "-", stdin=_text())
    assert code == 0
    assert json.loads(out)["source"]["name"] == "-"


def test_a_folder_is_read_in_order_and_says_what_it_passes_over(files: Path) -> None:
    (files / "talk.pptx").write_bytes(b"x")
    code, out, err = run("read", files, "--json")
    assert code == 1
    assert [json.loads(line)["source"]["name"] for line in out.splitlines()] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert ".pptx 1" in err


def test_an_archive_is_read_file_by_file(files: Path) -> None:
    path = files / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.txt", "c.txt"):
            archive.write(files / name, f"县/{name}")
        archive.writestr("notes.pptx", "x")
    code, out, err = run("read", path, "--json", "--out", files / "json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["source"]["name"] for line in lines] == ["all.zip/县/a.txt", "all.zip/县/c.txt"]
    assert [line.get("error", {}).get("code") for line in lines] == [None, "empty"]
    assert ".pptx 1" in err
    assert (files / "json" / "all.zip" / "县" / "a.txt.json").is_file()


@pytest.mark.parametrize("command", ["read", "check"])
def test_a_wrong_setting_is_one_line_and_2(command: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_LIMIT_PAGES", "many")
    settings.cache_clear()
    assert run(command, files / "a.txt") == (2, "", "设置 GOUJI_LIMIT_PAGES='many' 无效：应为大于 0 的整数\n")


def test_a_setting_that_there_is_not_is_told(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_JOBBS", "2")
    code, _, err = run("read", files / "a.txt")
    assert (code, err) == (0, "没有这些设置，不起作用：GOUJI_JOBBS\n")


@pytest.mark.parametrize(("given", "asked"), [([], 3), (["--jobs", "2"], 2)])
def test_jobs_are_set_by_the_environment_unless_given(
    given: list[str], asked: int, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def read_many(items: object, *, jobs: int) -> Iterator[Outcome]:
        seen.append(jobs)
        yield from ()

    monkeypatch.setenv("GOUJI_JOBS", "3")
    settings.cache_clear()
    monkeypatch.setattr(pipeline, "read_many", read_many)
    run("read", files / "a.txt", *given)
    assert seen == [asked]


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
def test_the_display_on_the_terminal_takes_nothing_from_standard_output(files: Path, root: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = _start(root, "read", "--json", *[files / "a.txt"] * 30, "--jobs", "1", stderr=theirs)
    os.close(theirs)
    shown = threading.Thread(target=_drain, args=(ours,))
    shown.start()  # a terminal that nobody looks at would stop the process that writes to it
    out, _ = process.communicate()
    shown.join()
    os.close(ours)
    assert len(out.splitlines()) == 30


def _drain(terminal: int) -> None:
    with contextlib.suppress(OSError):  # which is how it ends
        while os.read(terminal, 4096):
            pass


def test_out_writes_one_file_a_report(files: Path) -> None:
    code, out, _ = run("read", files, "--out", files / "json")
    names = sorted(path.name for path in (files / "json").iterdir())
    assert code == 1
    assert names == ["a.txt.json", "b.txt.json", "c.txt.json", "d.txt.json"]
    assert json.loads((files / "json" / "c.txt.json").read_text(encoding="utf-8"))["error"]["code"] == "empty"
    assert "a.txt：" in out


def test_csv_goes_to_standard_output(files: Path) -> None:
    code, out, err = run("read", files, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 1
    assert {row["file"] for row in rows} == {"a.txt", "b.txt", "d.txt"}
    assert "c.txt：" in err


@pytest.mark.parametrize(("out", "written"), [("tables", "tables/tables.xlsx"), ("x/all.xlsx", "x/all.xlsx")])
def test_a_workbook_is_written(out: str, written: str, files: Path) -> None:
    assert run("read", files / "a.txt", "--format", "xlsx", "--out", files / out)[0] == 0
    assert "单元格" in load_workbook(files / written).sheetnames


def test_check_is_silent_when_all_is_well(files: Path) -> None:
    code, out, err = run("check", files / "a.txt")
    assert (code, err) == (0, "")
    assert "✗" not in out


def test_check_says_what_failed(files: Path) -> None:
    code, out, _ = run("check", files / "a.txt", files / "b.txt")
    assert code == 1
    assert "b.txt\n  ✗ 不符 行政复议 总计：表中 9，各列之和 4" in out


def test_check_fails_for_what_cannot_be_read(files: Path) -> None:
    assert run("check", files / "c.txt")[0] == 1
    assert run("check", files / "d.txt")[0] == 1


def test_strict_counts_warnings_too(files: Path) -> None:
    # Two of the report's tables are missing, which is a warning and no failed check.
    assert run("check", files / "a.txt")[0] == 0
    assert run("check", "--strict", files / "a.txt")[0] == 1


def test_an_internal_error_is_one_line_and_with_debug_a_traceback(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(pipeline, "assemble", broken)
    code, out, err = run("read", "--json", files / "a.txt")
    assert code == 1
    assert json.loads(out)["error"]["code"] == "internal"
    assert len(err.splitlines()) == 1
    assert "Traceback" in run("read", "--debug", files / "a.txt")[2]


def test_models_says_something() -> None:
    code, out, _ = run("models")
    assert code == 0
    assert out.strip()


def _start(root: Path, *arguments: str | Path, **options: object) -> subprocess.Popen[bytes]:
    """The command in a process of its own, in a locale that is not UTF-8."""
    environment = os.environ | {"PYTHONPATH": str(root), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "service.cli", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, **(pipes | options))  # type: ignore[call-overload,no-any-return]


def test_output_is_utf8_whatever_the_locale(files: Path, root: Path) -> None:
    out, err = _start(root, "read", files / "a.txt").communicate()
    assert "云岭县水务局" in out.decode("utf-8")
    assert b"Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_reader_that_goes_away_is_no_error(files: Path, root: Path) -> None:
    process = _start(root, "read", "--json", *[files / "a.txt"] * 40, "--jobs", "1")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="interrupts are ignored here, as in a shell's background, and the command inherits that",
)
def test_an_interrupt_is_quiet_and_130(tmp_path: Path, root: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    process = _start(root, "read", pipe)
    with pipe.open("wb"):  # opens when the command does, which then waits for what never comes
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b""


def test_a_start_loads_nothing_that_reading_does_not_need(files: Path, root: Path) -> None:
    code = (
        "import sys; from service import cli; sys.argv = ['gouji', 'read', sys.argv[1]]\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "unwanted = {'torch', 'transformers', 'datasets', 'openpyxl', 'training'} & set(sys.modules)\n"
        "print('unwanted', sorted(unwanted))"
    )
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", code, str(files / "a.txt")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "unwanted []"
