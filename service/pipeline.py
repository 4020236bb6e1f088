"""From a source to a Report: the one way through, and the one place that knows all the steps.

``read`` raises; ``read_one`` turns whatever goes wrong into a ``Failure``, so that one bad file never
fails the others; ``read_many`` reads many in the order given, with worker processes where it pays.
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from models.shipping import ModelError
from reports.assemble import assemble
from reports.document import Document, Notice
from reports.errors import ReadError
from reports.formats import read_document
from reports.report import Report, Source, Warning

if TYPE_CHECKING:
    from models.tagger import Tagger

SIZE_LIMIT = 20_000_000
"""Bytes of one source; what is larger is no such report, and is not even loaded."""

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A source to read: ``path`` None is standard input; ``name`` is what the report calls its source."""

    path: Path | None
    name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read: code for programs, message (Chinese, one line) for people.

    ``bytes`` is the source's size where it is known; ``details`` is the traceback of an unexpected error.
    """

    name: str
    bytes: int | None
    code: str
    message: str
    details: str | None = None


Outcome = Report | Failure


def read(source: str | Path | bytes, *, name: str | None = None, tagger: Tagger | None = None) -> Report:
    """Read one report from a path or from a file's bytes.

    Raises ReadError where the bytes cannot be read as text, OSError where the file cannot be opened.
    """
    if isinstance(source, bytes):
        data = source
    else:
        name = name or Path(source).name
        with open(source, "rb") as stream:
            data = _load(stream)
    document = read_document(data, limit=SIZE_LIMIT)
    tagger, notices = (tagger, ()) if tagger is not None else default_tagger()
    return _report(data, name or "", document, tagger, notices)


def _report(data: bytes, name: str, document: Document, tagger: Tagger, notices: tuple[Notice, ...]) -> Report:
    tags = tagger.tag(document)
    assembled = assemble(document, tags)
    return Report(
        id=hashlib.sha256(data).hexdigest(),
        source=Source(name=name, media_type=document.media_type, bytes=len(data), pages=document.pages),
        title=assembled.title,
        organ=assembled.organ,
        year=assembled.year,
        form=cast(Literal["2019", "2021"] | None, assembled.form),
        text=document.text,
        sections=assembled.sections,
        tables={table: {row: dict(cells) for row, cells in rows.items()} for table, rows in assembled.tables.items()},
        checks=assembled.checks,
        warnings=(*(Warning(code=n.code, message=n.message, where=n.where) for n in notices), *assembled.warnings),
        models={"tagger": tags.tagger, "themes": None},
    )


def _load(stream: BinaryIO) -> bytes:
    """All bytes of a stream, but never many more than the limit."""
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise ReadError("too_large", f"文件超过 {SIZE_LIMIT // 1_000_000} MB，不像是一份年度报告")
    return data


@lru_cache(maxsize=1)
def default_tagger() -> tuple[Tagger, tuple[Notice, ...]]:
    """The shipped tagger, loaded once a process; the rules, with a warning, where none is shipped.

    Raises ModelError where one is shipped that is broken or does not fit this version.
    """
    from models.tagger import load_tagger

    try:
        return load_tagger(threads=_tagger_threads), ()
    except ModelError as error:
        if error.code != "model_missing":
            raise
    from reports.rules import RuleTagger

    notice = Notice("tagger_missing", "没有找到随附的标注模型，只按规则读取，结果请仔细核对")
    return RuleTagger(), (notice,)


_tagger_threads = 2  # what a report's few windows can use; more threads only wait for each other


def limit_tagger_threads(threads: int) -> None:
    """How many threads the shipped tagger uses in this process; to be called before the first report."""
    global _tagger_threads
    _tagger_threads = threads
    default_tagger.cache_clear()


def read_one(item: Input, tagger: Tagger | None = None) -> Outcome:
    """Read one source; never raises but for KeyboardInterrupt and the like."""
    size: int | None = None
    try:
        if item.path is None:
            data = _load(sys.stdin.buffer)
        else:
            size = item.path.stat().st_size
            with item.path.open("rb") as stream:
                data = _load(stream)
        size = len(data)
        return read(data, name=item.name, tagger=tagger)
    except (ReadError, ModelError) as error:
        return Failure(item.name, size, error.code, error.message)
    except OSError as error:
        code, message = _os_error(error)
        return Failure(item.name, None, code, message)
    except Exception as error:
        message = f"程序内部错误，这个文件没有读出：{type(error).__name__}: {_one_line(str(error))}"
        return Failure(item.name, size, "internal", message, traceback.format_exc())


OS_ERRORS: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "not_found", "没有这个文件"),
    (IsADirectoryError, "empty_directory", "文件夹里没有可读的报告"),
    (PermissionError, "permission_denied", "没有读取这个文件的权限"),
)
"""Why a file cannot be opened: the exception, the failure's code and message. All others are "cannot_open"."""


def _os_error(error: OSError) -> tuple[str, str]:
    for kind, code, message in OS_ERRORS:
        if isinstance(error, kind):
            return code, message
    return "cannot_open", f"文件打不开：{_one_line(error.strerror or str(error))}"


def _one_line(text: str, limit: int = 200) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def read_many(items: Iterable[Input], *, jobs: int = 1, tagger: Tagger | None = None) -> Iterator[Outcome]:
    """Read sources in the order given, an Outcome each.

    With ``jobs`` over 1 that many worker processes read, each with the shipped tagger on one thread
    (``tagger`` is then ignored). Standard input is always read by this process.
    """
    if jobs <= 1:
        for item in items:
            yield read_one(item, tagger)
        return
    from service.workers import read_in_workers

    yield from read_in_workers(items, jobs)
