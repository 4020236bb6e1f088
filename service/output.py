"""Outcomes onto standard output, into files and onto the terminal's progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reports.report import Report
from service.pipeline import Failure, Outcome
from service.serialization import OutputNames, to_json

PIPE_WIDTH = 110  # columns where standard output is no terminal


def complaint(outcome: Outcome, *, debug: bool = False) -> str | None:
    """The line that says why a file was not read, or that it is no such report; None where all is well."""
    if isinstance(outcome, Failure):
        line = f"{outcome.name}：{outcome.message}"
        return f"{line}\n{outcome.details}" if debug and outcome.details else line
    for warning in outcome.warnings:
        if warning.code == "not_a_report":
            return f"{outcome.source.name}：{warning.message}"
    return None


def print_json(outcomes: Iterable[Outcome]) -> None:
    """One JSON object a line, each as soon as it is there."""
    for outcome in outcomes:
        sys.stdout.write(to_json(outcome) + "\n")
        sys.stdout.flush()


def print_reports(outcomes: Iterable[Outcome]) -> None:
    """Reports for people. What was not read, or is no such report, is said on standard error by the caller."""
    from rich.console import Console

    from service.rendering import has_colour, render_report

    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    colour = has_colour(console)
    for outcome in outcomes:
        if isinstance(outcome, Report) and complaint(outcome) is None:
            for part in render_report(outcome, colour=colour):
                console.print(part, soft_wrap=False)


def print_problems(outcomes: Iterable[Outcome], *, strict: bool) -> int:
    """Only what is wrong, under the name of its file; returns how many reports do not pass."""
    from rich.console import Console

    from service.rendering import render_problems

    console = Console(highlight=False, soft_wrap=True)
    wrong = 0
    for outcome in outcomes:
        if isinstance(outcome, Failure) or complaint(outcome) is not None:
            continue
        wrong += not passes(outcome, strict=strict)
        lines = list(render_problems(outcome, incomplete=strict))
        if lines:
            console.print(outcome.source.name, style="bold", markup=False)
            for line in lines:
                console.print("  ", line, sep="")
    return wrong


def passes(report: Report, *, strict: bool) -> bool:
    """Whether no check failed and no claim differs; if strict, no check is incomplete and nothing was warned of."""
    bad = {"failed", "incomplete"} if strict else {"failed"}
    if any(check.status in bad for check in report.checks) or any(one.status == "differs" for one in report.claims):
        return False
    return not (strict and report.warnings)


def print_lines(outcomes: Iterable[Outcome]) -> None:
    """One short line a report, for runs that write files."""
    for outcome in outcomes:
        if isinstance(outcome, Report):
            failed = sum(check.status == "failed" for check in outcome.checks)
            verdict = f"勾稽不符 {failed} 处" if failed else "无勾稽不符"
            differing = sum(claim.status == "differs" for claim in outcome.claims)
            verdict += f"，文表不一 {differing} 处" if differing else ""
            sys.stdout.write(f"{outcome.source.name}：{verdict}，警告 {len(outcome.warnings)} 条\n")


def saved(outcomes: Iterable[Outcome], folder: Path) -> Iterator[Outcome]:
    """Write each outcome as a JSON file into the folder while it passes."""
    names = OutputNames()
    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        path = folder / names.path_for(outcome.name if isinstance(outcome, Failure) else outcome.source.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_json(outcome, indent=1) + "\n", encoding="utf-8")
        yield outcome


def write_tables(outcomes: Iterable[Outcome], table_format: str, out: Path | None) -> None:
    """All tables into one file: ``out`` itself where it has the format's suffix, else tables.csv or tables.xlsx in it.

    Without ``out`` they go to standard output.
    """
    from service.export import write_csv, write_xlsx

    suffix = f".{table_format}"
    if out is not None and out.suffix.lower() != suffix:
        out = out / f"tables{suffix}"
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
    if table_format == "xlsx":
        write_xlsx(outcomes, out if out is not None else sys.stdout.buffer)
    elif out is None:
        write_csv(outcomes, sys.stdout)
    else:
        # With a byte order mark Excel takes the file for the UTF-8 that it is.
        with out.open("w", encoding="utf-8-sig", newline="") as stream:
            write_csv(outcomes, stream)
    if out is not None:
        sys.stdout.write(f"{out}\n")
