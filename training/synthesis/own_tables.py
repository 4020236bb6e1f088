"""Tables of the organ's own: counts by channel, year, applicant or outcome, much like official ones yet none.

All their cells are prose, labels and numbers that an official table could have included.
"""

from __future__ import annotations

import random

from reports.tags import Tag
from training.synthesis.draft import GridCell, Table
from training.synthesis.phrases import Phrases

_NAME_HEADS = frozenset(
    (
        "事项",
        "信息类别",
        "公开内容",
        "公开方式",
        "公开渠道",
        "内容",
        "名称",
        "工作内容",
        "平台名称",
        "指标",
        "指标名称",
        "栏目",
        "渠道",
        "申请方式",
        "类别",
        "统计项",
        "项目",
    )
)
_CHANNELS = ("own.channels", "own.fields", "own.requests", "own.outcomes")
_UNITS = ("条", "件", "件", "次", "人", "——", "万元", "篇")


def _foreign(rows: list[list[str]]) -> Table:
    return Table("foreign", [[GridCell(text, Tag.PROSE) for text in row] for row in rows])


class OwnTables:
    """Draws the own tables of one report."""

    def __init__(self, rng: random.Random, phrases: Phrases, year: int) -> None:
        self.rng = rng
        self.phrases = phrases
        self.year = year

    def table(self) -> Table:
        """A table of any of the usual kinds."""
        makers = (self._list, self._years, self._line, self._outcomes, self._months, self._cross)
        return self.rng.choices(makers, (40, 16, 14, 12, 8, 10))[0]()

    def statistics(self) -> Table:
        """The statistics sheet of earlier years, which some organs still attach."""
        rng, rows = self.rng, [["指标名称", "计量单位", "统计数"]]
        if rng.random() < 0.5:
            rows = [["统计指标", "单位", f"{self.year}年数据"]]
        for line in self.phrases.several("own.statistics", rng.randint(6, 40), ordered=True):
            count = str(rng.choice((0, 0, 0, rng.randint(1, 60), rng.randint(1, 9000))))
            rows.append([line, rng.choice(_UNITS), count])
        return _foreign(rows)

    def _number(self) -> int:
        return self.rng.choice((0, 0, self.rng.randint(1, 30), self.rng.randint(1, 3000)))

    def _names(self, least: int, most: int) -> list[str]:
        names = self.phrases.several(self.rng.choice(_CHANNELS), self.rng.randint(least, most))
        return [name for name in names if not name.endswith("计")] or names

    def _list(self) -> Table:
        """A name and a number on every row."""
        rng = self.rng
        columns = self.phrases.one("own.heads").split(" ")
        rows = [columns] if rng.random() < 0.85 else []
        numbers: list[int] = []
        for index, name in enumerate(self.phrases.several(rng.choice(_CHANNELS), rng.randint(2, 8)), 1):
            numbers.append(sum(numbers) if name.endswith("计") else self._number())
            rows.append([self._cell(head, index, name, numbers[-1], at) for at, head in enumerate(columns)])
        return _foreign(rows)

    def _cell(self, head: str, index: int, name: str, number: int, at: int) -> str:
        """What stands in a list's row under ``head``, the column ``at``."""
        if head == "序号":
            return str(index)
        if "单位" in head:
            return self.rng.choice(_UNITS)
        if head in ("占比", "比例", "比重"):
            return f"{self.rng.randint(0, 100)}%"
        if head == "备注":
            return self.rng.choice(("", "", "无", "/", "含转载"))
        return name if head in _NAME_HEADS else str(number)

    def _years(self) -> Table:
        """Compared with the years before."""
        rng = self.rng
        years = [self.year - back for back in range(rng.randint(1, 3), -1, -1)]
        grows = rng.random() < 0.6
        rows = [[self.phrases.one("own.corner"), *(f"{year}年" for year in years), *(["同比增减"] if grows else [])]]
        for name in self._names(2, 6):
            numbers = [self._number() for _ in years]
            change = numbers[-1] - numbers[-2]
            shown = f"{change * 100 / numbers[-2]:.1f}%" if numbers[-2] and rng.random() < 0.5 else f"{change:+d}"
            rows.append([name, *map(str, numbers), *([shown] if grows else [])])
        return _foreign(rows)

    def _line(self) -> Table:
        """A header and a single line of numbers with their sum."""
        names = self._names(2, 6)
        numbers = [self._number() for _ in names]
        corner = self.phrases.one("own.corner")
        total = self.phrases.one("own.total")
        return _foreign([[corner, *names, total], [f"{self.year}年", *map(str, [*numbers, sum(numbers)])]])

    def _outcomes(self) -> Table:
        """Outcomes in the words of table 三 with numbers and shares."""
        names = self.phrases.several("own.outcomes", self.rng.randint(3, 8), ordered=True)
        numbers = [self._number() for _ in names]
        whole = max(1, sum(numbers))
        rows = [[self.phrases.one("own.corner"), "件数", "占比"]]
        rows += [[name, str(n), f"{n * 100 / whole:.1f}%"] for name, n in zip(names, numbers, strict=True)]
        return _foreign([*rows, [self.phrases.one("own.total"), str(sum(numbers)), "100%"]])

    def _months(self) -> Table:
        rng = self.rng
        heads = rng.choice(([f"{month}月" for month in range(1, 13)], ["一季度", "二季度", "三季度", "四季度"]))
        rows = [[self.phrases.one("own.corner"), *heads, self.phrases.one("own.total")]]
        for name in self._names(1, 4):
            numbers = [rng.choice((0, rng.randint(0, 200))) for _ in heads]
            rows.append([name, *map(str, [*numbers, sum(numbers)])])
        return _foreign(rows)

    def _cross(self) -> Table:
        """Counts by two things at once, with a column and a row of sums: most like an official table."""
        columns, names = self.phrases.several("own.applicants", self.rng.randint(2, 5), ordered=True), self._names(2, 5)
        total = self.phrases.one("own.total")
        grid = [[self.rng.choice((0, 0, self.rng.randint(0, 40))) for _ in columns] for _ in names]
        rows = [[self.phrases.one("own.corner"), *columns, total]]
        rows += [[name, *map(str, line), str(sum(line))] for name, line in zip(names, grid, strict=True)]
        sums = [sum(line) for line in zip(*grid, strict=True)]
        return _foreign([*rows, [total, *map(str, sums), str(sum(sums))]])
