"""Whole synthetic reports: deterministic, with gold that the scorer of the seeds reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reports.tags import SECTION_KINDS, Tag
from training.synthesis.draft import CellContent
from training.synthesis.generate import cover_blanks, generate, generate_many, gold_entry, number_in, write_gold
from training.synthesis.layouts import TRAIN_LAYOUTS
from training.synthesis.pieces import GoldReport, GoldSpan, Piece


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("split", ["train", "heldout"])
def test_every_report_keeps_its_promises(split: str) -> None:
    for report in generate_many(0, 60, split):  # type: ignore[arg-type]
        end = 0
        for span in report.spans:
            assert end <= span.start <= span.end <= len(report.text)
            end = span.end
            assert span.tag in (Tag.BLANK, Tag.PROSE) or report.text[span.start : span.end].strip()
        values = {s.key: s for s in report.spans if s.tag is Tag.VALUE and s.key}
        blanks = [s.key for s in report.spans if s.tag is Tag.BLANK and s.key]
        assert len(blanks) == len(set(blanks))
        for key, content in report.cells.items():
            assert (key in values) == (content.raw is not None)
            if content.raw is not None:
                assert squash(report.text[values[key].start : values[key].end]) == squash(content.raw)
        assert "\r" not in report.text and "\x0c" not in report.text
        if split == "train":
            assert report.layout in TRAIN_LAYOUTS


def test_deterministic_by_seed() -> None:
    assert generate(7, split="train") == generate(7, split="train")
    assert generate(7, split="train").text != generate(8, split="train").text
    assert generate(7, split="train").text != generate(7, split="heldout").text


def test_asked_for_layout_damage_and_form() -> None:
    report = generate(1, split="heldout", layout="box", damage=False, form="2019")
    assert (report.layout, report.damage, report.form) == ("box", (), "2019")
    assert any(generate(seed, split="train", damage=True).damage for seed in range(3))


def test_half_of_the_reports_are_clean() -> None:
    clean = sum(not report.damage for report in generate_many(1000, 120, "train"))
    assert 40 <= clean <= 80


def test_both_editions_occur() -> None:
    assert {report.form for report in generate_many(0, 40, "heldout")} == {"2019", "2021"}


def test_cells_that_the_text_does_not_tell_are_doubtful() -> None:
    told = [generate(seed, split="train", layout="tsv", damage=False) for seed in range(10)]
    assert not any(report.doubtful for report in told)
    untold = [generate(seed, split="train", layout="run_together", damage=False) for seed in range(10)]
    assert any(report.doubtful for report in untold)


@pytest.mark.parametrize(
    ("raw", "number"),
    [("12", 12), ("１２", 12), ("1,234", 1234), ("减2", -2), ("-2", -2), ("增3", 3), ("12.5万元", 12.5), ("O", None)],
)
def test_number_in(raw: str, number: float | None) -> None:
    assert number_in(raw) == number


def test_gold_in_the_layout_of_the_seeds(tmp_path: Path) -> None:
    cells = {
        "requests.refused.state_secret.total": CellContent("１2", "reported"),
        "requests.granted.total": CellContent(None, "blank"),
        "proactive.fees.amount": CellContent("O", "unreadable"),
        "reviews.litigation_direct.total": CellContent(None, "missing"),
    }
    text = "## 三、收到和\n处理申请情况\n１2 O"
    spans = [
        GoldSpan(3, 8, Tag.HEADING_REQUESTS, None),
        GoldSpan(9, 15, Tag.HEADING_REQUESTS, None),
        GoldSpan(16, 18, Tag.VALUE, "requests.refused.state_secret.total"),
    ]
    report = GoldReport("r1", text, spans, "markdown", ("misread_values",), "标题", "机关", 2023, "2021", cells)
    entry = gold_entry(report)
    assert entry["sections"] == [{"number": 3, "kind": "requests", "heading": "三、收到和处理申请情况", "at": 3}]
    assert entry["tables"]["requests"]["refused.state_secret"] == {"total": "１2"}
    assert entry["values"] == {"requests.refused.state_secret.total": 12}
    assert entry["states"] == {"proactive.fees.amount": "unreadable", "reviews.litigation_direct.total": "missing"}
    path = write_gold([report], tmp_path / "set", lambda _: {"requests.balance.total": "passed"})
    gold = json.loads(path.read_text(encoding="utf-8"))["r1"]
    assert gold["family"] == "markdown+damaged" and gold["checks"] == {"requests.balance.total": "passed"}
    assert (tmp_path / "set" / gold["file"]).read_bytes().decode("utf-8") == text


def test_section_numbers_are_places_in_the_official_order() -> None:
    for report in generate_many(0, 20, "train"):
        for section in gold_entry(report)["sections"]:
            assert SECTION_KINDS[section["number"] - 1] == section["kind"]
            assert report.text.startswith(section["heading"][:2], section["at"])


def test_blanks_cover_the_gap_between_their_delimiters() -> None:
    pieces = cover_blanks([Piece("0", Tag.VALUE, "a"), Piece(" | "), Piece("", Tag.BLANK, "b"), Piece(" |\n")])
    assert [(p.text, p.tag) for p in pieces] == [("0", Tag.VALUE), (" |", None), ("  ", Tag.BLANK), ("|\n", None)]
    assert "".join(p.text for p in pieces) == "0 |  |\n"
