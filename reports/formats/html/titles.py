"""The title that a page's head gives, without the names of the site and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMES = ("articletitle", "og:title", "twitter:title", "dc.title", "<title>")
_SEPARATOR = re.compile(
    r"\s*(?:[|｜_＿»›>＞<＜]+|\s[-—–－]+\s|[-—–－]{2,}|(?<=[\u3400-\u9fff）)])[-－—–](?=[\u3400-\u9fff]))\s*"
)
_REPORT = re.compile(r"(?:公开.{0,12}(?:报告|年报|总结)|年度报告|年报)")
_LONGEST = 200


def page_title(head: Mapping[str, str]) -> str | None:
    """The title of the text that a page shows; None where its head has none."""
    for name in _NAMES:
        title = " ".join(head.get(name, "").split())
        if title:
            return _own_part(title)[:_LONGEST]
    return None


def _own_part(title: str) -> str:
    """A title without the parts that name the site: "某局2023年度报告 - 年报 - 某市人民政府"."""
    parts = [part for part in _SEPARATOR.split(title) if part]
    reports = [part for part in parts if _REPORT.search(part)]
    return max(reports or parts[:1] or [title], key=len)
