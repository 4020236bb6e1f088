"""A synthetic report in words: content, tables and narrative put together into a draft."""

from __future__ import annotations

import random
from typing import Literal

from reports.tags import SECTION_KINDS
from training.synthesis.content import Content, make_content
from training.synthesis.data.headings import BARE_TITLES, EXTRA_HEADINGS, HEADINGS, MERGED, TITLES
from training.synthesis.draft import Block, Draft, Furniture, Heading, Paragraph, Subheading, Title
from training.synthesis.narrative import Narrator
from training.synthesis.numbers import weighted
from training.synthesis.splits import Split, side
from training.synthesis.subheadings import run_in_end
from training.synthesis.tables import TableWriter

_HAN = "一二三四五六七八九十"
_YEAR_HAN = ("〇一二三四五六七八九", "○一二三四五六七八九", "零一二三四五六七八九", "０１２３４５６７８９")
_FORMAL_HAN = "壹贰叁肆伍陆柒捌玖拾"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_NUMBERS = (
    *("{h}、", "{h}、", "{h}、", "{h}、", "{n}、 ", "{h}、 ", "{h}.", "（{h}）", "({h})", "第{h}部分 ", "第{h}部分："),
    *(
        "{h} 、",
        "{n}.",
        "{n}、",
        "",
        "{h}，",
        "{h}．",
        "{n} ",
        "第{h}部分",
        "{h}",
        "{n}. ",
        "（{n}）",
        "{h}：",
        "{f}、",
    ),
    *("{r}、", "{r}. ", "第{n}部分 ", "{h}）", "0{n} ", "第{h}、", "{h}。", "{h},", "第{h}章 ", "{n}．"),
    *("{h} ", "{h}\u3000", "{h}、\u3000", "（{h}） ", "{n}.  ", "第{h}部分\u3000"),
)
_ENDINGS = (("", 88), ("。", 3), ("：", 4), (":", 2), ("；", 1), ("——", 1), (" ：", 1))
_WRAPS = (("", "", 195), ("【", "】", 2), ("“", "”", 1), ("〖", "〗", 1), ("<", ">", 1), ("★", "", 1), ("■ ", "", 1))
_REMARKS = ("（见下表）", "（单位：件）", "（附表）", "（详见附件）", "（统计表）", " （单位：件、万元）")
_CONTINUED = ("（续）", "(续)", "（续表）", "（接上页）", "（续上页）", " 续")
_CONTENTS = ("目录", "目 录", "目　　录", "目  录", "目录：", "【目录】", "目 次")
_LEADERS = ("........", "……", "…………………", "\t", "  ", "·········", " ", "——", "．．．．．", "")
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
        self.number = "{h}、" if rng.random() < 0.68 else rng.choice(_NUMBERS)
        self.ending = weighted(rng, _ENDINGS)
        self.around = rng.choices([wrap[:2] for wrap in _WRAPS], [wrap[2] for wrap in _WRAPS])[0]
        self.drift = rng.choice((0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.3))  # share of headings numbered in another way
        self.wording = rng.choice((0.0, 0.15, 0.4, 0.8))  # share of headings in another wording
        self.run_in = rng.choices((0.0, 0.08, 0.8), (84, 8, 8))[0]  # share of sections whose text follows in the line
        self.how = run_in_end(rng)
        self.broken = rng.choices((0.0, 0.15, 0.7), (95, 3, 2))[0]  # share of headings broken over two lines

    def draft(self) -> Draft:
        narrator, rng = self.narrator, self.rng
        blocks: list[Block] = narrator.front()
        bare = rng.random() < 0.04
        title = self._title(bare) if rng.random() > 0.05 else None
        named = title is not None and not bare
        if title is not None:
            blocks += narrator.letterhead()
            blocks.append(title)
            if rng.random() < 0.02:  # a web page gives it above the text and in the text
                blocks += [*narrator.publication(), Title(title.text)]
        blocks += narrator.publication()
        if title is None and rng.random() < 0.3:
            blocks = []
        sections = self._order()
        contents = self._contents(sections) if rng.random() < 0.03 else []
        opening = narrator.preamble(named)
        blocks += [*contents, *opening] if rng.random() < 0.7 else [*opening, *contents]
        for section in sections:
            blocks += section
        blocks += narrator.back()
        if self.half_width:
            _to_ascii(blocks)
        joined = title.text.replace("\n", "") if title else None
        content = self.content
        return Draft(blocks, joined, content.organ.name, content.year, content.form, content.cells)

    def _contents(self, sections: list[list[Block]]) -> list[Block]:
        """A printed table of contents: the headings with the pages they are on."""
        rng = self.rng
        leader, paged = rng.choice(_LEADERS), rng.random() < 0.8
        lines, page = [rng.choice(side(_CONTENTS, self.split))], rng.choice((1, 1, 1, 2, 3))
        for section in sections:
            if isinstance(section[0], Heading):
                words = section[0].text.replace("\n", "")
                lines.append(words + (f"{leader}{page}" if paged else ""))
                page += rng.choice((0, 1, 1, 2))
        return [Furniture(line) for line in lines]

    # ------------------------------------------------------------------ title and headings

    def _title(self, bare: bool) -> Title:
        """The title; a ``bare`` one does not name the organ."""
        rng = self.rng
        template = TITLES[0] if rng.random() < 0.25 else rng.choice(side(TITLES, self.split))
        if bare:
            template = rng.choice(side(BARE_TITLES, self.split))
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
        mark = number.format(h=_HAN[shown], n=shown + 1, f=_FORMAL_HAN[shown], r=_ROMAN[shown])
        year = self.content.year
        words = text.format(year=year, next_year=year + 1)
        if kind in self.content.tables and rng.random() < 0.015:
            words += rng.choice(side(_REMARKS, self.split))
        if rng.random() < self.broken:
            at = 0 if mark and rng.random() < 0.4 else rng.randrange(1, len(words))
            mark, words = mark.rstrip(), f"{words[:at].rstrip()}\n{words[at:].lstrip()}"
        return Heading(kind, self.around[0] + mark + words + self.ending + self.around[1])

    def _headed(self, heading: Heading, body: list[Block]) -> list[Block]:
        """A section: its text below its heading or, where it begins with a paragraph, in the heading's line."""
        rng = self.rng
        if body and isinstance(body[0], Paragraph) and rng.random() < self.run_in:
            ending, heading.gap = self.how if rng.random() < 0.85 else run_in_end(rng)
            heading.run_in = True
            if not self.around[1] and not self.ending:
                heading.text += ending
        if len(body) > 2 and rng.random() < 0.012:  # once more, at the top of a page
            words = heading.text.replace("\n", "") + rng.choice(side(_CONTINUED, self.split))
            places = [i for i in range(1, len(body)) if not isinstance(body[i - 1], Subheading)]
            body.insert(rng.choice(places or [len(body)]), Furniture(words))
        return [heading, *body]

    # ------------------------------------------------------------------ sections

    def _order(self) -> list[list[Block]]:
        """The sections' blocks in the order in which the report gives them."""
        rng = self.rng
        kinds = list(SECTION_KINDS)
        merged = rng.choices(list(MERGED), (1, 3, 1, 1))[0].split(" ") if rng.random() < 0.045 else ["", ""]
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
            if kind == merged[0]:
                body = self._headed(self._heading(kind, place, MERGED[" ".join(merged)]), body)
            elif kind == merged[1]:
                place -= 1
            elif kind != gone:
                body = self._headed(self._heading(kind, place), body)
            sections.append(body)
            place += 1
        if rng.random() < 0.02 and not merged[0] and len(sections) > 2:
            at = rng.randrange(len(sections) - 1)
            sections[at], sections[at + 1] = sections[at + 1], sections[at]
        if rng.random() < 0.035:
            last = rng.random() < 0.7
            at = len(sections) if last else rng.randint(1, len(sections))
            sections.insert(at, self._extra_section(place if last else at))
        return [section for section in sections if section]

    def _extra_section(self, place: int) -> list[Block]:
        """A section of the organ's own among the six or behind them; its heading is none of theirs."""
        rng = self.rng
        mark = self.number.format(h=_HAN[place], n=place + 1, f=_FORMAL_HAN[place], r=_ROMAN[place])
        words = rng.choice(side(EXTRA_HEADINGS, self.split)).format(year=self.content.year)
        return [Subheading(self.around[0] + mark + words + self.ending + self.around[1]), *self.narrator.extra()]

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
