"""Uploads of many files, written to disk as they come: nothing of them is held in memory.

The parts of a multipart body are taken apart by python-multipart. Starlette's own parser would hold thousands of small
files in memory, or keep thousands of large ones open.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import BinaryIO

import anyio.to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from starlette.requests import Request

from service.api.bodies import stream_body
from service.api.names import checked_name
from service.api.problems import ProblemError, problem
from service.jobs.enqueuing import Upload
from service.settings import Settings

_MULTIPART = "multipart/form-data"
_ARCHIVES = frozenset({"application/zip", "application/x-zip-compressed", "application/octet-stream", ""})
_NAME = "batch.zip"
_LEFT_SECONDS = 86_400.0  # no upload takes a day
MEDIA_TYPES = (_MULTIPART, "application/zip")


def new_folder(settings: Settings) -> Path:
    """A folder for an upload, in the data directory. What an interrupted process has left there is removed."""
    place = settings.data_dir / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    for left in place.iterdir():
        with suppress(OSError):  # another process removes it just now
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                remove_folder(left)
    return Path(tempfile.mkdtemp(dir=place))


def remove_folder(folder: Path) -> None:
    """Remove an upload's folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


async def receive_uploads(request: Request, folder: Path, name: str | None, settings: Settings) -> list[Upload]:
    """The files of a request's body, in a folder: those of a form, or one archive that goes by ``name``, or else by
    the name in the header.

    Raises ProblemError.
    """
    header = _header("Content-Type", request.headers.get("content-type", ""))
    media_type = header.get_content_type() if header["Content-Type"] else ""
    target: _Form | _Archive
    if media_type == _MULTIPART:
        target = _Form(_boundary(header), folder, settings.limit.archive_files)
    elif media_type in _ARCHIVES:
        disposition = _header("Content-Disposition", request.headers.get("content-disposition", ""))
        target = _Archive(checked_name(name or disposition.get_filename() or _NAME), folder)
    else:
        raise problem("unsupported_media_type", f"批量请用 {'、'.join(MEDIA_TYPES)}，而不是 {media_type[:80]!r}")
    try:
        pieces = stream_body(request, settings.batch_bytes, stall_seconds=settings.body_seconds)
        async for piece in pieces:
            await anyio.to_thread.run_sync(target.write, piece)
        return target.finish()
    finally:
        target.close()


class _Archive:
    """A body that is one archive."""

    def __init__(self, name: str, folder: Path) -> None:
        self._upload = Upload(name, folder / "archive")
        self._stream = self._upload.path.open("wb")

    def write(self, piece: bytes) -> None:
        self._stream.write(piece)

    def finish(self) -> list[Upload]:
        self.close()
        return [self._upload] if self._upload.path.stat().st_size else []

    def close(self) -> None:
        self._stream.close()


class _Form:
    """A body that is a form with files. Only one of them is open at a time."""

    def __init__(self, boundary: bytes, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._uploads: list[Upload] = []
        self._stream: BinaryIO | None = None
        self._name, self._value = bytearray(), bytearray()
        self._disposition = b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._take_name,
                    "on_header_value": self._take_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._take,
                    "on_part_end": self.close,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _malformed() from error

    def write(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise _malformed() from error

    def finish(self) -> list[Upload]:
        if not self._ended:
            raise problem("incomplete_body", "表单没有结束就断了：缺少最后的分隔行")
        return self._uploads

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _begin(self) -> None:
        self._disposition = b""

    def _take_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _open(self) -> None:
        """Begin with a file. A form of a browser has one without name and content where none was chosen."""
        header = _header("Content-Disposition", _text(self._disposition))
        name = header.get_filename()
        if name is None:
            raise _no_file(str(header.get_param("name", "", "content-disposition")))
        if not name:
            return
        if len(self._uploads) >= self._most:
            raise problem("body_too_large", f"一次批量最多 {self._most:,} 个文件，请分几次发送，或打成 ZIP")
        upload = Upload(checked_name(name), self._folder / f"{len(self._uploads):06}")
        self._uploads.append(upload)
        self._stream = upload.path.open("wb")

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._stream is None:
            raise problem("invalid_name", "表单里有一个文件没有名称")
        self._stream.write(data[start:end])

    def _end(self) -> None:
        self._ended = True


def _header(name: str, value: str) -> Message:
    """A header, for its parameters in each of the ways that clients write them."""
    message = Message()
    message[name] = value.replace("\r", " ").replace("\n", " ")
    return message


def _boundary(header: Message) -> bytes:
    boundary = header.get_boundary("")
    if not boundary:
        raise problem("bad_request", "multipart/form-data 没有说明分隔符（boundary）")
    return boundary.encode("utf-8", "replace")


def _text(header: bytes) -> str:
    """A header of a part: in UTF-8, or in the encoding of Chinese Windows."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("gb18030", "replace")


def _malformed() -> ProblemError:
    return problem("bad_request", "请求体不是有效的 multipart/form-data")


def _no_file(name: str) -> ProblemError:
    detail = f"表单里只能有文件，“{name[:80]}” 不是；organ、year、region 请写在网址参数里"
    return problem("invalid_request", detail)
