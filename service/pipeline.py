"""From a source to a Report: the one way through, and the one place that knows all the steps.

``read`` raises; ``read_one`` turns whatever goes wrong into a ``Failure``, so that one bad file never
fails the others; ``read_many`` reads many in the order given, with worker processes where it pays.
"""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from models.passages import read_passages
from models.shipping import ModelError
from reports.assemble import Assembled, assemble
from reports.claims.finding import find_claims
from reports.document import Document, Notice
from reports.errors import ReadError
from reports.formats import read_document
from reports.limits import Limits
from reports.narrative import narrative
from reports.report import Claim, Passage, Report, Source, Warning
from service.archives import Chain, looks_like_archive, read_member
from service.settings import settings

if TYPE_CHECKING:
    from models.tagger import Tagger
    from models.themes import Classifier
    from reports.tags import Tags


@dataclass(frozen=True, slots=True)
class Input:
    """A source to read; ``name`` is what the report calls its source.

    It is a file, or what ``members`` names in the archive that the file is; or its bytes are ``data`` themselves.
    """

    path: Path | None
    name: str
    members: Chain = ()
    data: bytes | None = None


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


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the narrative says; ``classifier`` names the one that sorted the passages, None where there was none."""

    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    classifier: str | None
    notices: tuple[Notice, ...] = ()


def read(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    tagger: Tagger | None = None,
    classifier: Classifier | None = None,
) -> Report:
    """Read one report from a path or from a file's bytes.

    Raises ReadError where the bytes cannot be read, OSError where the file cannot be opened, SettingsError where the
    environment holds a setting that cannot be used, ModelError where a shipped model is broken or does not fit.
    """
    limits = settings().limit
    if isinstance(source, bytes):
        data = source
    else:
        name = name or shown_name(Path(source).name)
        data = _load(Path(source), limits)
    document = read_document(data, limits=limits)
    tagger, notices = (tagger, ()) if tagger is not None else default_tagger()
    tags = tagger.tag(document)
    assembled = assemble(document, tags)
    analysis = analyse(document, tags, assembled, classifier)
    return build_report(data, name or "", document, tags, assembled, analysis, notices)


def analyse(document: Document, tags: Tags, assembled: Assembled, classifier: Classifier | None = None) -> Analysis:
    """What the narrative says: passages of the section on problems, and counts against the tables."""
    found = narrative(document, tags, assembled.sections, assembled.end)
    claims = find_claims(document.text, found, assembled.tables, assembled.form, assembled.year, assembled.organ)
    classifier, notices = (classifier, ()) if classifier is not None else default_classifier()
    if classifier is None:
        return Analysis((), claims, None, notices)
    passages = read_passages(document, tags, assembled.sections, classifier)
    return Analysis(passages, claims, f"{classifier.name} {classifier.version}", notices)


def shown_name(name: str) -> str:
    """A file's name as text. Archives from Chinese Windows leave names in GBK where the system expects UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def build_report(
    data: bytes,
    name: str,
    document: Document,
    tags: Tags,
    assembled: Assembled,
    analysis: Analysis,
    notices: tuple[Notice, ...],
) -> Report:
    """The Report out of what the stages of reading have given; ``notices`` are those of loading the tagger."""
    notices = (*notices, *analysis.notices)
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
        passages=analysis.passages,
        claims=analysis.claims,
        warnings=(*(Warning(code=n.code, message=n.message, where=n.where) for n in notices), *assembled.warnings),
        models={"tagger": tags.tagger, "themes": analysis.classifier},
    )


def _load(path: Path, limits: Limits) -> bytes:
    """All bytes of a file; one that is too large is not loaded."""
    with path.open("rb") as stream:
        data = stream.read(limits.source_bytes + 1)
    if len(data) <= limits.source_bytes:
        return data
    if looks_like_archive(path):
        raise ReadError("archive", "压缩包请用命令 gouji read 或函数 gouji.read_many 读取")
    raise ReadError("too_large", f"文件超过 {limits.source_bytes / 1e6:g} MB，不像是一份年度报告")


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


@lru_cache(maxsize=1)
def default_classifier() -> tuple[Classifier | None, tuple[Notice, ...]]:
    """The shipped theme classifier, loaded once a process; None, with a warning, where none is shipped.

    Raises ModelError where one is shipped that is broken or does not fit this version.
    """
    from models.themes import load_classifier

    try:
        return load_classifier(), ()
    except ModelError as error:
        if error.code != "model_missing":
            raise
    return None, (Notice("classifier_missing", "没有找到随附的主题分类模型，不给出问题与改进的段落"),)


_tagger_threads = 2  # what a report's few windows can use; more threads only wait for each other


def limit_tagger_threads(threads: int) -> None:
    """How many threads the shipped tagger uses in this process; to be called before the first report."""
    global _tagger_threads
    _tagger_threads = threads
    default_tagger.cache_clear()


def read_one(item: Input | Failure, tagger: Tagger | None = None) -> Outcome:
    """Read one source; what has failed before stays failed.

    Never raises but SettingsError, which fails all, and KeyboardInterrupt and the like.
    """
    if isinstance(item, Failure):
        return item
    limits = settings().limit
    size: int | None = None
    try:
        if item.path is not None and not item.members:
            size = item.path.stat().st_size
        data = _bytes_of(item, limits)
        size = len(data)
        return read(data, name=item.name, tagger=tagger)
    except (ReadError, ModelError) as error:
        return Failure(item.name, size, error.code, error.message)
    except OSError as error:
        return failure_to_open(item.name, error)
    except MemoryError:
        return out_of_memory(item.name, size)
    except Exception as error:
        return unexpected(item.name, size, error)


def out_of_memory(name: str, size: int | None) -> Failure:
    """The failure of a source that asks for more memory than there is, or than a worker may use."""
    return Failure(name, size, "memory", "读这个文件需要的内存太多，没有读出")


def unexpected(name: str, size: int | None, error: Exception) -> Failure:
    """The failure of a source that an error of ours has stopped."""
    if "bad_alloc" in str(error):  # a library's word for MemoryError
        return out_of_memory(name, size)
    message = f"程序内部错误，这个文件没有读出：{type(error).__name__}: {_one_line(str(error))}"
    return Failure(name, size, "internal", message, "".join(traceback.format_exception(error)))


def _bytes_of(item: Input, limits: Limits) -> bytes:
    if item.path is None:
        return item.data or b""
    return read_member(item.path, item.members, limits) if item.members else _load(item.path, limits)


OS_ERRORS: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "not_found", "没有这个文件"),
    (IsADirectoryError, "empty_directory", "文件夹里没有可读的报告"),
    (PermissionError, "permission_denied", "没有读取这个文件的权限"),
)
"""Why a file cannot be opened: the exception, the failure's code and message. All others are "cannot_open"."""


def failure_to_open(name: str, error: OSError) -> Failure:
    """The failure of a source whose file the system does not open."""
    for kind, code, message in OS_ERRORS:
        if isinstance(error, kind):
            return Failure(name, None, code, message)
    return Failure(name, None, "cannot_open", f"文件打不开：{_one_line(error.strerror or str(error))}")


def _one_line(text: str, limit: int = 200) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def read_many(items: Iterable[Input | Failure], *, jobs: int = 1, tagger: Tagger | None = None) -> Iterator[Outcome]:
    """Read sources in the order given, an Outcome each.

    With ``jobs`` over 1 that many worker processes read, each with the shipped tagger on one thread
    (``tagger`` is then ignored).
    """
    if jobs <= 1:
        for item in items:
            yield read_one(item, tagger)
        return
    from service.workers import read_in_workers

    yield from read_in_workers(items, jobs)
