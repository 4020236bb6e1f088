"""Matching: which row of the form each row of the report is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.forms import load_form
from reports.tables.items import table_items
from reports.tables.matching import Match, gather_evidence, match_rows
from reports.tables.rows import value_rows
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
ROWS = load_form("2021").tables["requests"].rows
KEYS = [row.key for row in ROWS]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
PINNED = 0.9


def label(key: str) -> str:
    return ROWS[KEYS.index(key)].label


def matches(made: tuple[Document, Tags], width: int = 3) -> list[Match]:
    """The match of each row that holds values."""
    document, tags = made
    items = table_items(document, tags)["requests"]
    rows = value_rows(document, items, width)
    evidence = gather_evidence(document, items, "2021", "requests")
    found = match_rows(document, rows, evidence, len(ROWS), width)
    return [match for match, row in zip(found, rows, strict=True) if not row.hollow]


def keys(found: list[Match]) -> list[str | None]:
    return [None if match.index is None else KEYS[match.index] for match in found]


def table(*labels: str) -> list[list[str]]:
    return [[text, "1", "2", "3"] for text in labels]


def test_the_whole_form_matches_row_by_row(tagged: Tagged) -> None:
    found = matches(tagged(HEADING, *table(*(row.label for row in ROWS))))
    assert keys(found) == KEYS
    assert {match.quality for match in found} == {1.0}


@pytest.mark.parametrize("key", ["granted", "refused.third_party_rights", "not_processed.reissue", "other.other"])
def test_a_row_left_out_leaves_the_others_where_they_are(tagged: Tagged, key: str) -> None:
    found = matches(tagged(HEADING, *table(*(row.label for row in ROWS if row.key != key))))
    assert keys(found) == [other for other in KEYS if other != key]
    assert min(match.quality for match in found) >= PINNED


def test_variants_and_lost_numbering(tagged: Tagged) -> None:
    found = matches(
        tagged(
            HEADING, *table("部分公开（区分处理的，只计这一情形）", "属于国家秘密", "法律法规禁止公开", "（七）合计")
        )
    )
    assert keys(found) == ["partly_granted", "refused.state_secret", "refused.forbidden_by_law", "total_processed"]


def test_a_damaged_label_between_its_neighbours_is_as_good_as_read(tagged: Tagged) -> None:
    rows = table(label("unavailable.not_held"), "2.没宥现咸信息需耍另行制作", label("unavailable.still_unclear"))
    found = matches(tagged(HEADING, *rows))
    assert keys(found) == ["unavailable.not_held", "unavailable.needs_creation", "unavailable.still_unclear"]
    assert found[1].quality >= PINNED


def test_a_lost_label_is_inferred_from_its_neighbours_with_doubt(tagged: Tagged) -> None:
    rows = table(label("unavailable.not_held"), "", label("unavailable.still_unclear"))
    rows[1] = [("", Tag.PROSE), "1", "2", "3"]  # type: ignore[list-item]
    found = matches(tagged(HEADING, *rows))
    assert keys(found) == ["unavailable.not_held", "unavailable.needs_creation", "unavailable.still_unclear"]
    assert found[1].quality < PINNED <= found[0].quality


def test_a_lost_label_among_more_free_rows_is_not_guessed(tagged: Tagged) -> None:
    rows = table(label("unavailable.not_held"), "", label("not_processed.repeated"))
    rows[1] = [("", Tag.PROSE), "1", "2", "3"]  # type: ignore[list-item]
    found = matches(tagged(HEADING, *rows))
    assert keys(found) == ["unavailable.not_held", None, "not_processed.repeated"]


def test_a_foreign_row_is_not_taken_for_the_row_left_out(tagged: Tagged) -> None:
    rows = table(label("unavailable.not_held"), "网站访问总量", label("unavailable.still_unclear"))
    found = matches(tagged(HEADING, *rows))
    assert keys(found) == ["unavailable.not_held", None, "unavailable.still_unclear"]


def test_a_foreign_row_between_two_rows_takes_neither(tagged: Tagged) -> None:
    found = matches(
        tagged(HEADING, *table(label("refused.state_secret"), "网站访问总量", label("refused.forbidden_by_law")))
    )
    assert keys(found) == ["refused.state_secret", None, "refused.forbidden_by_law"]


def test_group_labels_before_or_in_rows_do_no_harm(tagged: Tagged) -> None:
    rows = [
        ["三、本年度办理结果", label("granted"), "1", "2", "3"],
        [label("partly_granted"), "4", "5", "6"],
        ["（三）不予公开"],
        [label("refused.state_secret"), "7", "8", "9"],
    ]
    assert keys(matches(tagged(HEADING, *rows))) == ["granted", "partly_granted", "refused.state_secret"]


def test_a_label_broken_over_rows_of_a_grid_is_put_together(tagged: Tagged) -> None:
    first, second = "5.要求行政机关确认或重新", "出具已获取信息"
    rows = [[label("not_processed.excessive"), "1", "2", "3"], [first], [second, "4", "5", "6"]]
    found = matches(tagged(HEADING, *rows))
    assert keys(found) == ["not_processed.excessive", "not_processed.reissue"]
    rows = [[first, "4", "5", "6"], [second], [label("other.not_corrected"), "1", "2", "3"]]
    assert keys(matches(tagged(HEADING, *rows))) == ["not_processed.reissue", "other.not_corrected"]


def test_rows_with_the_same_words_are_told_by_their_order(tagged: Tagged) -> None:
    found = matches(tagged(HEADING, *table(label("other.fee_unpaid"), "3.其他", "（七）总计", label("carried_out"))))
    assert keys(found) == ["other.fee_unpaid", "other.other", "total_processed", "carried_out"]


def test_labels_first_and_values_after_them_pair_off_with_doubt(tagged: Tagged) -> None:
    names = [label(key) for key in KEYS[5:10]]
    values = [[("", Tag.PROSE), str(n), "0", str(n)] for n in range(5)]
    found = matches(tagged(HEADING, *[[name] for name in names], *values))
    assert keys(found) in (KEYS[5:10], [None] * 5)
    assert all(match.quality < PINNED for match in found)


def test_evidence_counts_the_share_of_a_label(tagged: Tagged) -> None:
    document, tags = tagged(HEADING, ["2.重复申请", "1", "2", "3"])
    items = table_items(document, tags)["requests"]
    evidence = gather_evidence(document, items, "2021", "requests")
    assert evidence.of_rows(items) == {KEYS.index("not_processed.repeated"): 1.0}
    assert evidence.of_rows([]) == {}
