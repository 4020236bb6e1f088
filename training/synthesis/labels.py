"""How one report writes the labels of the official tables: numbering, punctuation, other wordings."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from training.synthesis.data.table_labels import COLUMN_WORDINGS, ROW_WORDINGS
from training.synthesis.splits import Split, side

_PARTS = re.compile(r"(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.)?(.*)", re.DOTALL)
_ASCII = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":"})
_HAN = "一二三四五六七八九十"
_POINT = ("{n}.", "{n}.", "{n}.", "{n}．", "{n}、", "({n})", "（{n}）", "{n}. ", "", "{n} ", "{n},", "{c}")
_GROUP = ("（{h}）", "（{h}）", "（{h}）", "({h})", "({h}) ", "（{h}） ", "{h}、", "（{n}）", "", "（{h}）、")
_ITEM = ("{h}、", "{h}、", "{h}、", "{h}．", "{h}.", "{n}、", "{h} 、", "", "（{h}）", "{h}、 ")


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
    gap: str = ""  # what stands between the characters of short labels: 总 计

    def row(self, label: str, rng: random.Random) -> str:
        """A row or group label as this report writes it."""
        match = _PARTS.fullmatch(label)
        number, words = (match[1] or "", match[2]) if match else ("", label)
        if self.other_wording and rng.random() < self.other_wording and words in ROW_WORDINGS:
            words = rng.choice(side(ROW_WORDINGS[words], self.split))
        suffix = self.row_suffix if number else ""
        return self._finish(self._number(number) + self._wide(words) + suffix)

    def column(self, label: str, rng: random.Random) -> str:
        """A column label as this report writes it."""
        if self.other_wording and rng.random() < self.other_wording and label in COLUMN_WORDINGS:
            label = rng.choice(side(COLUMN_WORDINGS[label], self.split))
        return self._finish(self._wide(label))

    def plain(self, text: str) -> str:
        """Any other text of the tables."""
        return self._finish(text)

    def _wide(self, label: str) -> str:
        return self.gap.join(label) if self.gap and 2 <= len(label) <= 3 and " " not in label else label

    def _number(self, number: str) -> str:
        if not number:
            return ""
        if number[0].isdigit():
            value, pattern = int(number[:-1]), self.point
        else:
            value = _HAN.index(number.strip("（）、")) + 1
            pattern = self.group if number[0] == "（" else self.item
        return pattern.format(n=value, h=_HAN[value - 1], c=chr(0x245F + value))

    def _finish(self, text: str) -> str:
        text = text.replace("“", self.quotes[0]).replace("”", self.quotes[1])
        return text.translate(_ASCII) if self.ascii_brackets else text


def draw_label_style(rng: random.Random, split: Split, ascii_text: bool = False) -> LabelStyle:
    """A style: the form's own writing in most reports, a few free habits in the others.

    ``ascii_text``: the report has half-width punctuation throughout.
    """
    if rng.random() < 0.45:
        return LabelStyle(split, ascii_brackets=ascii_text or rng.random() < 0.15)
    return LabelStyle(
        split,
        item=rng.choice(_ITEM),
        group=rng.choice(_GROUP),
        point=rng.choice(_POINT),
        ascii_brackets=ascii_text or rng.random() < 0.25,
        other_wording=rng.choice((0.0, 0.0, 0.03, 0.1, 0.3)),
        row_suffix=rng.choice(("：", ":", "（件）", "（单位：件）")) if rng.random() < 0.06 else "",
        gap=rng.choice((" ", "  ", "　")) if rng.random() < 0.12 else "",
        quotes=rng.choice((("“", "”"), ("“", "”"), ('"', '"'), ("「", "」"), ("", ""), ("”", "”"), ("'", "'"))),
    )
