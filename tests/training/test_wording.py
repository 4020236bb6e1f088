"""Drafts: deterministic, complete, with rectangular grids, and train and held-out material kept apart."""

from __future__ import annotations

import random
from typing import Literal

import pytest

from reports.tags import SECTION_KINDS, Tag
from training.synthesis.content import make_content
from training.synthesis.draft import Draft, GridCell, Heading, Paragraph, Subheading, Table, Title
from training.synthesis.labels import LabelStyle
from training.synthesis.narrative import narrative_values
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
        assert draft.title is None or draft.organ in draft.title
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
