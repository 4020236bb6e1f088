"""``gouji history``: what comes back in an organ's reports year after year."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reports.themes import THEME_NAMES
from service.phrasing import SECTION_NAMES

if TYPE_CHECKING:
    from rich.console import Console

    from service.history.messages import CopiedSection, OrganHistory, RecurringProblem

_SHOWN_SENTENCES = 3


def history(
    organ: Annotated[str, typer.Argument(metavar="ORGAN", help="机关全称。\n\nThe organ's whole name.")],
    theme: Annotated[
        str | None, typer.Option("--theme", help="只看这一主题的问题。\n\nOnly problems of this theme.")
    ] = None,
    all_sections: Annotated[
        bool,
        typer.Option("--all", "-a", help="也显示沿用不多的章节。\n\nAlso sections of which little was taken over."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="只写 JSON。\n\nPrint only JSON.")] = False,
) -> None:
    """一个机关历年报告中反复出现的问题、与上一年度雷同的章节。 What comes back in an organ's reports over the years."""
    from models.shipping import ModelError
    from service.history.timeline import history as read_history
    from service.search.opening import open_encoder
    from service.services import open_store
    from service.settings import settings
    from service.storage_commands import opened_store

    if theme is not None and theme not in THEME_NAMES:
        raise typer.BadParameter(f"没有这个主题，应为 {'、'.join(THEME_NAMES)} 之一", param_hint="--theme")
    try:
        with opened_store(open_store) as store:
            found = read_history(store, organ, open_encoder(settings()), theme=theme, whole=all_sections)
    except ModelError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
    if found is None:
        typer.echo(f"没有“{organ}”的报告，或其报告都不知年度；机关须用全称", err=True)
        raise typer.Exit(1)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _show(found)


def _show(found: OrganHistory) -> None:
    from rich.console import Console

    from service.output import PIPE_WIDTH

    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    console.print(found.organ, style="bold", markup=False)
    console.print("，".join(f"{one.year} 年 {one.problems} 个问题" for one in found.years), markup=False)
    console.print("\n反复出现的问题", style="bold")
    for problem in found.recurring:
        _show_problem(console, problem)
    if not found.recurring:
        console.print("  没有")
    console.print("\n与上一年度雷同的章节", style="bold")
    for section in found.copied:
        _show_section(console, section)
    if not found.copied:
        console.print("  没有")


def _show_problem(console: Console, problem: RecurringProblem) -> None:
    themes = "、".join(THEME_NAMES.get(key, key) for key in problem.themes) or "未归类"
    console.print(f"  {themes}，连续 {len(problem.years)} 年", style="bold", markup=False)
    for named in problem.named:
        likeness = "" if named.similarity is None else f"（相似度 {named.similarity:.2f}）"
        console.print(f"    {named.year}  {' '.join(named.text.split())}{likeness}", markup=False)


def _show_section(console: Console, section: CopiedSection) -> None:
    name = SECTION_NAMES.get(section.section, section.section)
    console.print(
        f"  {name}：{section.year} 年有 {section.share:.0%} 沿用 {section.earlier_year} 年，"
        f"其中 {section.verbatim:.0%} 一字不差",
        style="bold",
        markup=False,
    )
    for aligned in section.aligned[:_SHOWN_SENTENCES]:
        console.print(f"    {section.year}  {' '.join(aligned.later.split())}", markup=False)
        if aligned.earlier != aligned.later:
            console.print(f"    {section.earlier_year}  {' '.join(aligned.earlier.split())}", style="dim", markup=False)
    if (more := len(section.aligned) - _SHOWN_SENTENCES) > 0:
        console.print(f"    … 还有 {more} 句（--json 给出全部）", style="dim")
