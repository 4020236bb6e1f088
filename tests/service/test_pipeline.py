"""From a source to a report, and what happens when there is none."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import service.pipeline as pipeline
from models.shipping import ModelError
from reports.document import Document
from reports.errors import ReadError
from reports.limits import Limits
from reports.report import Report
from reports.rules import RuleTagger
from reports.tags import Tags
from service.pipeline import Failure, Input, read, read_many, read_one
from service.settings import Settings

TEXT = "一、总体情况\n这是一段说明。\n"


class CountingTagger(RuleTagger):
    """The rules, counting what they are asked for."""

    name, version = "counting", "7"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def tag(self, document: Document) -> Tags:
        self.texts.append(document.text)
        return Tags(super().tag(document).stretches, "counting 7")


class BrokenTagger(RuleTagger):
    """Fails as no tagger should."""

    def tag(self, document: Document) -> Tags:
        raise ZeroDivisionError("in\nthe model")


@pytest.fixture(autouse=True)
def fresh_tagger() -> Iterator[None]:
    pipeline.default_tagger.cache_clear()
    yield
    pipeline.default_tagger.cache_clear()


def test_bytes_give_a_report_of_their_hash_and_name() -> None:
    tagger = CountingTagger()
    data = TEXT.encode()
    report = read(data, name="报告.txt", tagger=tagger)
    assert report.id == hashlib.sha256(data).hexdigest()
    assert (report.source.name, report.source.bytes) == ("报告.txt", len(data))
    assert report.models["tagger"] == "counting 7"
    assert tagger.texts == [report.text]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_gives_its_own_name(kind: Callable[[Path], str | Path], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="gb18030")
    assert read(kind(path), tagger=RuleTagger()).source.name == "a.txt"
    assert read(kind(path), name="b", tagger=RuleTagger()).source.name == "b"


def test_a_text_that_is_no_report_says_so() -> None:
    report = read("公园里今天很热闹。".encode(), tagger=RuleTagger())
    states = {cell.state for table in report.tables.values() for row in table.values() for cell in row.values()}
    assert states == {"missing"}
    assert [warning.code for warning in report.warnings] == ["not_a_report"]
    assert report.sections == ()


def test_without_a_shipped_model_rules_read_and_a_warning_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> None:
        raise ModelError("model_missing", "找不到模型")

    monkeypatch.setattr("models.tagger.load_tagger", missing)
    report = read(TEXT.encode())
    assert "tagger_missing" in {warning.code for warning in report.warnings}


def test_a_broken_model_is_never_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ModelError("model_broken", "模型文件与校验值不符")

    monkeypatch.setattr("models.tagger.load_tagger", broken)
    with pytest.raises(ModelError):
        read(TEXT.encode())


def test_errors_of_reading_are_raised_to_python_users(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(b"")
    assert caught.value.code == "empty"
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing.txt")


def test_too_large_a_file_is_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "settings", lambda: Settings(limit=Limits(source_bytes=1000)))
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * 1001)
    outcome = read_one(Input(path, path.name))
    assert isinstance(outcome, Failure)
    assert (outcome.code, outcome.bytes) == ("too_large", 1001)
    with pytest.raises(ReadError, match=r"0\.001 MB"):
        read(path)


def test_an_archive_is_no_report_however_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", TEXT * 100)
    for limit in (1000, 1_000_000):
        monkeypatch.setattr(pipeline, "settings", lambda limit=limit: Settings(limit=Limits(source_bytes=limit)))
        with pytest.raises(ReadError) as caught:
            read(path)
        assert caught.value.code == "archive"


def test_bytes_and_failures_are_items_too() -> None:
    failed = Failure("b", None, "broken", "文件已损坏")
    outcomes = list(read_many([Input(None, "a", data=TEXT.encode()), failed], tagger=RuleTagger()))
    assert isinstance(outcomes[0], Report) and outcomes[0].source.name == "a"
    assert outcomes[1] is failed


def test_every_failure_is_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    good, empty = tmp_path / "good.txt", tmp_path / "empty.txt"
    good.write_text(TEXT, encoding="utf-8")
    empty.touch()
    paths = [good, empty, tmp_path / "none.txt", tmp_path, good]
    outcomes = list(read_many([Input(path, path.name) for path in paths], tagger=RuleTagger()))
    assert [getattr(outcome, "code", "read") for outcome in outcomes] == [
        "read", "empty", "not_found", "empty_directory", "read",
    ]  # fmt: skip
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert all(failure.message and "\n" not in failure.message for failure in failures)


def test_an_unexpected_error_becomes_one_line_with_details(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    outcome = read_one(Input(path, "a.txt"), BrokenTagger())
    assert isinstance(outcome, Failure)
    assert outcome.code == "internal"
    assert "ZeroDivisionError: in the model" in outcome.message
    assert outcome.details is not None and "Traceback" in outcome.details


def test_what_is_read_is_a_report(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert isinstance(read_one(Input(path, "a.txt"), RuleTagger()), Report)
