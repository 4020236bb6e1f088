"""A synthetic report in words: content, tables and narrative put together into a draft."""

from __future__ import annotations

import random
from typing import Literal

from reports.tags import SECTION_KINDS
from training.synthesis.content import Content, make_content
from training.synthesis.data.headings import HEADINGS, MERGED, TITLES
from training.synthesis.draft import Block, Draft, Heading, Paragraph, Subheading, Title
from training.synthesis.narrative import Narrator
from training.synthesis.splits import Split, side
from training.synthesis.tables import TableWriter

_HAN = "一二三四五六七八九十"
_YEAR_HAN = ("〇一二三四五六七八九", "○一二三四五六七八九", "零一二三四五六七八九", "０１２３４５６７８９")
_NUMBERS = (
    "{h}、",
    "{h}、",
    "{h}、",
    "{h}、",
    "{n}、 ",
    "{h}、 ",
    "{h}.",
    "（{h}）",
    "({h})",
    "第{h}部分 ",
    "第{h}部分：",
    "{h} 、",
    "{n}.",
    "{n}、",
    "",
    "{h}，",
    "{h}．",
    "{n} ",
    "第{h}部分",
    "{h}",
)
_ASCII = str.maketrans({"，": ",", "：": ":", "（": "(", "）": ")", "；": ";"})


def make_draft(rng: random.Random, *, split: Literal["train", "heldout"], form: str | None = None) -> Draft:
    """A draft drawn at random; the same state of ``rng`` gives the same draft.

    ``split`` decides which names, phrases and wordings may occur; ``form`` asks for an edition.
    """
    content = make_content(rng, split, form)
    return _Writer(content, rng, split).draft()


class _Writer:
    """Writes one report."""

    def __init__(self, content: Content, rng: random.Random, split: Split) -> None:
        self.content = content
        self.rng = rng
        self.split = split
        self.narrator = Narrator(content, rng, split)
        self.half_width = rng.random() < 0.1  # the whole report has half-width punctuation
        self.tables = TableWriter(content, rng, split, ascii_text=self.half_width)
        self.number = "{h}、" if rng.random() < 0.55 else rng.choice(_NUMBERS)
        self.ending = rng.choices(("", "。", "：", ":"), (90, 4, 4, 2))[0]
        self.drift = rng.choice((0.0, 0.0, 0.0, 0.1, 0.3))  # share of headings numbered in another way
        self.wording = rng.choice((0.0, 0.15, 0.4, 0.8))  # share of headings in another wording

    def draft(self) -> Draft:
        narrator, rng = self.narrator, self.rng
        blocks: list[Block] = narrator.front()
        title = self._title() if rng.random() > 0.05 else None
        if title is not None:
            blocks.append(title)
            if rng.random() < 0.02:  # a web page gives it above the text and in the text
                blocks += [*narrator.publication(), Title(title.text)]
        blocks += narrator.publication()
        if title is None and rng.random() < 0.3:
            blocks = []
        blocks += narrator.preamble(named=title is not None)
        for section in self._order():
            blocks += section
        blocks += narrator.back()
        if self.half_width:
            _to_ascii(blocks)
        joined = title.text.replace("\n", "") if title else None
        content = self.content
        return Draft(blocks, joined, content.organ.name, content.year, content.form, content.cells)

    # ------------------------------------------------------------------ title and headings

    def _title(self) -> Title:
        rng = self.rng
        template = TITLES[0] if rng.random() < 0.25 else rng.choice(side(TITLES, self.split))
        year = str(self.content.year)
        if rng.random() < 0.05:
            year = "".join(rng.choice(_YEAR_HAN[:3])[int(digit)] for digit in year)
        elif rng.random() < 0.01:
            year = year.translate(str.maketrans("0123456789", _YEAR_HAN[3]))
        if rng.random() < 0.05:
            year = f" {year} "
        parts = template.split("|")
        joints = ["\n" if rng.random() < 0.7 else "" for _ in parts[1:]] if rng.random() < 0.4 else [""] * len(parts)
        text = parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=False))
        return Title(text.format(organ=self.content.organ.name, year=year).strip())

    def _heading(self, kind: str, place: int, pool: tuple[str, ...] | None = None) -> Heading:
        rng = self.rng
        texts = pool or HEADINGS[kind]
        text = rng.choice(side(texts, self.split)) if pool or rng.random() < self.wording else texts[0]
        number = rng.choice(_NUMBERS) if rng.random() < self.drift else self.number
        shown = place
        if rng.random() < 0.01:
            shown = rng.randrange(6)
        mark = number.format(h=_HAN[shown], n=shown + 1)
        return Heading(kind, mark + text.format(year=self.content.year) + self.ending)

    # ------------------------------------------------------------------ sections

    def _order(self) -> list[list[Block]]:
        """The sections' blocks in the order in which the report gives them."""
        rng = self.rng
        kinds = list(SECTION_KINDS)
        merged = rng.random() < 0.02
        gone = rng.choices(SECTION_KINDS, (2, 1, 1, 3, 4, 6))[0] if rng.random() < 0.06 else None
        only_heading = rng.random() < 0.35
        sections: list[list[Block]] = []
        place = 0
        for kind in kinds:
            body = self._body(kind)
            if kind == gone and not only_heading:
                if kind in self.content.tables:
                    self.tables.drop(kind)
                place += rng.random() < 0.5
                continue
            head: list[Block] = [] if kind == gone else [self._heading(kind, place)]
            if merged and kind == "requests":
                head = [self._heading(kind, place, MERGED)]
            elif merged and kind == "reviews":
                head, place = [], place - 1
            sections.append(head + body)
            place += 1
        if rng.random() < 0.02 and not merged and len(sections) > 2:
            at = rng.randrange(len(sections) - 1)
            sections[at], sections[at + 1] = sections[at + 1], sections[at]
        return sections

    def _body(self, kind: str) -> list[Block]:
        narrator = self.narrator
        if kind == "overview":
            return narrator.overview()
        if kind == "problems":
            return narrator.problems()
        if kind == "other":
            return narrator.other()
        draw = self.rng.random()
        if draw < 0.014:
            self.tables.drop(kind)
            return narrator.instead_of_table(kind)
        if draw < 0.021:
            self.tables.drop(kind)
            return []
        return [*narrator.before_table(kind), *self.tables.tables(kind), *narrator.after_table(kind)]


def _to_ascii(blocks: list[Block]) -> None:
    """Half-width punctuation in everything that is not a table, as some converters leave it."""
    for block in blocks:
        if isinstance(block, (Title, Heading, Subheading, Paragraph)):
            block.text = block.text.translate(_ASCII)
