"""Subheadings of a synthetic report: their numbers, their endings, and whether the text runs on behind them."""

from __future__ import annotations

import random

from training.synthesis.data.headings import SUBHEADINGS
from training.synthesis.draft import Block, Paragraph, Subheading
from training.synthesis.numbers import weighted
from training.synthesis.splits import Split, side

_HAN = "一二三四五六七八九十"
_NUMBERING = (
    *("（{h}）", "（{h}）", "（{h}）", "({h})", "（{h}） ", "({h}) ", "{n}.", "{n}、", "", "{h}是", "（{n}）"),
    *("{s}.{n}", "{s}.{n} ", "{h}）", "{n}）", "{h}. ", "（{h}）、", "【{h}】", "● ", "{c}", "◆", "[{h}]"),
    *("{n}. ", "{n}．", "第{h}，", "{h}、"),
)
# Of points that are sentences: "一是" and no mark at all would make them sentences among others.
_POINTS = (
    *("（{h}）", "（{h}）", "（{h}）", "({h})", "{n}.", "{n}.", "{n}、", "{n}. ", "（{n}）", "({n})", "{c}", "{h}、"),
    *("{n}）", "（{h}） ", "{n}．", "● ", "{s}.{n} "),
)
_ENDING = ("", "", "", "", "", "。", "：", ":", "。", "；", "——")
# What ends a heading in whose line the text goes on, and the gap behind it.
_RUN_IN = (("。", 16), ("：", 12), (":", 4), ("——", 2), ("；", 1), (".", 1), ("", 10))
_GAPS_BEHIND_MARK = (("", 16), (" ", 4), ("\u3000", 1))
_GAPS = ((" ", 20), ("\u3000", 8), ("  ", 4), ("", 8), ("\u3000\u3000", 2), ("\u00a0", 1))


def mark(pattern: str, index: int, section: int = 1) -> str:
    """The number of the ``index``-th point (from 0) in a style of numbering."""
    index = min(index, 9)
    return pattern.format(h=_HAN[index], n=index + 1, c=chr(0x2460 + index), s=section)


def run_in_end(rng: random.Random) -> tuple[str, str]:
    """How a heading ends in whose line the text goes on: its last mark, and the gap behind it."""
    ending = weighted(rng, _RUN_IN)
    return ending, weighted(rng, _GAPS_BEHIND_MARK if ending else _GAPS)


class Subheader:
    """Writes the subheadings of one report, alike for the most part."""

    def __init__(self, rng: random.Random, split: Split) -> None:
        self.rng = rng
        self.split = split
        self.numbering = rng.choice(_NUMBERING)
        self.points = rng.choice(_POINTS)
        self.ending = rng.choice(_ENDING)
        self.run_in = rng.choice((0.05, 0.1, 0.1, 0.2, 0.9))  # share of subheadings that run in
        self.how = run_in_end(rng)
        self.section = 1  # for subheadings numbered 5.1

    def renumber(self) -> None:
        """From here on another style of numbering."""
        self.numbering = self.rng.choice(_NUMBERING)

    def words(self, kind: str) -> str:
        """The words of a subheading."""
        pool = SUBHEADINGS[kind]
        return pool[0] if self.rng.random() < 0.35 else self.rng.choice(side(pool, self.split))

    def subsection(self, kind: str, index: int, body: list[Block]) -> list[Block]:
        """A subheading with its number, in a line of its own or run in before its paragraph."""
        return self._headed(mark(self.numbering, index, self.section) + self.words(kind), body)

    def point(self, words: str, index: int, body: list[Block]) -> list[Block]:
        """A point under a heading that says it in short, numbered inside of the subheadings."""
        return self._headed(mark(self.points, index, self.section) + words, body, sentence=True)

    def _headed(self, text: str, body: list[Block], *, sentence: bool = False) -> list[Block]:
        if self.rng.random() < self.run_in and body and isinstance(body[0], Paragraph):
            ending, gap = self.how if self.rng.random() < 0.8 else run_in_end(self.rng)
            if sentence and not ending and not gap:
                ending = "。"  # two sentences without any mark between them are none
            return [Subheading(text + ending, True, gap), *body]
        return [Subheading(text + self.ending), *body]
