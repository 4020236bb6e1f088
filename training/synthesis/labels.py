"""How one report writes the labels of the official tables: numbering, punctuation, other wordings."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from training.synthesis.data.table_labels import COLUMN_WORDINGS, REWORDINGS, ROW_WORDINGS, SLIPS
from training.synthesis.splits import Split, side

_PARTS = re.compile(r"(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.)?(.*)", re.DOTALL)
_ASCII = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":"})
_BRACKETS = ("（）", "（）", "（）", "[]", "【】", "〔〕", "〈〉", "( )", "（)", "(）")
_HAN = "一二三四五六七八九十"
_POINT = (
    *("{n}.", "{n}.", "{n}.", "{n}．", "{n}、", "({n})", "（{n}）", "{n}. ", "", "{n} ", "{n},", "{c}"),
    *("{n}）", "{n})", "{c} ", "{n} .", "{n}，", "-"),
)
_GROUP = (
    "（{h}）",
    "（{h}）",
    "（{h}）",
    "({h})",
    "({h}) ",
    "（{h}） ",
    "{h}、",
    "（{n}）",
    "",
    "（{h}）、",
    "{h}）",
    "（{h}",
    "{h}.",
)
_ITEM = (
    "{h}、",
    "{h}、",
    "{h}、",
    "{h}．",
    "{h}.",
    "{n}、",
    "{h} 、",
    "",
    "（{h}）",
    "{h}、 ",
    "{h}",
    "{h}，",
    "{n}.",
    "{h}：",
)


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """The habits of one report; see ``draw_label_style``."""

    split: Split
    item: str = "{h}、"  # how "一、" is written
    group: str = "（{h}）"  # how "（一）" is written
    point: str = "{n}."  # how "1." is written
    ascii_brackets: bool = False
    other_wording: float = 0.0  # share of labels in another wording
    quotes: tuple[str, str] = ("“", "”")
    row_suffix: str = ""  # "：" or a unit after the row labels of table 三
    column_suffix: str = ""  # a unit after the column labels
    slips: float = 0.0  # share of labels that are mistyped
    wrong_numbers: float = 0.0  # share of labels with another label's number
    spaced: float = 0.0  # share of labels with a space somewhere inside
    brackets: str = "（）"  # what stands for the form's brackets
    gap: str = ""  # what stands between the characters of short labels: 总 计

    def row(self, label: str, rng: random.Random) -> str:
        """A row or group label as this report writes it."""
        match = _PARTS.fullmatch(label)
        number, words = (match[1] or "", match[2]) if match else ("", label)
        if self.other_wording and rng.random() < self.other_wording and words in ROW_WORDINGS:
            words = rng.choice(side(ROW_WORDINGS[words], self.split))
        suffix = self.row_suffix if number else ""
        return self._finish(self._number(number, rng) + self._wide(self._own(words, rng)) + suffix)

    def column(self, label: str, rng: random.Random) -> str:
        """A column label as this report writes it."""
        if self.other_wording and rng.random() < self.other_wording and label in COLUMN_WORDINGS:
            label = rng.choice(side(COLUMN_WORDINGS[label], self.split))
        suffix = "" if label.endswith(("）", ")")) else self.column_suffix
        return self._finish(self._wide(self._own(label, rng)) + suffix)

    def caption(self, heading: str, rng: random.Random) -> str:
        """The line above a block of table 二 (第二十条第（一）项), at times in another writing."""
        if rng.random() < self.other_wording / 2:
            heading = rng.choice(
                (
                    f"《条例》{heading}",
                    heading.replace("第二十条", "第20条"),
                    heading.replace("第二十条", "第二十条 "),
                    heading.replace("（", "").replace("）", ""),
                    f"{heading}：",
                    heading.replace("第（", "（"),
                )
            )
        return self._finish(heading)

    def plain(self, text: str) -> str:
        """Any other text of the tables."""
        return self._finish(text)

    def _wide(self, label: str) -> str:
        return self.gap.join(label) if self.gap and 2 <= len(label) <= 3 and " " not in label else label

    def _own(self, words: str, rng: random.Random) -> str:
        """The words of a label as this clerk types them: reworded in part, mistyped, with a space inside."""
        if self.other_wording and rng.random() < self.other_wording / 3:
            words = _reworded(words, REWORDINGS, self.split, rng)
        if self.slips and rng.random() < self.slips:
            words = _mistyped(words, self.split, rng)
        if self.spaced and len(words) > 3 and rng.random() < self.spaced:
            at = rng.randrange(1, len(words))
            words = f"{words[:at].rstrip()} {words[at:].lstrip()}"
        return words

    def _number(self, number: str, rng: random.Random) -> str:
        if not number:
            return ""
        if number[0].isdigit():
            value, pattern = int(number[:-1]), self.point
        else:
            value = _HAN.index(number.strip("（）、")) + 1
            pattern = self.group if number[0] == "（" else self.item
        if self.wrong_numbers and rng.random() < self.wrong_numbers:
            value = max(1, min(8, value + rng.choice((-1, 1))))
        return pattern.format(n=value, h=_HAN[value - 1], c=chr(0x245F + value))

    def _finish(self, text: str) -> str:
        text = text.replace("“", self.quotes[0]).replace("”", self.quotes[1])
        if self.brackets != "（）":
            text = text.replace("（", self.brackets[0]).replace("）", self.brackets[-1])
        return text.translate(_ASCII) if self.ascii_brackets else text


def _reworded(words: str, pool: tuple[str, ...], split: Split, rng: random.Random) -> str:
    """The words with one of their parts replaced by the pool; as they were where no part is in it."""
    pairs = [pair.split(">") for pair in side(pool, split)]
    fitting = [(old, new) for old, new in pairs if old in words and new not in words]
    return words.replace(*rng.choice(fitting), 1) if fitting else words


def _mistyped(words: str, split: Split, rng: random.Random) -> str:
    """The words with a like-sounding character, or one character lost, doubled or changed with its neighbour."""
    slipped = _reworded(words, SLIPS, split, rng) if rng.random() < 0.5 else words
    if slipped != words or len(words) < 5:
        return slipped
    at = rng.randrange(1, len(words) - 1)
    middle = rng.choice(("", words[at] * 2, words[at + 1] + words[at]))
    return words[:at] + middle + words[at + (2 if len(middle) == 2 and middle[0] != middle[1] else 1) :]


def draw_label_style(rng: random.Random, split: Split, ascii_text: bool = False) -> LabelStyle:
    """A style: the form's own writing in most reports, a few free habits in the others.

    ``ascii_text``: the report has half-width punctuation throughout.
    """
    if rng.random() < 0.45:
        return LabelStyle(split, ascii_brackets=ascii_text or rng.random() < 0.15)
    return _free_style(rng, split, ascii_text)


def _free_style(rng: random.Random, split: Split, ascii_text: bool) -> LabelStyle:
    return LabelStyle(
        split,
        item=rng.choice(_ITEM),
        group=rng.choice(_GROUP),
        point=rng.choice(_POINT),
        ascii_brackets=ascii_text or rng.random() < 0.25,
        other_wording=rng.choice((0.0, 0.0, 0.03, 0.1, 0.3, 0.3)),
        row_suffix=rng.choice(("：", ":", "（件）", "（单位：件）", "（件数）", "。")) if rng.random() < 0.06 else "",
        column_suffix=rng.choice(("（件）", "(件)", "（单位：件）", "/件", "：")) if rng.random() < 0.04 else "",
        slips=rng.choice((0.03, 0.1)) if rng.random() < 0.1 else 0.0,
        wrong_numbers=rng.choice((0.03, 0.1)) if rng.random() < 0.06 else 0.0,
        spaced=rng.choice((0.1, 0.4)) if rng.random() < 0.08 else 0.0,
        brackets=rng.choice(_BRACKETS) if rng.random() < 0.15 else "（）",
        gap=rng.choice((" ", "  ", "　")) if rng.random() < 0.12 else "",
        quotes=rng.choice((("“", "”"), ("“", "”"), ('"', '"'), ("「", "」"), ("", ""), ("”", "”"), ("'", "'"))),
    )
