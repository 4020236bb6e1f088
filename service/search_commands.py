"""``gouji search``: the search over the index of this machine's data, without a service."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO, TypeVar, cast

import typer

if TYPE_CHECKING:
    from service.search.exporting import ExportFormat
    from service.search.messages import SearchAnswer
    from service.search.questions import SearchQuestion
    from service.search.serving import SearchService

_FORMATS = ("csv", "xlsx", "parquet")
_LIMIT, _BATCH_LIMIT, _MOST = 20, 100, 10_000

Answer = TypeVar("Answer")


def _many(name: str, help: str, metavar: str) -> Any:
    return typer.Option(name, help=help, metavar=metavar)


def search(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="词、短语或问题；可以不给，只按条件列出。\n\nMay be left out to list."),
    ] = "",
    theme: Annotated[list[str] | None, _many("--theme", "主题，可重复。\n\nTheme, repeatable.", "KEY")] = None,
    role: Annotated[
        list[str] | None, _many("--role", "problem、measure 或 context，可重复。\n\nRole, repeatable.", "ROLE")
    ] = None,
    section: Annotated[list[str] | None, _many("--section", "章节，可重复。\n\nSection, repeatable.", "KEY")] = None,
    year: Annotated[list[int] | None, _many("--year", "年度，可重复。\n\nYear, repeatable.", "YEAR")] = None,
    organ: Annotated[
        list[str] | None, _many("--organ", "机关全称，可重复。\n\nOrgan, its whole name, repeatable.", "NAME")
    ] = None,
    organ_contains: Annotated[
        str | None, _many("--organ-contains", "机关名称含有这些字。\n\nPart of the organ's name.", "TEXT")
    ] = None,
    region: Annotated[
        list[str] | None, _many("--region", "地区名称含有这些字，可重复。\n\nPart of the region, repeatable.", "TEXT")
    ] = None,
    level: Annotated[
        list[str] | None,
        _many("--level", "national、province、city、county、township，可重复。\n\nLevel, repeatable.", "LEVEL"),
    ] = None,
    failed: Annotated[
        bool | None,
        typer.Option("--failed/--not-failed", help="报告有无勾稽不符。\n\nWhether a sum of the report fails."),
    ] = None,
    mode: Annotated[
        str, typer.Option("--mode", help="hybrid、text（逐字）或 vector（含义）。\n\nWays of searching.")
    ] = "hybrid",
    sort: Annotated[
        str, typer.Option("--sort", help="relevance、-year、year 或 organ。\n\nOrder of the passages.")
    ] = "relevance",
    group: Annotated[str | None, _many("--group", "organ：按机关归并。\n\nGroup by organ.", "organ")] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, max=_MOST, help="至多多少项，默认 20，批量 100。\n\nAt most so many."),
    ] = None,
    after: Annotated[
        int, typer.Option("--after", min=0, max=_MOST - 1, help="跳过前面多少项。\n\nLeave so many of the first out.")
    ] = 0,
    understand: Annotated[
        bool,
        typer.Option(
            "--understand/--no-understand",
            help="从问句中识别年度、地点、主题、近义词。\n\nRead years, places, themes, synonyms out of the query.",
        ),
    ] = True,
    batch: Annotated[
        str | None,
        _many(
            "--batch",
            '批量：每行一个 {"id", "query"} 的文件，- 为标准输入。\n\nMany queries, a JSON object a line.',
            "FILE|-",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只写 JSON。\n\nPrint only JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="全部结果写入 .csv、.xlsx 或 .parquet 文件；批量时写入 JSON 行。\n\nWrite to a file."
        ),
    ] = None,
) -> None:
    """在已入库报告的文字中检索：按词、按主题、按含义。 Search the narrative of stored reports.

    直接读取本机数据目录中的索引（gouji index），不需要服务在运行。问句被理解成什么会先说明。
    --batch 逐行输出 {"id", "results": [段落编号]}，最好的在前；不能用的行输出 {"id", "error"}，退出状态为 1。

    Reads the index of the data directory; no service has to run. --batch prints {"id", "results"} for each line.
    """
    given = {
        "theme": theme, "role": role, "section": section, "year": year, "organ": organ, "region": region,
        "level": level, "organ_contains": organ_contains, "failed": failed, "group": group,
    }  # fmt: skip
    asked: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if batch is not None:
        if query or asked or mode != "hybrid" or sort != "relevance" or after:
            raise typer.BadParameter("批量检索只与 --limit、--no-understand、--json、--out 合用", param_hint="--batch")
        _batch(batch, limit or _BATCH_LIMIT, out, understand=understand)
        return
    kind = _format(out)
    question = _question({"q": query, "mode": mode, "sort": sort, "understand": understand, **asked})
    if not query.strip() and not asked:
        raise typer.BadParameter("请给出要找的词，或 --theme 等条件", param_hint="QUERY")
    if kind is not None and out is not None:
        _export(question, kind, out)
        return
    question = question.model_copy(update={"limit": limit or _LIMIT})
    answer = _answered(lambda service: service.ask(lambda searcher: searcher.search(question, offset=after)))
    if as_json:
        typer.echo(answer.model_dump_json())
    else:
        _show(answer, after)


def _question(said: dict[str, object]) -> SearchQuestion:
    from pydantic import ValidationError

    from service.api.wrong_values import wrong_values
    from service.search.questions import SearchQuestion

    try:
        return SearchQuestion.model_validate(said)
    except ValidationError as error:
        wrong = wrong_values([{**one, "loc": ("query", *one["loc"])} for one in error.errors()])[0]
        name = wrong["name"].split(".")[0]
        hint = "QUERY" if name == "q" else f"--{name.replace('_', '-')}"
        raise typer.BadParameter(wrong["message"], param_hint=hint) from error


def _format(out: Path | None) -> ExportFormat | None:
    if out is None:
        return None
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in _FORMATS:
        raise typer.BadParameter(f"文件名应以 {'、'.join('.' + one for one in _FORMATS)} 结尾", param_hint="--out")
    return cast("ExportFormat", suffix)


def _answered(question: Callable[[SearchService], Awaitable[Answer]]) -> Answer:
    """What the search of this machine's data answers, or an end with a line that says why it cannot."""
    from models.shipping import ModelError
    from service.search.index import IndexMissing, IndexUnfit
    from service.search.serving import SearchService
    from service.serving_commands import settings_or_end

    service = SearchService(settings_or_end())

    async def asked() -> Answer:
        try:
            return await question(service)
        finally:
            await service.close()

    try:
        return asyncio.run(asked())
    except (IndexMissing, IndexUnfit, ModelError) as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error


def _show(answer: SearchAnswer, offset: int) -> None:
    from rich.console import Console

    from service.output import PIPE_WIDTH
    from service.search_rendering import show

    show(Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH), answer, offset)


def _export(question: SearchQuestion, kind: ExportFormat, out: Path) -> None:
    from service.client.saving import saving
    from service.search.exporting import exported, whole

    answer = _answered(lambda service: service.ask(lambda searcher: searcher.search(whole(question))))
    try:
        with saving(out) as stream:
            for chunk in exported(answer, kind, bom=kind == "csv"):
                stream.write(chunk)
    except OSError as error:
        typer.echo(f"{out}：{error.strerror or error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{out}：{len(answer.items)} 段", err=True)


def _batch(source: str, limit: int, out: Path | None, *, understand: bool) -> None:
    with ExitStack() as stack:
        try:
            lines = sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            target = sys.stdout if out is None else stack.enter_context(out.open("w", encoding="utf-8"))
        except OSError as error:
            typer.echo(f"{error.filename}：{error.strerror}", err=True)
            raise typer.Exit(1) from error
        wrong = _answered(lambda service: _answer_lines(lines, service, limit, target, understand=understand))
    raise typer.Exit(1 if wrong else 0)


async def _answer_lines(
    lines: Iterable[bytes] | BinaryIO, service: SearchService, limit: int, target: TextIO, *, understand: bool
) -> int:
    """How many lines could not be used."""
    from service.search.batch import answered

    wrong = 0
    async for answer in answered(lines, service, limit, applied=understand):
        wrong += "error" in answer
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
    target.flush()
    return wrong
