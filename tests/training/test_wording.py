"""Drafts: deterministic, complete, with rectangular grids, and train and held-out material kept apart."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import pytest

from reports.tags import SECTION_KINDS, Tag
from training.synthesis.content import make_content
from training.synthesis.data.headings import EXTRA_HEADINGS, MERGED
from training.synthesis.draft import Draft, Furniture, GridCell, Heading, Paragraph, Subheading, Table, Title
from training.synthesis.labels import LabelStyle
from training.synthesis.narrative import narrative_values
from training.synthesis.own_tables import OwnTables
from training.synthesis.phrases import Phrases, load_pools, pool_of
from training.synthesis.wording import make_draft

SEEDS = range(200)
SPLITS: tuple[Literal["train", "heldout"], ...] = ("train", "heldout")


def drafts() -> list[Draft]:
    return [make_draft(random.Random(seed), split=SPLITS[seed % 2]) for seed in SEEDS]


def widths(rows: list[list[GridCell]]) -> list[int]:
    """The width of every row once the spans are resolved."""
    taken: dict[tuple[int, int], bool] = {}
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while (index, column) in taken:
                column += 1
            for below in range(cell.rowspan):
                for right in range(cell.colspan):
                    assert (index + below, column + right) not in taken, "cells overlap"
                    taken[index + below, column + right] = True
            column += cell.colspan
    assert max(row for row, _ in taken) == len(rows) - 1, "a span reaches below the table"
    return [sum(1 for row, _ in taken if row == index) for index in range(len(rows))]


def prose(draft: Draft) -> str:
    return "\n".join(block.text for block in draft.blocks if isinstance(block, Paragraph))


def test_drafts_are_deterministic() -> None:
    for split in SPLITS:
        assert make_draft(random.Random(3), split=split) == make_draft(random.Random(3), split=split)
    assert make_draft(random.Random(3), split="train") != make_draft(random.Random(4), split="train")


def test_grids_are_rectangular() -> None:
    for draft in drafts():
        for block in draft.blocks:
            if isinstance(block, Table):
                assert len(set(widths(block.rows))) == 1, block.name


def test_each_cell_stands_once_with_its_tag() -> None:
    for draft in drafts():
        shown: dict[str, GridCell] = {}
        for block in draft.blocks:
            for cell in [cell for row in block.rows for cell in row] if isinstance(block, Table) else []:
                if cell.key is not None:
                    assert cell.key not in shown
                    shown[cell.key] = cell
                assert (cell.text == "") == (
                    cell.tag is Tag.BLANK or (cell.tag is Tag.PROSE and cell.key is None and not cell.text)
                )
        for key, content in draft.cells.items():
            if content.state == "missing":
                assert key not in shown
            else:
                assert shown[key].text == (content.raw or "")
                assert shown[key].tag is (Tag.BLANK if content.raw is None else Tag.VALUE)
        assert set(shown) <= set(draft.cells)


def test_foreign_tables_are_prose() -> None:
    foreign = [b for d in drafts() for b in d.blocks if isinstance(b, Table) and b.name == "foreign"]
    assert foreign
    assert {cell.tag for table in foreign for row in table.rows for cell in row} == {Tag.PROSE}


def test_headings_and_titles() -> None:
    made = drafts()
    kinds = [[b.kind for b in d.blocks if isinstance(b, Heading)] for d in made]
    assert all(set(k) <= set(SECTION_KINDS) and len(k) == len(set(k)) for k in kinds)
    assert sum(k == list(SECTION_KINDS) for k in kinds) > len(made) * 0.8
    assert sum(k != list(SECTION_KINDS) for k in kinds) > 0
    for draft in made:
        titles = [b.text.replace("\n", "") for b in draft.blocks if isinstance(b, Title)]
        assert set(titles) == ({draft.title} if draft.title else set())
        assert draft.title is None or draft.organ in draft.title or draft.organ in prose(draft)
    assert any(draft.title is None for draft in made)


def test_no_slot_stays_open() -> None:
    for draft in drafts():
        for block in draft.blocks:
            if isinstance(block, (Title, Heading, Subheading, Paragraph)):
                assert block.text and "{" not in block.text and "}" not in block.text
                assert block.text == block.text.strip()


def test_untitled_reports_still_name_their_organ() -> None:
    untitled = [draft for draft in drafts() if draft.title is None]
    for draft in untitled:
        assert any(draft.organ in block.text for block in draft.blocks if isinstance(block, Paragraph))


def test_templates_are_disjoint_and_many() -> None:
    clauses = 0
    for name, phrases in load_pools().items():
        if "." not in name:
            continue
        train, heldout = set(pool_of(name, "train")), set(pool_of(name, "heldout"))
        assert not train & heldout and train and heldout, name
        assert train | heldout == set(phrases)
        clauses += len(set(phrases))
    assert clauses >= 400


@pytest.mark.parametrize("split", SPLITS)
def test_every_phrase_can_be_filled(split: Literal["train", "heldout"]) -> None:
    values = dict.fromkeys(narrative_values(make_content(random.Random(0), split)), "1")
    phrases = Phrases(random.Random(0), split, values)
    for pool in load_pools().values():
        for template in pool:
            assert "{" not in phrases.fill(template)


def test_label_styles() -> None:
    rng = random.Random(0)
    plain = LabelStyle("train")
    assert plain.row("（二）部分公开", rng) == "（二）部分公开"
    other = LabelStyle("train", item="{n}、", group="({h})", point="{c}", ascii_brackets=True, quotes=("", ""))
    assert other.row("一、本年新收政府信息公开申请数量", rng) == "1、本年新收政府信息公开申请数量"
    assert other.row("（七）总计", rng) == "(七)总计"
    assert other.row("3.危及“三安全一稳定”", rng) == "③危及三安全一稳定"
    assert other.row("行政许可", rng) == "行政许可"


def test_form_can_be_asked_for() -> None:
    made = [
        make_draft(random.Random(seed), split="train", form=form) for seed in range(10) for form in ("2019", "2021")
    ]
    assert [draft.form for draft in made] == ["2019", "2021"] * 10


def test_labels_are_mistyped_misnumbered_and_spaced() -> None:
    rng, label = random.Random(1), "3.要求提供公开出版物"
    assert LabelStyle("train", column_suffix="（件）").column("自然人", rng) == "自然人（件）"
    assert LabelStyle("train", brackets="【】").row("（一）予以公开", rng) == "【一】予以公开"
    assert LabelStyle("train", wrong_numbers=1.0).row(label, rng) in ("2.要求提供公开出版物", "4.要求提供公开出版物")
    spaced = LabelStyle("train", spaced=1.0).row(label, rng)
    assert spaced.count(" ") == 1 and spaced.replace(" ", "") == label
    slipped = {LabelStyle("train", slips=1.0).row(label, rng) for _ in range(60)}
    assert len(slipped) > 5 and all(abs(len(text) - len(label)) <= 1 for text in slipped)
    assert label not in slipped


def many(count: int) -> Iterator[Draft]:
    return (make_draft(random.Random(seed), split=SPLITS[seed % 2]) for seed in range(1000, 1000 + count))


def cells_of(draft: Draft) -> list[GridCell]:
    return [c for b in draft.blocks if isinstance(b, Table) and b.name != "foreign" for row in b.rows for c in row]


def test_oddities_occur_and_stay_seldom() -> None:
    extra = {heading.split("{")[0] or heading.split("}")[1] for heading in EXTRA_HEADINGS}
    merged = tuple(heading for pool in MERGED.values() for heading in pool)
    seen: Counter[str] = Counter()
    for draft in many(500):
        furniture = [b.text for b in draft.blocks if isinstance(b, Furniture)]
        headings = [b.text for b in draft.blocks if isinstance(b, Heading)]
        lines = [b.text for b in draft.blocks if isinstance(b, Paragraph)]
        cells = cells_of(draft)
        seen["contents"] += any(h[:6] in f for h in headings[:1] for f in furniture)
        seen["extra section"] += any(
            isinstance(b, Subheading) and any(e in b.text for e in extra) for b in draft.blocks
        )
        seen["merged"] += any(m in h for h in headings for m in merged)
        seen["own table"] += any(isinstance(b, Table) and b.name == "foreign" for b in draft.blocks)
        seen["bare number"] += any(line.replace(",", "").isdigit() for line in lines)
        seen["label in a line"] += any(line.startswith(("予以公开", "1.予以公开", "不予公开")) for line in lines)
        seen["foreign row"] += any(c.tag is Tag.VALUE and c.key is None for c in cells)
        seen["bare title"] += draft.title is not None and draft.organ not in draft.title
        seen["axis"] += any(f == "0" for f in furniture)
    assert all(1 <= seen[name] <= 500 * 0.3 for name in seen), seen
    assert len(seen) == 9


def test_a_foreign_row_has_no_key_and_no_number_of_the_form() -> None:
    for draft in many(200):
        for block in draft.blocks:
            for row in block.rows if isinstance(block, Table) and block.name != "foreign" else []:
                keys = {cell.key is None for cell in row if cell.tag is Tag.VALUE}
                assert len(keys) <= 1, "a row is either the form's or the organ's own"


def test_sums_of_own_tables_hold() -> None:
    draft_phrases = Phrases(random.Random(0), "train", {})
    summed = 0
    for seed in range(200):
        rows = [[c.text for c in row] for row in OwnTables(random.Random(seed), draft_phrases, 2023).table().rows]
        assert len({len(row) for row in rows}) == 1
        heads = rows[0]
        if heads[-1] in pool_of("own.total", "train") and all(cell.isdigit() for row in rows[1:] for cell in row[1:]):
            summed += 1
            assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in rows[1:])
    assert summed > 20


def test_phrases_do_not_repeat_themselves() -> None:
    phrases = Phrases(random.Random(3), "train", dict.fromkeys(("own", "organ", "region", "level"), "我局"))
    first, second = phrases.several("problems.item", 8), phrases.several("problems.item", 8)
    assert not {text[-8:] for text in first} & {text[-8:] for text in second}
    assert "等等" not in phrases.fill("{topics}等方面" * 20)


def test_text_follows_headings_in_their_line_in_every_way() -> None:
    seen: Counter[str] = Counter()
    for draft in many(600):
        for block, after in pairwise(draft.blocks):
            if not isinstance(block, (Heading, Subheading)) or not block.run_in:
                continue
            assert isinstance(after, Paragraph)
            ending = next((mark for mark in ("。", "：", ":", "——") if block.text.endswith(mark)), "")
            seen[f"{type(block).__name__} {ending}{'' if ending else block.gap}"] += 1
    for kind in ("Heading", "Subheading"):
        assert min(seen[f"{kind} {ending}"] for ending in ("。", "：", ":", "——", "", " ", "\u3000")) > 0, seen


def test_headings_are_broken_and_repeated() -> None:
    made = list(many(400))
    broken = [b.text for d in made for b in d.blocks if isinstance(b, Heading) and "\n" in b.text]
    assert broken and all(part == part.strip() and part for text in broken for part in text.split("\n"))
    repeated = 0
    for draft in made:
        headings = tuple(b.text.replace("\n", "") for b in draft.blocks if isinstance(b, Heading))
        lines = [b.text for b in draft.blocks if isinstance(b, Furniture)]
        repeated += any(line.startswith(headings) and "续" in line + "续" * ("接上页" in line) for line in lines)
    assert 0 < repeated < 60
