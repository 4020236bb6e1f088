"""Section headings by their words: which of the six official sections a heading opens."""

from __future__ import annotations

import re

from reports.labels import fold

# Official order. Each kind has alternatives; an alternative is met when all its words occur.
_WORDS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("reviews", (("行政复议",), ("行政诉讼",), ("复议", "诉讼"))),
    (
        "requests",
        (("收到和处理",), ("处理", "申请"), ("依申请公开", "情况"), ("申请", "办理", "情况"), ("信息公开申请", "情况")),
    ),
    (
        "problems",
        (
            ("问题", "改进"),
            ("问题", "措施"),
            ("存在", "问题"),
            ("存在", "不足"),
            ("不足", "改进"),
            ("不足", "措施"),
            ("不足", "打算"),
            ("困难", "问题"),
        ),
    ),
    (
        "other",
        (
            ("其他", "报告"),
            ("其他", "事项"),
            ("其它", "报告"),
            ("其它", "事项"),
            ("需要", "说明", "事项"),
            ("需要报告",),
        ),
    ),
    ("proactive", (("主动公开",), ("公开政府信息情况",))),
    ("overview", (("总体情况",), ("总体概述",), ("基本情况",), ("概述",), ("工作概况",), ("总体工作",))),
)

_OTHER = frozenset({"其他", "其它"})  # the whole heading at times

NUMBERING = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]+(?:部分|章|节)|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]"
    r"|(?:[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾]|[Ⅰ-Ⅹ])(?=[、.．,，:：。)） \u3000])"
    r"|\d{1,2}(?=[、.．,，]|[ \u3000]+[\u3400-\u9fff]))\s*[、.．,，:：。)）]?\s*"
)
_LONGEST = 45  # folded characters; the official headings have at most 28


def heading_kind(text: str) -> str | None:
    """The section kind that a heading's text names, or None."""
    words = fold(text)
    if not 2 <= len(words) <= _LONGEST:
        return None
    if words in _OTHER:
        return "other"
    for kind, alternatives in _WORDS:
        if any(all(word in words for word in alternative) for alternative in alternatives):
            return kind
    return None
