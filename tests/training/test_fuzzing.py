"""Fuzzing: the cases, the taggers that are wrong on purpose, what is found, and what becomes of a process that dies."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from reports.errors import ReadError
from reports.formats import read_document
from reports.report import Cell
from training.fuzzing.__main__ import main
from training.fuzzing.cases import Case, make_case
from training.fuzzing.mutations import FAMILIES, OF_FILES, OF_TEXT
from training.fuzzing.mutations.containers import pack, unpack
from training.fuzzing.reading import Reader, Reading
from training.fuzzing.results import Tally
from training.fuzzing.run import Run
from training.fuzzing.soundness import broken_promises
from training.fuzzing.sources import Source, load_sources
from training.fuzzing.tagging import DisturbedTagger, RandomTagger
from training.fuzzing.trying import Trial, attempt
from training.fuzzing.watching import watched

Sources = dict[str, list[Source]]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def reading(reader: Reader, sources: Sources) -> Reading:
    """An example report that is read without damage."""
    return reader.read(next(one.data for one in sources["text"] if "pipes" in one.name), "rules")


@pytest.mark.parametrize("part", range(5))
def test_damaged_reports_are_read_soundly(sources: Sources, reader: Reader, part: int) -> None:
    for number in range(30 * part, 30 * part + 30):
        case = make_case(sources, "suite", number)
        trial = attempt(case, reader.read, most_seconds=60)  # the run proper holds them to their time
        assert not trial.faults, (case.source, case.mutations, case.tagging, trial.faults)


def test_a_seed_and_a_number_are_a_case(sources: Sources) -> None:
    cases = [make_case(sources, "s", number) for number in range(20)]
    assert cases == [make_case(sources, "s", number) for number in range(20)]
    assert make_case(sources, "t", 0).data != cases[0].data
    assert len({case.data for case in cases}) > 15
    assert all(case.mutations for case in cases)


@pytest.mark.parametrize("family", sorted(OF_TEXT))
def test_mutations_of_text_change_the_text(sources: Sources, family: str) -> None:
    kind = "html" if family == "markup" else "text"
    text = sources[kind][0].text
    for name, mutation in OF_TEXT[family].items():
        made = [mutation(text, Random(number)) for number in range(30)]
        assert any(one != text for one in made), name
        assert made[0] == mutation(text, Random(0)), name
        assert isinstance(mutation("", Random(1)), str), name


@pytest.mark.parametrize("family", sorted(OF_FILES))
def test_mutations_of_files_change_the_file(sources: Sources, family: str) -> None:
    data = sources[{"zip": "docx", "pdf": "pdf"}.get(family, "text")][0].data
    for name, mutation in OF_FILES[family].items():
        made = [mutation(data, Random(number)) for number in range(30)]
        assert any(one != data for one in made), name
        assert made[0] == mutation(data, Random(0)), name
        assert isinstance(mutation(b"", Random(1)), bytes), name


def test_every_family_belongs_to_a_kind_of_source(sources: Sources) -> None:
    known = {family for families in FAMILIES.values() for family in families}
    assert known == {*OF_TEXT, *OF_FILES}
    assert set(FAMILIES) == set(sources)


def test_text_goes_back_into_its_own_encoding(sources: Sources) -> None:
    for kind in ("text", "html", "docx"):
        for source in sources[kind][::4]:
            before, after = read_document(source.data), read_document(source.written(source.text))
            assert after.text == before.text, source.name


def test_an_archive_is_packed_the_same_way_each_time() -> None:
    entries = {"a": b"1", "b/c": b"2" * 100}
    assert unpack(pack(entries)) == entries
    assert pack(entries) == pack(entries)


@pytest.mark.parametrize("tagger", [RandomTagger(), DisturbedTagger()], ids=lambda tagger: tagger.name)
def test_wrong_taggers_are_wrong_in_the_same_way_twice(
    tagger: RandomTagger | DisturbedTagger, sources: Sources
) -> None:
    tags: Counter[str] = Counter()
    for source in sources["text"][:20]:
        document = read_document(source.data)
        found = tagger.tag(document)
        assert found == tagger.tag(document)
        tags.update(stretch.tag for stretch in found.stretches)
    assert len(tags) == 16, "every tag is drawn"


def test_a_sound_reading_breaks_no_promise(reading: Reading) -> None:
    assert reading.assembled.form and reading.claims and reading.passages
    assert broken_promises(reading) == []


def _with_cell(reading: Reading, **changes: object) -> Reading:
    tables = {
        name: {row: dict(cells) for row, cells in rows.items()} for name, rows in reading.assembled.tables.items()
    }
    cell: Cell = tables["requests"]["granted"]["total"]
    assert cell.state == "reported"
    tables["requests"]["granted"]["total"] = cell.model_copy(update=changes)
    return replace(reading, assembled=replace(reading.assembled, tables=tables))


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"value": None}, "a value against its state"),
        ({"value": 123456}, "a text understood in another way"),
        ({"value": float("inf")}, "a number without end"),
        ({"span": (0, 1)}, "raw does not stand there"),
        ({"span": (10**6, 10**6 + 1)}, "cell outside of the text"),
        ({"raw": None}, "said without a text"),
        ({"confidence": 1.5}, "no such confidence"),
        ({"state": "missing", "value": None}, "missing"),
        ({"state": "lost"}, "no such state"),
    ],
)
def test_a_cell_that_says_something_else_is_found(reading: Reading, changes: dict[str, object], promise: str) -> None:
    assert any(fault.startswith(promise) for fault in broken_promises(_with_cell(reading, **changes)))


def test_broken_order_is_found(reading: Reading) -> None:
    assembled, document = reading.assembled, reading.document
    section = assembled.sections[0]
    claim, passage = reading.claims[0], reading.passages[0]
    broken = {
        "section out of place": replace(assembled, sections=(*assembled.sections[1:], section)),
        "end outside of the text": replace(assembled, end=10**6),
        "table of no form": replace(assembled, tables={**assembled.tables, "reviews": {}}),
    }
    readings = {name: replace(reading, assembled=one) for name, one in broken.items()}
    readings |= {
        "claim does not stand there": replace(reading, claims=(claim.model_copy(update={"text": "x"}),)),
        "passage out of place": replace(reading, passages=(passage.model_copy(update={"span": (0, 4)}),)),
        "passage answers no problem": replace(reading, passages=(passage.model_copy(update={"answers": 99}),)),
        "segment out of order": replace(reading, document=replace(document, segments=document.segments[::-1])),
        "stretch out of order": replace(reading, tags=replace(reading.tags, stretches=reading.tags.stretches[::-1])),
        "half a character": replace(reading, assembled=replace(assembled, title="年度\ud800报告")),
    }
    for promise, one in readings.items():
        assert any(fault.startswith(promise) for fault in broken_promises(one)), promise


CASE = Case("s", 7, "a.txt", "text", ("lines.drop",), "rules", b"x")


def test_what_is_raised_is_a_fault_but_a_read_error(reading: Reading) -> None:
    def refuse(data: bytes, tagging: str) -> Reading:
        raise ReadError("binary", "x")

    def fail(data: bytes, tagging: str) -> Reading:
        raise KeyError("lost")

    def hang(data: bytes, tagging: str) -> Reading:
        try:
            while True:
                pass
        except Exception as error:
            raise ReadError("broken", "x") from error

    assert attempt(CASE, lambda data, tagging: reading).outcome == "read"
    refused = attempt(CASE, refuse)
    assert (refused.outcome, refused.faults) == ("binary", ())
    failed = attempt(CASE, fail)
    assert failed.outcome == "failed" and "KeyError" in failed.faults[0]
    assert failed.signature.startswith("KeyError at training/test_fuzzing.py:")
    assert attempt(CASE, hang, most_seconds=0.05).signature == "TooSlowError"


def dying(sender: Connection, seed: str, numbers: Sequence[int]) -> None:
    """A process that dies at one case and hangs at another."""
    for number in numbers:
        if number == 1:
            os._exit(11)
        while number == 2:
            pass
        sender.send(Trial(number, "read", 0.1, 5, f"{seed}{number}"))


def test_a_process_may_die_or_hang() -> None:
    trials = list(watched("s", range(3), work=dying, deadline=1.5))
    assert [trial.number for trial in trials] == [0, 1, 2]
    assert [trial.signature for trial in trials] == ["", "death", "hang"]
    assert "11" in trials[1].faults[0]


def answering(sender: Connection, seed: str, numbers: Sequence[int]) -> None:
    """A process that fails at every third case and gives another reading at each of its lives."""
    for number in numbers:
        faults = ("x: y",) if number % 3 == 0 else ()
        sender.send(
            Trial(
                number,
                "failed" if faults else "read",
                0.1,
                5,
                str(os.getpid()),
                faults,
                faults[0][:1] if faults else "",
            )
        )


def test_a_run_is_kept_in_parts_and_goes_on(tmp_path: Path, sources: Sources) -> None:
    said: list[str] = []
    first = Run("s", 27, tmp_path, 1, 0.0, said.append, answering, 20, sources)
    assert first.all().cases == 0, "no time: nothing is begun"
    total = Run("s", 27, tmp_path, 2, float("inf"), said.append, answering, 20, sources).all()
    assert (total.cases, total.failed["x"], total.by_outcome["read"]) == (27, 9, 18)
    assert total.failed["another reading"] == 2, "numbers 0 and 25"
    kept = sorted(tmp_path.glob("failures/*"))
    assert kept and make_case(sources, "s", 0).data in {path.read_bytes() for path in kept}
    again = Run("s", 27, tmp_path, 1, 0.0, said.append, answering, 20, sources).all()
    assert (again.cases, again.failed["x"], again.by_mutation) == (27, 9, total.by_mutation)


def test_the_command_writes_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--mutations", "2", "--seed", "suite", "--out", str(tmp_path)]) == 0
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert (result["cases"], sum(result["by_source"].values()), result["failures"]) == (2, 2, [])
    assert result["seed"] == "suite" and result["slowest"][0]["case"].startswith("suite/")
    assert main(["--mutations", "2", "--seed", "suite", "--out", str(tmp_path), "--case", "2"]) == 0
    assert "suite/2" in capsys.readouterr().out
    assert main(["--mutations", "600", "--seed", "suite", "--minutes", "0", "--out", str(tmp_path)]) == 2


def test_the_failures_of_one_kind_are_kept_a_few_times() -> None:
    tally = Tally()
    kept = [tally.add(CASE, Trial(7, "failed", 1.0, 0, "", ("x",), "x")) for _ in range(9)]
    assert sum(one is not None for one in kept) == len(tally.failures) == 5
    assert tally.failed["x"] == 9
