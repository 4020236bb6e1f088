"""A report as it is sent: the bytes as the body, or as the one file of a form; its name and its declared type."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from email.message import Message
from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from reports.formats.detecting import detect
from service.api.bodies import read_body, stream_body
from service.api.names import checked_name
from service.api.problems import problem
from service.settings import Settings

FORM = "multipart/form-data"
FIELDS = ("name", "organ", "year", "region")  # what may stand in a form beside the file
_FORM_BYTES = 100_000  # what a form needs around its file

# What senders write who do not know: the content tells. The last one is what curl says of --data-binary.
_UNKNOWN = frozenset({
    "", "application/octet-stream", "binary/octet-stream", "application/download", "application/force-download",
    "application/x-download", "application/x-www-form-urlencoded",
})  # fmt: skip
# No report comes as any of these. What else comes as application/… or text/… is read by its content: a Word file
# has a dozen names, and web sites call a web page one.
_NEVER = re.compile(
    r"(?!application/|text/|image/|message/rfc822$|multipart/related$)"
    r"|application/(?:.*[+-])?(?:json|jsonl|ndjson|javascript|ecmascript|yaml|sql|wasm|sh|java-archive|cbor|protobuf)$"
    r"|text/(?:javascript|css|event-stream|calendar|vcard)$"
)
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")


class Sent(NamedTuple):
    """A report that was received. ``said`` is what a form says beside its file: organ, year, region."""

    data: bytes
    name: str
    said: Mapping[str, str]


async def received(request: Request, settings: Settings, name: str | None) -> Sent:
    """The report that a request brings. Its name is the one asked for, else the one that comes with it, else empty.

    Raises ProblemError for a body beyond the bounds, a type that no report has, a type that the content is not of,
    and a name that is none.
    """
    name = checked_name(name) if name else None
    said: Mapping[str, str] = {}
    declared = _media_type(request.headers.get("content-type"))
    if declared == FORM:
        data, own_name, declared, said = await _from_form(request, settings)
    else:
        _refuse_types(declared)
        own_name = _name_of(request.headers.get("content-disposition"))
        data = await read_body(request, settings.limit.source_bytes, seconds=settings.body_seconds)
    if name is None and own_name:
        name = checked_name(own_name)
    if not data:
        raise problem("empty", "请求体是空的：请把文件的字节作为请求体，或作为表单的 file 一项")
    _refuse_mismatch(declared, data)
    return Sent(data, name or "", said)


async def _from_form(request: Request, settings: Settings) -> tuple[bytes, str | None, str, Mapping[str, str]]:
    """The bytes, name and declared type of the one file of a form, and what stands beside it."""
    limit = settings.limit.source_bytes
    form = await _form(request, limit + _FORM_BYTES, settings.body_seconds)
    try:
        file, said = _parts(form)
        declared = _media_type(file.content_type)
        _refuse_types(declared)
        data = await file.read()
    finally:
        await form.close()
    if len(data) > limit:
        raise problem("body_too_large", f"文件不得超过 {limit / 1e6:g} MB")
    return data, said.pop("name", None) or _readable(file.filename), declared, said


def _parts(form: FormData) -> tuple[UploadFile, dict[str, str]]:
    """The one file of a form and the texts beside it. Raises the problem "invalid_request" for anything else."""
    files = [value for name, value in form.multi_items() if name == "file" and isinstance(value, UploadFile)]
    said = {name: value for name, value in form.multi_items() if name in FIELDS and isinstance(value, str) and value}
    given = [value for value in form.multi_items() if value[1] != ""]
    if len(files) != 1 or len(given) != 1 + len(said):
        detail = (
            "表单里应有一个文件，名为 file；此外只可以有 name、organ、year、region 各一项；多个文件请发到 /v1/batches"
        )
        raise problem("invalid_request", detail)
    return files[0], said


async def _form(request: Request, limit: int, seconds: float) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        async for piece in stream_body(request, limit, seconds=seconds):
            yield piece
        yield b""  # the parser's sign for the end

    parser = _WholeForm(request.headers, stream())
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise problem("bad_request", "请求体不是有效的 multipart/form-data") from error
    if not parser.ended:
        await form.close()
        raise problem("incomplete_body", "表单没有结束就断了：缺少最后的分隔行")
    return form


class _WholeForm(MultiPartParser):
    """A parser that tells whether the form came to its end: a file that was cut off is none."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None]) -> None:
        super().__init__(headers, stream, max_part_size=_FORM_BYTES)
        self.ended = False

    def on_end(self) -> None:
        self.ended = True


def _media_type(header: str | None) -> str:
    """A media type without its parameters; empty where none is said."""
    return (header or "").partition(";")[0].strip().lower()


def _refuse_types(declared: str) -> None:
    if declared in _UNKNOWN:
        return
    if _MEDIA_TYPE.fullmatch(declared) is None or _NEVER.match(declared):
        detail = "可以是 PDF、Word、网页、文本、图片等，不确定时请用 application/octet-stream"
        raise problem("unsupported_media_type", f"年度报告不会是 {declared[:80]!r}：{detail}")


def _refuse_mismatch(declared: str, data: bytes) -> None:
    """Only PDF and images are held to their word: those begin with their own mark, and everybody names them rightly."""
    wanted = "pdf" if declared == "application/pdf" else "image" if declared.startswith("image/") else None
    if wanted is not None and detect(data) != wanted:
        detail = f"声明的是 {declared[:80]}，内容却不是；不确定时请用 application/octet-stream"
        raise problem("media_type_mismatch", detail)


def _name_of(content_disposition: str | None) -> str | None:
    """The file name in a header (RFC 6266), filename* in its own encoding included."""
    if content_disposition is None:
        return None
    message = Message()
    message["Content-Disposition"] = _as_written(content_disposition)
    return message.get_filename()


def _readable(name: str | None) -> str | None:
    """A name in a form. Starlette takes one that is no UTF-8, as Chinese Windows sends it, for Latin-1."""
    if name is None or name.isascii():
        return name
    try:
        return name.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return name


def _as_written(header: str) -> str:
    """A header's text: what is no ASCII came as bytes of UTF-8, or of Chinese Windows, and was taken for Latin-1."""
    data = header.encode("latin-1", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
