"""``gouji index …``: the search index loaded, looked at, mended, made anew, beside a running service or without one.

Exit status: 0 done and all is well; 1 not, with a line that says why; 2 wrong usage or a wrong setting.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, TypeVar

import typer

from service.storage_commands import opened_store

if TYPE_CHECKING:
    from models.sentences import Encoder
    from service.search.catching_up import Indexer
    from service.settings import Settings
    from service.storage.store import Store

index_app = typer.Typer(
    no_args_is_help=True,
    help="检索索引：载入段落、查看、检查、重建。\n\nThe search index: load passages, status, check, rebuild.",
)
_PATIENCE = 2.0  # seconds after which progress is shown
_TRY_SECONDS = 0.5  # between two attempts to be the one that writes
_MOST_FAULTS = 20  # lines that are complained of one by one

Result = TypeVar("Result")
Show = Callable[[int], None]


@index_app.command("load")
def load(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help='每行一个 {"id", "text", "organ", "region", "year"} 的文件，或 -（标准输入）；后三项可以没有。'
            '\n\nA file with {"id", "text", "organ", "region", "year"} a line, or - for standard input.',
        ),
    ],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="先去掉以前载入的全部段落。\n\nRemove all passages loaded before."),
    ] = False,
) -> None:
    """载入不属于报告的段落以供检索，角色和主题当场判断；同号的以新代旧。 Load passages of no report to be searched."""
    from models.shipping import ModelError
    from models.themes import load_classifier
    from service.search.loading import read_passages
    from service.storage import loaded

    try:
        classifier = load_classifier(threads=2)
    except ModelError as error:
        raise _end(error.message) from error
    count = faults = 0

    async def work(indexer: Indexer, store: Store, show: Show) -> None:
        nonlocal count, faults
        with _source(file) as stream:
            if replace:
                await asyncio.to_thread(loaded.remove_all, store)
                await indexer.remove_loaded()
            for passages, wrong in read_passages(stream, classifier):
                await asyncio.to_thread(loaded.add, store, passages)
                count += len(passages)
                for fault in wrong[: max(0, _MOST_FAULTS - faults)]:
                    typer.echo(f"第 {fault.line} 行：{fault.message}", err=True)
                faults += len(wrong)
                show(len(passages))
        await indexer.catch_up(show)
        await indexer.compact()

    _write(work, "载入")
    if faults > _MOST_FAULTS:
        typer.echo(f"……共 {faults} 行不能用 (lines that cannot be used)", err=True)
    typer.echo(f"已载入 {count} 段 (passages loaded)", err=True)
    raise typer.Exit(1 if faults else 0)


@index_app.command("status")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON。\n\nAs JSON.")] = False,
) -> None:
    """显示索引中有多少段落、还差多少；不能检索时退出状态为 1。 Show what is indexed; exit status 1 without an index."""
    from service.search.opening import made_with
    from service.services import open_store
    from service.settings import settings
    from service.storage import indexing

    with opened_store(open_store) as store:
        encoder = _encoder(settings())
        found = indexing.counts(store, made_with(encoder))
        state, message, held = asyncio.run(_looked_into(settings(), encoder))
    if as_json:
        said = {"state": state, "made_with": made_with(encoder), "indexed": held, **found._asdict()}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for line in (
            f"索引 (index)：{settings().index_url}，{message}",
            f"索引中的段落 (passages indexed)：{held}",
            f"报告 (reports)：{found.reports}，待编入 (waiting) {found.reports_waiting}",
            f"载入的段落 (loaded passages)：{found.loaded}，待编入 (waiting) {found.loaded_waiting}",
            f"句子编码器 (sentence encoder)：{encoder.name} {encoder.version}",
        ):
            typer.echo(line)
    raise typer.Exit(0 if state == "ok" else 1)


@index_app.command("rebuild")
def rebuild(
    empty: Annotated[
        bool,
        typer.Option(
            "--empty",
            help="从空的索引做起：索引损坏时用；其间检索结果不全。"
            "\n\nBegin with an empty index, where the old one is damaged; searches find less meanwhile.",
        ),
    ] = False,
) -> None:
    """按数据库重建索引；编码模型没换时，检索照常可用。 Make the index anew from the database; searches go on."""
    from service.storage import indexing

    done = 0

    async def work(indexer: Indexer, store: Store, show: Show) -> None:
        nonlocal done
        await indexer.repair(await indexer.check())  # what it has for nothing
        await asyncio.to_thread(indexing.forget_all, store)
        done = await indexer.catch_up(show)
        await indexer.compact()

    _write(work, "编入", anew=True, empty=empty)
    typer.echo(f"已重建：报告和载入的段落 {done} 项 (rebuilt)", err=True)


@index_app.command("check")
def check(
    repair: Annotated[bool, typer.Option("--repair", help="补上缺的，去掉多的。\n\nMend what differs.")] = False,
) -> None:
    """核对索引与数据库，有出入时退出状态为 1。 Compare the index with the database; exit status 1 if they differ."""

    wrong = 0

    async def work(indexer: Indexer, store: Store, show: Show) -> None:
        nonlocal wrong
        found = await indexer.check()
        for report_id in found.reports:
            typer.echo(f"报告的段落数不符 (wrong number of passages)  {report_id}")
        if found.loaded:
            typer.echo(f"载入的段落多出或缺少 (loaded passages too many or too few)：{found.loaded:+d}")
        wrong = len(found.reports) + bool(found.loaded)
        if repair:
            await indexer.repair(found)
            await indexer.catch_up(show)
            await indexer.compact()

    _write(work, "编入")
    if wrong:
        typer.echo("已修复 (mended)" if repair else "可用 --repair 修复 (--repair mends it)", err=True)
    else:
        typer.echo("没有发现出入 (no differences found)", err=True)
    raise typer.Exit(1 if wrong and not repair else 0)


@index_app.command("unload")
def unload() -> None:
    """去掉全部载入的段落；报告的段落不受影响。 Remove all passages that were loaded; those of reports stay."""
    from service.storage import loaded

    count = 0

    async def work(indexer: Indexer, store: Store, show: Show) -> None:
        nonlocal count
        count = await asyncio.to_thread(loaded.remove_all, store)
        await indexer.remove_loaded()
        await indexer.compact()

    _write(work, "去掉")
    typer.echo(f"已去掉载入的段落 {count} 段 (removed)", err=True)


def _write(
    work: Callable[[Indexer, Store, Show], Awaitable[None]], doing: str, *, anew: bool = False, empty: bool = False
) -> None:
    """Do something as the one writer of the index, or end with a line that says why not.

    ``anew``: an index that does not fit is made anew; ``empty``: whatever there is.
    """
    from service.search.index import IndexMissing, IndexUnfit
    from service.services import open_store
    from service.settings import settings

    with opened_store(open_store) as store, _progress(doing) as show:
        encoder = _encoder(settings())
        try:
            asyncio.run(_as_writer(settings(), store, encoder, lambda one: work(one, store, show), anew, empty))
        except (IndexMissing, IndexUnfit) as error:
            raise _end(error.message) from error
        except RuntimeError as error:  # what LanceDB raises, whatever is wrong
            raise _end(f"索引不能使用：{' '.join(str(error).split())[:200]}") from error


async def _as_writer(
    settings: Settings, store: Store, encoder: Encoder, work: Callable[[Indexer], Awaitable[None]], anew: bool,
    empty: bool,
) -> None:  # fmt: skip
    from service.search.catching_up import LEASE, Indexer, kept
    from service.search.index import IndexUnfit
    from service.search.opening import open_index
    from service.storage.leases import Lease

    lease = Lease(store, LEASE)
    told = False
    while not await asyncio.to_thread(lease.take):
        if not told:
            typer.echo("另一个进程正在写索引，等它写完…… (waiting for another writer)", err=True)
        told = True
        await asyncio.sleep(_TRY_SECONDS)
    async with kept(lease):
        try:
            index = await open_index(settings, encoder, writable=True, anew=empty)
        except IndexUnfit:
            if not anew:
                raise
            index = await open_index(settings, encoder, anew=True)
        try:
            await work(Indexer(store, index, encoder, lease))
        finally:
            await index.close()


async def _looked_into(settings: Settings, encoder: Encoder) -> tuple[str, str, int]:
    """Whether there is an index that fits, in a word and in a sentence, and how many passages it has."""
    from service.search.index import IndexMissing, IndexUnfit
    from service.search.opening import open_index

    try:
        index = await open_index(settings, encoder)
    except (IndexMissing, IndexUnfit) as error:
        return error.code.removeprefix("index_"), error.message, 0
    try:
        return "ok", "可用 (ok)", await index.count()
    finally:
        await index.close()


def _encoder(settings: Settings) -> Encoder:
    from models.shipping import ModelError
    from service.search.opening import open_encoder

    try:
        return open_encoder(settings)
    except ModelError as error:
        raise _end(error.message) from error


@contextmanager
def _source(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream


@contextmanager
def _progress(doing: str) -> Iterator[Show]:
    """A count on the terminal, on standard error, where it takes long."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn(doing), TextColumn("{task.completed:.0f} 段"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    task, began = bar.add_task("", total=None), time.monotonic()

    def show(count: int) -> None:
        bar.advance(task, count)
        if not bar.live.is_started and time.monotonic() - began > _PATIENCE:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()


def _end(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)
