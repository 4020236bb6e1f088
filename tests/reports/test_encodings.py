"""Encodings: every one that offices use comes out as the same text, and what is no text is refused."""

from __future__ import annotations

import codecs
import random

import pytest

from reports.encodings import decode
from reports.errors import ReadError

TEXT = "某某街道办事处2022年政府信息公开工作年度报告\n一、总体情况\n\t规章\n\t0\n全年主动公开信息128条，收到申请3件。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gb2312"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        ("政府信息公开工作".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text in (TEXT, "政府信息公开工作")
    assert decoded.notices == ()


def test_big5_is_read_as_a_last_resort() -> None:
    text = "政府資訊公開工作年度報告，本年度收到申請三件，均已辦理完畢，主動公開資訊一百二十八條。" * 3
    decoded = decode(text.encode("big5"))
    assert decoded.text == text
    assert decoded.encoding.startswith("big5")


def test_traditional_characters_in_gbk_are_no_big5() -> None:
    text = "政府資訊公開工作年度報告，本年度收到申請三件，均已辦理完畢，主動公開的信息共一百條。" * 3
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_replaced_and_told(encoding: str) -> None:
    data = bytearray((TEXT * 5).encode(encoding))
    data[40] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == encoding
    assert "\ufffd" in decoded.text
    assert decoded.text.endswith("收到申请3件。\n")
    assert [notice.code for notice in decoded.notices] == ["encoding_damaged"]


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_cut_within_a_character(cut: int) -> None:
    decoded = decode((TEXT + "政").encode()[:-cut])
    assert decoded.encoding == "utf-8"
    assert decoded.text == TEXT + "\ufffd"
    assert decoded.notices


def test_line_ends_become_one_and_blanks_stay() -> None:
    decoded = decode("a\r\nb\rc\x0bd\x0ce\u2028f\u00a0\u3000\u200bg".encode())
    assert decoded.text == "a\nb\nc\nd\ne\nf\u00a0\u3000\u200bg"


def test_few_control_characters_are_removed_and_cell_marks_stay() -> None:
    decoded = decode(("规章\x070\x07" + "政府信息公开" * 30 + "\x13\x14").encode())
    assert decoded.text == "规章\x070\x07" + "政府信息公开" * 30
    assert [notice.code for notice in decoded.notices] == ["control_characters"]


@pytest.mark.parametrize(
    "data", [random.Random(7).randbytes(5000), bytes(1000), b"\x00\x01\x02\x03" * 200, b"\x7fELF" + bytes(200)]
)
def test_binary_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as error:
        decode(data)
    assert error.value.code in ("binary", "encoding")
    assert "\n" not in error.value.message
