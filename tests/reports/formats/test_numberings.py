"""Numberings that stand on a line of their own."""

from __future__ import annotations

import pytest

from reports.formats.numberings import joined


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("5\n2\n.\n其他法律行政法规禁止公开\n1", "5\n2.其他法律行政法规禁止公开\n1"),
        ("0\n3\n．重复申请", "0\n3．重复申请"),
        ("一\n、\n本年新收", "一、本年新收"),
        ("1\n2\n3", "1\n2\n3"),
        ("12\n.5\n7", "12\n.5\n7"),  # a number that lost its first digit is no label
        ("12\n.其他", "12\n.其他"),  # no form numbers so far
    ],
)
def test_a_numbering_its_point_and_its_label_are_one_line(text: str, whole: str) -> None:
    assert joined(text) == whole
