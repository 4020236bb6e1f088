"""The content of a synthetic report: the organ, the year, and every number of its official tables."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.forms import Column, Form, Table, edition_of_year, editions, load_form
from training.synthesis.draft import CellContent
from training.synthesis.numbers import Kind, NumberStyle, draw_style, weighted, word_instead, write_cell
from training.synthesis.organs import Organ, make_organ
from training.synthesis.splits import Split

_YEARS = ((2019, 14), (2020, 18), (2021, 14), (2022, 16), (2023, 20), (2024, 14), (2025, 8), (2026, 2))
_BUSYNESS = (("none", 35), ("few", 35), ("busy", 30))
_BROKEN_SHARE = 0.15
_MIXED_SHARE = 0.03


@dataclass(slots=True)
class Content:
    """What a report says. ``cells`` and ``numbers`` hold every cell of ``tables`` by "table.row.column".

    ``broken`` names the mistakes put into the sums on purpose; empty where every sum holds.
    """

    organ: Organ
    year: int
    form: str
    tables: dict[str, Table]
    numbers: dict[str, float]
    cells: dict[str, CellContent]
    broken: tuple[str, ...]

    def number(self, key: str) -> int:
        """The whole number of a cell, before it was written down; 0 where there is no such cell."""
        return int(self.numbers.get(key, 0))


def kind_of(column: Column) -> Kind:
    """What sort of number a column holds."""
    return "change" if column.signed else "amount" if column.decimal else "count"


def total_keys(table: Table) -> tuple[str, frozenset[str]]:
    """The key of the column of totals and the keys of the rows of totals: the terms alone on a sum's left."""
    columns = [s.sides[0][0] for s in table.sums if s.for_each == "row"]
    rows = frozenset(s.sides[0][0] for s in table.sums if s.for_each == "column" and len(s.sides[0]) == 1)
    return (columns[0] if columns else ""), rows


def spread(rng: random.Random, total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to ``total``, roughly in proportion to ``weights``."""
    if total < 40:
        parts = [0] * len(weights)
        for index in rng.choices(range(len(weights)), weights, k=total):
            parts[index] += 1
        return parts
    scale = total / sum(weights)
    parts = [int(weight * scale * rng.uniform(0.8, 1.0)) for weight in weights]
    parts[max(range(len(weights)), key=weights.__getitem__)] += total - sum(parts)
    return parts


def _received(rng: random.Random, busyness: str) -> int:
    if busyness == "none":
        return 0
    if busyness == "few":
        return rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 11, 15, 21))
    return int(10 ** rng.uniform(1.3, 3.9))


def _proactive_numbers(table: Table, rng: random.Random, busyness: str) -> dict[str, float]:
    """Numbers of table 二; nothing in it has to add up."""
    numbers: dict[str, float] = {}
    most = {"none": 0, "few": 40, "busy": rng.choice((300, 5000, 200000))}[busyness]
    for index, block in enumerate(table.blocks):
        top = min(most, 400) if index == 0 else most  # documents are fewer than decisions
        for row in block.rows:
            idle = top == 0 or rng.random() < (0.5 if busyness == "few" else 0.2)
            for column in block.columns:
                kind = kind_of(column)
                value: float = 0
                if not idle and kind == "amount":
                    scale = top * rng.choice((1, 1000)) if "as written" in (column.unit or "") else top
                    value = rng.choice((rng.randint(1, scale), round(rng.uniform(0, scale), rng.choice((1, 2, 2, 4)))))
                elif not idle and kind == "change":
                    value = rng.choice((0, 0, rng.randint(-9, 9), rng.randint(-top, top)))
                elif not idle:
                    value = int(rng.random() ** 3 * top)
                numbers[f"{table.name}.{row.key}.{column.key}"] = value
    return numbers


def _requests_numbers(table: Table, rng: random.Random, busyness: str) -> dict[str, float]:
    """Numbers of table 三 in which every sum of the form holds."""
    sums = {s.id: s.sides for s in table.sums}
    (total,), applicants = sums["row_total"]
    (processed,), outcomes = sums["processed_total"]
    (new, carried_in), (_, carried_out) = sums["balance"]
    weights = [rng.expovariate(1) ** 3 * (0 if rng.random() < 0.4 else 1) + 1e-9 for _ in outcomes]
    weights[0] += rng.choice((0.5, 3, 10))
    natural = rng.choice((0.5, 2, 8, 30))
    shares = [natural, *(rng.expovariate(1) ** 2 * (rng.random() < 0.7) + 1e-9 for _ in applicants[1:])]
    received = _received(rng, busyness)
    before = 0 if received == 0 or rng.random() < 0.5 else rng.randint(0, max(1, received // 6))
    after = 0 if received == 0 or rng.random() < 0.4 else rng.randint(0, max(1, received // 5))
    numbers: dict[str, float] = {}
    by_new, by_before = spread(rng, received, shares), spread(rng, before, shares)
    for index, column in enumerate(applicants):
        have = by_new[index] + by_before[index]
        open_still = min(have, round(after * by_new[index] / max(1, received)))
        done = spread(rng, have - open_still, weights)
        values = dict(zip(outcomes, done, strict=True))
        values |= {new: by_new[index], carried_in: by_before[index], carried_out: open_still, processed: sum(done)}
        for row_key, value in values.items():
            numbers[f"requests.{row_key}.{column}"] = value
    for row in table.rows:
        numbers[f"requests.{row.key}.{total}"] = sum(numbers[f"requests.{row.key}.{c}"] for c in applicants)
    return numbers


def _reviews_numbers(table: Table, rng: random.Random, busyness: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    (total,), results = table.sums[0].sides
    for row in table.rows:
        count = 0
        if busyness == "busy" or (busyness == "few" and rng.random() < 0.3):
            count = rng.choice((0, 0, 1, 2, 3, 5, 9, rng.randint(0, 120)))
        parts = spread(rng, count, [rng.expovariate(1) + 0.01 for _ in results])
        for key, part in zip(results, parts, strict=True):
            numbers[f"reviews.{row.key}.{key}"] = part
        numbers[f"reviews.{row.key}.{total}"] = count
    return numbers


def _break(numbers: dict[str, float], tables: Mapping[str, Table], rng: random.Random) -> tuple[str, ...]:
    """Put one to three of the usual mistakes into the sums; returns their names."""
    done = []
    requests = tables["requests"]
    total, total_rows = total_keys(requests)
    rows = [row.key for row in requests.rows]
    columns = [column.key for column in requests.columns(rows[0])]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        mistake = rng.choice(("total_row", "total_column", "cell", "detail", "swap", "carried_out", "reviews", "shift"))
        row, column = rng.choice(rows), rng.choice(columns)
        key = f"requests.{row}.{column}"
        if mistake == "total_row":
            key = f"requests.{min(total_rows)}.{rng.choice((column, total))}"
        elif mistake == "total_column":
            key = f"requests.{row}.{total}"
        elif mistake == "carried_out":
            key = f"requests.{rows[-1]}.{rng.choice((columns[0], total))}"
        elif mistake == "reviews":
            review = rng.choice(tables["reviews"].rows)
            key = f"reviews.{review.key}.{rng.choice(tables['reviews'].columns(review.key)).key}"
        if mistake == "detail":  # the totals are given, the outcome they came from is not
            for other in columns:
                numbers[f"requests.{rows[2]}.{other}"] = 0
        elif mistake == "swap":
            other_key = f"requests.{rng.choice(rows)}.{column}"
            numbers[key], numbers[other_key] = numbers[other_key], numbers[key]
        elif mistake == "shift" and row != rows[-1]:  # a row of numbers written one row too low
            below = rows[rows.index(row) + 1]
            for other in columns:
                numbers[f"requests.{below}.{other}"] = numbers[f"requests.{row}.{other}"]
        else:
            step = rng.choice((1, 1, 1, 2, 3, 10, rng.randint(1, 50)))
            numbers[key] = numbers[key] + step if rng.random() < 0.6 else max(0, numbers[key] - step)
        done.append(mistake)
    return tuple(done)


def _written(
    table: Table, numbers: Mapping[str, float], style: NumberStyle, rng: random.Random
) -> dict[str, CellContent]:
    total_column, total_rows = total_keys(table)
    cells = {}
    for row, column in table.cells():
        key = f"{table.name}.{row.key}.{column.key}"
        total = "column" if column.key == total_column else "row" if row.key in total_rows else ""
        cells[key] = write_cell(numbers[key], kind_of(column), style, rng, total)
    return cells


def _tables(form: Form, rng: random.Random) -> dict[str, Table]:
    """The tables of a report: those of its form, seldom table 二 of the other edition."""
    tables = dict(form.tables)
    if rng.random() < _MIXED_SHARE:
        other = rng.choice([edition for edition in editions() if edition != form.edition])
        tables["proactive"] = load_form(other).tables["proactive"]
    return tables


def make_content(rng: random.Random, split: Split, form: str | None = None) -> Content:
    """Content drawn at random. ``form`` asks for an edition, otherwise the year decides."""
    year = weighted(rng, _YEARS)
    while form is not None and edition_of_year(year) != form:
        year = weighted(rng, _YEARS)
    edition = load_form(edition_of_year(year))
    tables = _tables(edition, rng)
    busyness = weighted(rng, _BUSYNESS)
    proactive_busyness = busyness if rng.random() < 0.6 else weighted(rng, _BUSYNESS)
    numbers = _proactive_numbers(tables["proactive"], rng, proactive_busyness)
    numbers |= _requests_numbers(tables["requests"], rng, busyness)
    numbers |= _reviews_numbers(tables["reviews"], rng, busyness if rng.random() < 0.8 else "few")
    broken = _break(numbers, tables, rng) if rng.random() < _BROKEN_SHARE else ()
    style = draw_style(rng)
    cells: dict[str, CellContent] = {}
    for table in tables.values():
        own = style if rng.random() < 0.75 else draw_style(rng)
        own = replace(own, unit=style.unit, full_width=style.full_width)
        cells |= _written(table, numbers, own, rng)
    if rng.random() < 0.006:
        cells[rng.choice(list(cells))] = word_instead(rng)
    return Content(make_organ(rng, split), year, edition.edition, tables, numbers, cells, broken)
