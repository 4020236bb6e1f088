"""What is folded away before a passage is classified, and that every character still knows its place."""

from __future__ import annotations

import pytest

from models.passage_text import fold_passage

CIRCLED = "①②⑳"


@pytest.mark.parametrize(
    "passage",
    [
        "一是更新不及时",
        "（一）更新不及时",
        "㈠更新不及时",
        "1.更新不及时",
        "１２、更新不及时",
        "（3）更新不及时",
        "②更新不及时",
        "第二，更新不及时",
        "其三是更新不及时",
        "——更新不及时",
        "● 更新不及时",
        "问题一：更新不及时",
        "（一）1.更新不及时",
        "更 新不\n及　时",
        "\ufeff更新不及\u200b时",
    ],
)
def test_a_points_number_and_white_space_say_nothing(passage: str) -> None:
    assert fold_passage(passage).text == "更新不及时"


@pytest.mark.parametrize(
    ("passage", "folded"),
    [
        ("一些栏目更新慢", "一些栏目更新慢"),
        ("第三方评估，发现问题", "第三方评估,发现问题"),
        ("20个栏目更新慢", "0个栏目更新慢"),
        ("2023年公开1,234条，占3.5%", "0年公开0条,占0%"),
        ("3.5万人关注", "0万人关注"),
        ("１２３件ＡＢＣ", "0件abc"),
    ],
)
def test_numbers_inside_are_one_sign_and_words_stay(passage: str, folded: str) -> None:
    assert fold_passage(passage).text == folded


@pytest.mark.parametrize("passage", ["", "  \n", "一是", "（二）", "1.", "③"])
def test_nothing_but_a_number_is_no_error(passage: str) -> None:
    folded = fold_passage(passage)
    assert len(folded.text) == len(folded.origin) <= 3


@pytest.mark.parametrize(
    "passage",
    ["一是　２０２３年公开１，２３４条，ＡＢ㎡…占 3.5%；", "（一）1.更 新", f"{CIRCLED}更新…不㍿及时", "2023", "12"],
)
def test_every_character_knows_where_it_stood(passage: str) -> None:
    folded = fold_passage(passage)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    for character, place in zip(folded.text, folded.origin, strict=True):
        assert character in fold_passage("甲" + passage[place]).text
