"""``gouji push``: files, folders and archives to the service, with a progress bar, again and again without harm."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from service.client.filters import Given
    from service.inputs import Inputs
    from service.pushing import Pushed

_RETRIES = 9  # over some two minutes, in which a service that is started again is back
_FIRST_RETRIES = 1  # at the start nobody waits that long for an address that is wrong
_INTERRUPTED = 130

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|DIR|-",
        help="报告文件、装有报告的 ZIP、文件夹（含子文件夹）或 -（标准输入）。"
        "\n\nFiles, ZIP archives of reports, folders with all below them, or - for standard input.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", help="服务地址，默认为 GOUJI_URL 或本机。\n\nThe service; by default GOUJI_URL or this machine."
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        help="密钥；写在 GOUJI_KEY 里就不会留在命令历史中。\n\nThe API key; GOUJI_KEY keeps it out of the history.",
    ),
]
AtOnce = Annotated[
    int,
    typer.Option("--jobs", "-j", min=1, max=64, help="同时推送的文件数。\n\nFiles on their way at a time."),
]
Organ = Annotated[
    str | None,
    typer.Option("--organ", help="机关名称，优先于读出的。\n\nThe organ of all files, outranking what is read."),
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=2008, max=2100, help="年度，优先于读出的。\n\nThe year of all files."),
]
Region = Annotated[
    str | None,
    typer.Option("--region", help="地区，优先于读出的。\n\nThe region of all files."),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="标准输出每个文件一行 JSON。\n\nOne JSON object a line for each file."),
]


def push(
    paths: Paths,
    url: Url = None,
    key: Key = None,
    jobs: AtOnce = 4,
    organ: Organ = None,
    year: Year = None,
    region: Region = None,
    as_json: AsJson = False,
) -> None:
    """把报告推送到服务；已有的不再发送，中断后再运行即接着推送。 Send reports to the service; run again to go on."""
    from service.cli import inputs_for

    inputs = inputs_for(paths)
    tally = _Tally(len(inputs.items), as_json)
    given: Given = {"organ": organ, "year": year, "region": region}
    try:
        asyncio.run(_push(inputs, url, key, given, jobs, tally))
    except KeyboardInterrupt:
        tally.finish("已中断。再运行同一命令，从这里接着推送。")
        raise typer.Exit(_INTERRUPTED) from None
    tally.finish()
    raise typer.Exit(1 if tally.failed or tally.left else 0)


async def _push(inputs: Inputs, url: str | None, key: str | None, given: Given, jobs: int, tally: _Tally) -> None:
    from service.client import AsyncClient, ServiceError
    from service.pushing import PushStopped, push

    try:
        async with AsyncClient(url, key, retries=_FIRST_RETRIES) as client:
            await client.version()
        client = AsyncClient(url, key, retries=_RETRIES)
    except (ServiceError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    async with client, aclosing(push(inputs.items, client, given, jobs)) as outcomes:
        with tally.shown():
            try:
                async for pushed in outcomes:
                    tally.add(pushed)
            except PushStopped as stop:
                tally.stopped = str(stop)


@dataclass(slots=True)
class _Tally:
    """Counts and shows what becomes of the files: as they pass on the terminal, and at the end as a whole."""

    total: int
    as_json: bool
    failures: list[Pushed] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: int = 0  # reports sent now of which a check failed
    stopped: str | None = None
    _progress: Progress | None = None

    @property
    def failed(self) -> int:
        return self.counts["failed"]

    @property
    def left(self) -> int:
        """How many files have not had their turn."""
        return self.total - self.counts.total()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """With a progress bar on standard error, if that is a terminal."""
        if not sys.stderr.isatty():
            yield
            return
        self._progress = _bar(self.total)
        with self._progress:
            yield

    def add(self, pushed: Pushed) -> None:
        """A file is done."""
        self.counts[pushed.state] += 1
        if pushed.state == "failed":
            self.failures.append(pushed)
        self.wrong += pushed.report is not None and any(check.status == "failed" for check in pushed.report.checks)
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], advance=1, description=self._sums())
        if self.as_json:
            sys.stdout.write(_json_line(pushed) + "\n")
            sys.stdout.flush()
        self._warn(pushed)

    def finish(self, remark: str | None = None) -> None:
        """Say what failed, why it stopped, and the sums."""
        for failure in self.failures:
            typer.echo(f"{failure.name}：{failure.message}（{failure.code}）", err=True)
        if self.stopped:
            typer.echo(f"停止推送：{self.stopped}", err=True)
            remark = "再运行同一命令，从这里接着推送。"
        line = self._sums() + (f"，勾稽不符 {self.wrong} 份" if self.wrong else "")
        line += f"，未推送 {self.left}" if self.left else ""
        typer.echo(line, err=self.as_json)
        if remark and self.left:
            typer.echo(remark, err=True)

    def _sums(self) -> str:
        return f"新增 {self.counts['new']}，已有 {self.counts['known']}，失败 {self.failed}"

    def _warn(self, pushed: Pushed) -> None:
        """A text that is no such report is taken in all the same; better said than found out later."""
        from service.output import complaint

        line = complaint(pushed.report) if pushed.report is not None else None
        if line is None:
            return
        if self._progress is not None:
            self._progress.console.print(line, markup=False, highlight=False)
        else:
            typer.echo(line, err=True)


def _bar(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("推送"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    progress = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    progress.add_task("", total=total)
    return progress


def _json_line(pushed: Pushed) -> str:
    line: dict[str, object] = {"name": pushed.name, "state": pushed.state, "id": pushed.id}
    if pushed.report is not None:
        report = pushed.report
        failed = sum(check.status == "failed" for check in report.checks)
        line |= {"organ": report.organ, "year": report.year, "failed_checks": failed, "warnings": len(report.warnings)}
    if pushed.state == "failed":
        line["error"] = {"code": pushed.code, "message": pushed.message}
    return json.dumps(line, ensure_ascii=False)
