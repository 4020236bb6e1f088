"""What counts as right, wrong, silent and lost, on readings of a few cells."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reports.assemble import Assembled
from reports.document import Document, Segment
from reports.report import Cell, Check, CheckStatus, Section, Warning
from reports.tags import Stretch, Tag
from training.evaluation.counts import Counts, rates, table_rates, tag_rates
from training.evaluation.gold import Gold, GoldCell
from training.evaluation.measures import blanks_met, matched_headings, measure, measure_tags
from training.synthesis.pieces import GoldSpan

KEY = "requests.granted.business"


def cell(value: float | None, state: str = "reported", confidence: float = 0.99) -> Cell:
    return Cell(value=value, raw=None, state=state, span=None, confidence=confidence)  # type: ignore[arg-type]


def reading(
    cells: Mapping[str, Cell],
    *,
    warned: str | None = None,
    check: CheckStatus | None = None,
    sections: tuple[Section, ...] = (),
    organ: str | None = "甲县人民政府",
) -> Assembled:
    tables: dict[str, dict[str, dict[str, Cell]]] = {}
    for key, content in cells.items():
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        tables.setdefault(table, {}).setdefault(row, {})[column] = content
    warnings = (Warning(code="doubt", message="", where=warned),) if warned else ()
    checks: tuple[Check, ...] = ()
    if check:
        checks = (Check(id="c", formula="", left=1, right=2, difference=-1, status=check, cells=(KEY,)),)
    return Assembled("甲县年度报告", organ, 2023, "2021", sections, tables, checks, warnings, 0)


def gold(cells: Mapping[str, GoldCell], **changes: object) -> Gold:
    fields: dict[str, object] = {
        "name": "x",
        "cells": cells,
        "headings": (),
        "title": "甲县 年度报告",
        "organ": "甲县人民政府",
        "year": 2023,
        "form": "2021",
    }
    return Gold(**(fields | changes))  # type: ignore[arg-type]


TWELVE = {KEY: GoldCell(12, "reported")}


def test_a_right_cell_makes_a_perfect_report() -> None:
    counts, mistakes = measure(gold(TWELVE), reading({KEY: cell(12.0)}))
    assert (counts.cells, counts.values, counts.states, counts.numbers) == (1, 1, 1, 1)
    assert (counts.perfect, counts.perfect_values, counts.wrong, counts.lost) == (1, 1, 0, 0)
    assert not mistakes


def test_a_wrong_number_that_nothing_flags_is_silent() -> None:
    counts, mistakes = measure(gold(TWELVE), reading({KEY: cell(21)}))
    assert (counts.wrong, counts.silent, counts.values, counts.perfect_values) == (1, 1, 0, 0)
    assert mistakes == [(KEY, "silent", "12", "21", 0.99)]


def test_a_cell_given_as_unreadable_is_kept_and_a_guess_is_not() -> None:
    assert measure(gold(TWELVE), reading({KEY: cell(12)}))[0].kept == 1
    unreadable = Cell(value=None, raw="l2", state="unreadable", span=None, confidence=0.4)
    assert measure(gold(TWELVE), reading({KEY: unreadable}))[0].kept == 1
    assert measure(gold(TWELVE), reading({KEY: cell(21)}))[0].kept == 0
    assert measure(gold({KEY: GoldCell(None, "blank")}), reading({}))[0].kept == 0  # no number, but another state


def test_a_wrong_number_is_sure_by_its_confidence_alone() -> None:
    assert measure(gold(TWELVE), reading({KEY: cell(21, confidence=0.9)}, check="failed"))[0].sure == 1
    assert measure(gold(TWELVE), reading({KEY: cell(21, confidence=0.89)}))[0].sure == 0


def test_a_number_where_none_stands_is_wrong() -> None:
    counts, _ = measure(gold({KEY: GoldCell(None, "blank")}), reading({KEY: cell(0)}))
    assert (counts.wrong, counts.silent, counts.lost, counts.numbers) == (1, 1, 0, 0)


@pytest.mark.parametrize("place", [KEY, "requests.granted", "requests"])
def test_a_warning_on_the_cell_its_row_or_its_table_is_a_sign_of_doubt(place: str) -> None:
    counts, mistakes = measure(gold(TWELVE), reading({KEY: cell(21)}, warned=place))
    assert (counts.wrong, counts.silent) == (1, 0)
    assert mistakes[0].kind == "wrong"


@pytest.mark.parametrize("place", ["requests.granted.total", "requests.gran", "reviews", "overview"])
def test_a_warning_elsewhere_is_none(place: str) -> None:
    assert measure(gold(TWELVE), reading({KEY: cell(21)}, warned=place))[0].silent == 1


@pytest.mark.parametrize(("status", "silent"), [("failed", 0), ("incomplete", 0), ("passed", 1), ("skipped", 1)])
def test_only_a_check_not_in_order_is_a_sign_of_doubt(status: CheckStatus, silent: int) -> None:
    assert measure(gold(TWELVE), reading({KEY: cell(21)}, check=status))[0].silent == silent


@pytest.mark.parametrize(("confidence", "silent"), [(0.89, 0), (0.9, 1)])
def test_low_confidence_is_a_sign_of_doubt(confidence: float, silent: int) -> None:
    assert measure(gold(TWELVE), reading({KEY: cell(21, confidence=confidence)}))[0].silent == silent


def test_a_number_given_as_none_is_lost_and_not_wrong() -> None:
    counts, mistakes = measure(gold(TWELVE), reading({KEY: cell(None, "blank")}))
    assert (counts.lost, counts.wrong, counts.values, counts.states) == (1, 0, 0, 0)
    assert mistakes == [(KEY, "lost", "12", "blank", 0.99)]
    assert measure(gold(TWELVE), reading({}))[0].lost == 1


def test_a_wrong_state_leaves_the_value_right() -> None:
    counts, mistakes = measure(gold({KEY: GoldCell(None, "blank")}), reading({KEY: cell(None, "not_applicable")}))
    assert (counts.values, counts.states, counts.perfect_values, counts.perfect) == (1, 0, 1, 0)
    assert mistakes == [(KEY, "state", "blank", "not_applicable", 0.99)]


def test_a_number_in_a_cell_of_another_form_is_wrong() -> None:
    counts, _ = measure(gold(TWELVE), reading({KEY: cell(12), "proactive.rules.made": cell(3)}))
    assert (counts.cells, counts.values, counts.wrong, counts.silent, counts.perfect_values) == (1, 1, 1, 1, 0)


def test_a_doubtful_cell_counts_only_where_a_number_is_given_without_doubt() -> None:
    unsure = gold({KEY: GoldCell(12, "reported", doubtful=True)})
    assert measure(unsure, reading({KEY: cell(None, "missing")}))[0].cells == 0
    assert measure(unsure, reading({KEY: cell(21)}, warned="requests"))[0].wrong == 0
    assert measure(unsure, reading({KEY: cell(21)}))[0].silent == 1


@pytest.mark.parametrize(
    ("found", "warned", "outcome"),
    [
        (cell(12), None, "doubtful_right"),
        (cell(12), "requests", "doubtful_right"),
        (cell(None, "missing"), None, "doubtful_unread"),
        (cell(21), "requests", "doubtful_flagged"),
        (cell(21), None, "doubtful_silent"),
    ],
)
def test_a_cell_that_the_text_does_not_tell_has_one_outcome(found: Cell, warned: str | None, outcome: str) -> None:
    unsure = gold({KEY: GoldCell(12, "reported", doubtful=True)})
    counts, _ = measure(unsure, reading({KEY: found}, warned=warned))
    outcomes = {name: value for name, value in counts.numbers_only().items() if name.startswith("doubtful_")}
    assert counts.doubtful == 1
    assert {name for name, value in outcomes.items() if value} == {outcome}
    failed, _ = measure(unsure, None)
    assert (failed.doubtful, failed.doubtful_unread) == (1, 1)


def test_cells_are_counted_by_table_as_well() -> None:
    other = "reviews.litigation_direct.total"
    both = gold({KEY: GoldCell(12, "reported"), other: GoldCell(3, "reported")})
    counts, _ = measure(both, reading({KEY: cell(12), other: cell(4)}))
    found = table_rates(counts.tables)
    assert (found["requests"]["cells"], found["requests"]["rate.values"]) == (1, 1.0)
    assert "wrong" not in found["requests"]
    assert (found["reviews"]["rate.values"], found["reviews"]["rate.states"], found["reviews"]["silent"]) == (
        0.0,
        1.0,
        1,
    )
    assert counts.right == 1
    assert table_rates(measure(both, None)[0].tables)["reviews"]["lost"] == 1


def test_calibration_is_over_cells_that_can_be_right_or_wrong() -> None:
    keys = [f"requests.granted.{name}" for name in ("business", "total", "other", "research")]
    golds = {
        keys[0]: GoldCell(12, "reported"),
        keys[1]: GoldCell(None, "blank"),
        keys[2]: GoldCell(5, "reported", doubtful=True),
        keys[3]: GoldCell(5, "reported", doubtful=True),
    }
    found = {
        keys[0]: cell(12),
        keys[1]: cell(None, "not_applicable"),
        keys[2]: cell(None, "blank"),
        keys[3]: cell(6, confidence=0.4),
    }
    counts, _ = measure(gold(golds), reading(found))
    assert (sum(counts.reliability.cells), sum(counts.reliability.right)) == (3, 1)
    assert (sum(counts.reliability_numbers.cells), sum(counts.reliability_numbers.right)) == (2, 1)
    added, _ = measure(gold({}), reading({KEY: cell(1)}))
    assert (sum(added.reliability_numbers.cells), sum(added.reliability_numbers.right)) == (1, 0)


def test_silent_mistakes_come_first() -> None:
    other = "requests.granted.total"
    both = gold({KEY: GoldCell(None, "blank"), other: GoldCell(1, "reported")})
    _, mistakes = measure(both, reading({KEY: cell(None, "missing"), other: cell(2)}))
    assert [mistake.kind for mistake in mistakes] == ["silent", "state"]


def test_a_failed_reading_gets_nothing_right() -> None:
    counts, _ = measure(gold(TWELVE, headings=(("overview", "一、总体情况"),)), None)
    assert (counts.reports, counts.failures, counts.cells, counts.values, counts.lost) == (1, 1, 1, 0, 1)
    assert (counts.headings, counts.identified, counts.titles, counts.wrong) == (1, 1, 0, 0)


def test_names_are_compared_without_white_space() -> None:
    counts, _ = measure(gold(TWELVE), reading({KEY: cell(12)}, organ="乙县人民政府"))
    assert (counts.identified, counts.titles, counts.organs, counts.years, counts.forms) == (1, 1, 0, 1, 1)


def test_what_is_no_report_has_no_name_to_be_found() -> None:
    assert measure(gold({}, is_report=False), reading({}))[0].identified == 0


def test_headings_need_the_right_kind_and_nearly_the_right_words() -> None:
    wanted = [("overview", "一、总体情况"), ("proactive", "二、主动公开政府信息情况")]
    assert matched_headings(wanted, [("overview", "1. 总体情况"), ("proactive", "主动公开政府信恳情况")]) == 2
    assert matched_headings(wanted, [("other", "一、总体情况"), ("proactive", "二、工作安排")]) == 0
    assert matched_headings(wanted, [("overview", "一、总体情况")] * 2) == 1


def test_tags_are_counted_by_character_without_white_space() -> None:
    segments = (Segment(0, 2), Segment(3, 6), Segment(7, 7), Segment(8, 9))
    document = Document("规章\t1 2\t\t。", segments)
    golds = [
        GoldSpan(0, 2, Tag.ROW_LABEL, None),
        GoldSpan(3, 6, Tag.VALUE, KEY),
        GoldSpan(7, 7, Tag.BLANK, KEY),
        GoldSpan(9, 9, Tag.BLANK, KEY),  # the reader shows no empty segment there
    ]
    found = [
        Stretch(0, 2, Tag.ROW_LABEL, 1.0),
        Stretch(3, 4, Tag.VALUE, 1.0),
        Stretch(5, 6, Tag.PROSE, 1.0),
        Stretch(7, 7, Tag.BLANK, 1.0),
        Stretch(8, 9, Tag.PROSE, 1.0),  # stands on a delimiter of the gold
    ]
    scores = tag_rates(measure_tags(document, golds, found))
    assert scores["value"] == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "support": 2}
    assert scores["prose"]["precision"] == 0.0
    assert scores["row_label"]["f1"] == 1.0
    assert scores["blank"]["f1"] == 1.0


def test_blanks_match_one_for_one() -> None:
    assert blanks_met([(3, 3), (4, 4), (9, 11)], [3, 4, 10]) == [(3, 3), (4, 4), (9, 11)]
    assert blanks_met([(3, 5)], [4, 5]) == [(3, 5)]
    assert blanks_met([(3, 3)], [2, 4]) == []


def test_counts_add_up_and_rates_follow() -> None:
    one = Counts(reports=1, cells=3, values=3, headings=2, headings_given=4, headings_right=2)
    one.tags["prose", "gold"] = 2
    both = Counts.total([one, Counts(reports=1, cells=1), one])
    assert (both.reports, both.cells, both.values, both.tags["prose", "gold"]) == (3, 7, 6, 4)
    assert rates(both)["values"] == pytest.approx(6 / 7)
    assert rates(both)["heading_f1"] == pytest.approx(2 / 3)
    assert rates(Counts())["values"] is None
