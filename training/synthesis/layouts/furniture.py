"""What stands on a page beside the report: page numbers, running heads."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.layouts.writer import Chooser, Writer

PAGE_NUMBERS = {
    "- {n} -": 4.0,
    "— {n} —": 4.0,
    "－{n}－": 1.0,
    "-{n}-": 2.0,
    "第 {n} 页": 1.0,
    "第{n}页 共{m}页": 2.0,
    "第 {n} 页 / 共 {m} 页": 1.0,
    "{n} / {m}": 1.0,
    "Page {n} of {m}": 0.3,
    "{n}": 1.5,
}
HELDOUT_PAGE_NUMBERS = {"·{n}·": 1.0, "〔{n}〕": 0.5, "~ {n} ~": 0.5, "页码：{n}": 0.5}


def page_number(chooser: Chooser) -> str:
    number = chooser.rng.randrange(1, 12)
    form = chooser.pick(PAGE_NUMBERS, HELDOUT_PAGE_NUMBERS)
    return form.format(n=number, m=number + chooser.rng.randrange(0, 6))


def page_break(writer: Writer, chooser: Chooser) -> None:
    """A page's end inside a table: empty lines and a page number in the middle of the page."""
    writer.delimiter(chooser.pick({"": 1, "\n": 3, "\n\n": 1}))
    writer.delimiter(" " * chooser.rng.randrange(0, 40))
    writer.content(page_number(chooser), Tag.RUNNING_HEAD)
    writer.border("\n" + chooser.pick({"": 2, "\n": 3, "\n\n": 1}), "row")
