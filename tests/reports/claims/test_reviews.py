"""Claims about reconsiderations and lawsuits, and only about those on disclosure."""

from collections.abc import Callable

import pytest

Said = Callable[..., list[tuple[str, float]]]

APPEALS, SUITS = "reviews.reconsideration.total", "reviews.litigation_*.total"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因政府信息公开引发行政复议4件，行政诉讼3件。", [(APPEALS, 4), (SUITS, 3)]),
        (
            "政府信息公开行政复议案件4件，其中维持3件、纠正1件；行政诉讼案件3件，维持2件，尚未审结1件。",
            [
                (APPEALS, 4),
                ("reviews.reconsideration.upheld", 3),
                ("reviews.reconsideration.corrected", 1),
                (SUITS, 3),
                ("reviews.litigation_*.upheld", 2),
                ("reviews.litigation_*.pending", 1),
            ],
        ),
        (
            "涉及政府信息公开的行政复议４件（结果维持３件）、行政诉讼3件。",
            [(APPEALS, 4), ("reviews.reconsideration.upheld", 3), (SUITS, 3)],
        ),
        (
            "政府信息公开行政诉讼3件，其中未经复议直接起诉2件，复议后起诉1件，败诉0件。",
            [
                (SUITS, 3),
                ("reviews.litigation_direct.total", 2),
                ("reviews.litigation_after_reconsideration.total", 1),
                ("reviews.litigation_after_reconsideration.corrected", 0),
            ],
        ),
        ("行政复议、行政诉讼案件分别为4件、3件。", [(APPEALS, 4), (SUITS, 3)]),
    ],
)
def test_reviews(said: Said, text: str, expected: list[tuple[str, float]]) -> None:
    assert said(f"四、政府信息公开行政复议、行政诉讼情况\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "未发生因政府信息公开引起的行政复议、行政诉讼。",
        "未因政府信息公开申请行政复议、提起行政诉讼。",
        "政府信息公开行政复议、行政诉讼均为0件。",
        "本年度无行政复议和行政诉讼案件。",
        "行政复议0件；行政诉讼0件。",
        "信息公开行政复议、诉讼案件零发生。",
        "行政复议与行政诉讼皆无。",
        "全年没有发生一起针对信息公开的行政复议和行政诉讼。",
        "行政复议：无；行政诉讼：无。",
        "实现零复议、零诉讼。",
        "不存在政府信息公开方面的行政复议、行政诉讼。",
        "行政复议数量为零，行政诉讼数量为零。",
    ],
)
def test_none_at_all(said: Said, text: str) -> None:
    assert said(text, {}) == [(APPEALS, 0), (SUITS, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "法治建设方面，全年办理行政复议案件130件，行政应诉案件56件。",
        "工伤认定被提起行政诉讼15件，均胜诉。",
        "林权确权类行政复议6件、行政诉讼5件。",
        "审结行政复议案件130件，调解率40%。",
        "行政机关负责人出庭应诉率100%，行政复议维持率90%。",
        "行政复议、行政诉讼共9件。",
    ],
)
def test_what_is_no_claim_about_disclosure(said: Said, text: str) -> None:
    assert said(text) == []


def test_no_case_was_lost(said: Said) -> None:
    text = "政府信息公开行政诉讼3件，无败诉案件。"
    assert said(text) == [(SUITS, 3), ("reviews.litigation_*.corrected", 0)]


def test_the_cause_is_no_claim(said: Said) -> None:
    """That no request led to a lawsuit does not say that there was no request."""
    assert said("未发生因政府信息公开申请引起的行政诉讼。", {}) == [(SUITS, 0)]
