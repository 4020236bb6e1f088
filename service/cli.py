"""The command ``gouji``: arguments in, outcomes out, exit status. What it prints is made elsewhere.

Exit status: 0 all was read; 1 something was not (or, for ``check``, sums or text and tables differ); 2 wrong usage or a
wrong setting; 130 interrupted. What a start does not need is imported where it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import gouji
from reports.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from service.inputs import Inputs
    from service.pipeline import Outcome

MANY = 32  # from this many files on, starting further processes pays

app = typer.Typer(
    name="gouji",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="勾稽：读取政府信息公开工作年度报告，逐格重建表格并核对勾稽关系。"
    "\n\nReads annual reports on government information disclosure, rebuilds their tables, checks the sums."
    "\n\n上限等设置用环境变量 GOUJI_…，见 docs/settings.md。 Limits and other settings: environment variables GOUJI_…",
)


class TableFormat(StrEnum):
    """The formats that tables are written in."""

    csv = "csv"
    xlsx = "xlsx"


Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|DIR|-",
        help="报告文件（网页、Word、WPS、PDF、扫描件、文本）、装有报告的 ZIP、文件夹（含子文件夹）或 -（标准输入）。"
        "\n\nFiles (web pages, Word, WPS, PDF, scans, text), ZIP archives of them, folders with all below them,"
        " or - for standard input.",
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        help="同时读取的进程数，0 为 GOUJI_JOBS 或自动。\n\nProcesses that read at a time; 0: GOUJI_JOBS or automatic.",
    ),
]
Debug = Annotated[
    bool, typer.Option("--debug", help="内部错误时显示调用栈。\n\nShow the traceback of an internal error.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gouji {gouji.__version__}")
        raise typer.Exit()


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="显示版本号。\n\nShow the version."),
    ] = False,
) -> None:
    pass


@app.command()
def read(
    files: Files,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="标准输出只写 JSON，每个文件一行。\n\nPrint only JSON, one object a line for each file."
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="写入这个文件夹，每份报告一个 JSON；与 --format 同用时写表格。"
            "\n\nWrite to this folder: a JSON file for each report, or the tables with --format.",
        ),
    ] = None,
    table_format: Annotated[
        TableFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="把全部表格写成一个 CSV 或 Excel 文件。\n\nWrite all tables as one CSV or Excel file.",
        ),
    ] = None,
    jobs: Jobs = 0,
    debug: Debug = False,
) -> None:
    """读取报告：章节、表格、勾稽关系、问题与改进。 Read reports: sections, tables, checks, passages."""
    from service import output

    if as_json and table_format:
        raise typer.BadParameter("--json 与 --format 不能同时使用 (--json and --format exclude each other)")
    if table_format is TableFormat.xlsx and out is None and sys.stdout.isatty():
        raise typer.BadParameter("xlsx 不能写到终端，请加 --out (add --out: a workbook is nothing for a terminal)")
    inputs = inputs_for(files)
    tally = Tally(debug=debug)
    outcomes = tally.over(_outcomes(inputs, jobs, quiet=bool(table_format and out)))
    if table_format:
        output.write_tables(outcomes, table_format.value, out)
    else:
        if out:
            outcomes = output.saved(outcomes, out)
        if as_json:
            output.print_json(outcomes)
        elif out:
            output.print_lines(outcomes)
        else:
            output.print_reports(outcomes)
    raise typer.Exit(1 if tally.unread else 0)


@app.command()
def check(
    files: Files,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="数据不足以判断和有警告的也算不通过。\n\nIncomplete checks and warnings count as well."
        ),
    ] = False,
    jobs: Jobs = 0,
    debug: Debug = False,
) -> None:
    """只显示有问题之处；有勾稽不符或文表不一时退出状态为 1。 Print only what is wrong; exit status 1 if anything is."""
    from service import output

    tally = Tally(debug=debug)
    outcomes = _outcomes(inputs_for(files), jobs)
    wrong = output.print_problems(tally.over(outcomes), strict=strict)
    raise typer.Exit(1 if wrong or tally.unread else 0)


@app.command()
def themes(
    files: Files,
    contexts: Annotated[
        bool,
        typer.Option("--all", "-a", help="也显示引子、套话等其他段落。\n\nAlso passages that are neither."),
    ] = False,
    jobs: Jobs = 0,
    debug: Debug = False,
) -> None:
    """显示第五部分的问题与措施及其主题。 Show the problems and measures of section five with their themes."""
    from service.themes_commands import print_themes

    tally = Tally(debug=debug)
    print_themes(tally.over(_outcomes(inputs_for(files), jobs)), contexts=contexts)
    raise typer.Exit(1 if tally.unread else 0)


@app.command("models")
def show_models() -> None:
    """显示随附的模型。 Show the models that are shipped."""
    from service.model_facts import model_facts

    for line in model_facts():
        typer.echo(line)


@dataclass(slots=True)
class Tally:
    """Counts what was not read while outcomes pass, and says so on standard error."""

    debug: bool = False
    unread: int = 0

    def over(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        from service.output import complaint

        for outcome in outcomes:
            line = complaint(outcome, debug=self.debug)
            if line is not None:
                self.unread += 1
                typer.echo(line, err=True)
            yield outcome


def inputs_for(arguments: list[str]) -> Inputs:
    """The sources that a command's arguments name; ends the command where they cannot be used."""
    from service.inputs import expand
    from service.settings import SettingsError, unknown

    try:
        inputs = expand(arguments)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if unused := unknown():
        typer.echo(f"没有这些设置，不起作用：{'，'.join(unused)}", err=True)
    if inputs.skipped:
        kinds = "，".join(f"{suffix} {count}" for suffix, count in sorted(inputs.skipped.items()))
        typer.echo(f"文件夹和压缩包中跳过其他类型的文件：{kinds}", err=True)
    return inputs


def _outcomes(inputs: Inputs, jobs: int, *, quiet: bool = False) -> Iterator[Outcome]:
    """The outcomes, with a progress display on the terminal; ``quiet``: nothing is printed while they pass."""
    from service.pipeline import read_many
    from service.settings import settings

    outcomes = read_many(inputs.items, jobs=jobs or settings().jobs or _automatic_jobs(len(inputs.items)))
    if not sys.stderr.isatty():
        return outcomes
    from service.progress import with_progress

    names = [item.name for item in inputs.items]
    return with_progress(outcomes, names, shared=sys.stdout.isatty() and not quiet)


def _automatic_jobs(files: int) -> int:
    if files < MANY:
        return 1
    from service.workers import processors

    return processors()


def _add_service_commands() -> None:
    from service.index_commands import index_app
    from service.jobs.command import worker
    from service.push_command import push
    from service.serving_commands import serve
    from service.storage_commands import backup, db_app, keys_app, restore

    for command in (serve, worker, push, backup, restore):
        app.command()(command)
    app.add_typer(db_app, name="db")
    app.add_typer(index_app, name="index")
    app.add_typer(keys_app, name="keys")


def _add_other_commands() -> None:
    from service.history_command import history
    from service.search_commands import search
    from service.themes_commands import classify

    app.command()(classify)
    app.command()(search)
    app.command()(history)


def _add_training_commands() -> None:
    from service.measuring_commands import bench, evaluate
    from service.training_commands import train

    app.add_typer(train, name="train")
    app.command("evaluate")(evaluate)
    app.command("bench")(bench)


def _speak_utf8() -> None:
    """UTF-8 on standard output and error whatever the locale; what cannot be written is replaced."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


_add_other_commands()
_add_service_commands()
_add_training_commands()


def main() -> None:
    """The command's entry point."""
    switch_off_telemetry()
    _speak_utf8()
    app()


if __name__ == "__main__":
    main()
