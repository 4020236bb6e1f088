"""Formats older than DOCX or beside it, converted by LibreOffice: .doc, .wps, .rtf, .odt.

LibreOffice runs without a window, in a folder and with a profile of its own that are thrown away, with macros, links
and updates of fields switched off, no way to the network, and a time limit. A new profile costs some 0.2 seconds of
the 1.5 that a conversion takes; to keep one would let a document reach those that come after it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reports.document import Document
from reports.errors import ReadError
from reports.formats.detecting import detect
from reports.formats.docx import read_docx, read_word_xml
from reports.formats.docx.package import Package
from reports.formats.office_profile import write_profile
from reports.limits import Limits

EXECUTABLE_VARIABLE = "GOUJI_SOFFICE"
_EXECUTABLES = ("soffice", "libreoffice", "soffice.com")
_TARGET = "docx:MS Word 2007 XML"
_MEMORY = 4 << 30  # bytes of address space that a conversion may use
_running: set[subprocess.Popen[bytes]] = set()
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
_RTF_ESCAPE = re.compile(rb"\\'([0-9a-fA-F]{2})")
_RTF_CODE_PAGE = re.compile(rb"\\ansicpg\d{1,5} ?")
_RTF_CHARSET = re.compile(rb"\\fcharset[01](?!\d)")
_ODT_ENCRYPTED = b"encryption-data"


@dataclass(frozen=True, slots=True)
class _Source:
    """A format to convert: its name for people, its file name and filter for LibreOffice, its media type.

    The filter is named because LibreOffice would read as plain text what it takes for none of its formats.
    """

    name: str
    file: str
    filter: str
    media_type: str


_SOURCES = {
    "doc": _Source("旧版 Word 或 WPS 文档（.doc、.wps）", "source.doc", "MS Word 97", "application/msword"),
    "rtf": _Source("RTF 文档", "source.rtf", "Rich Text Format", "application/rtf"),
    "odt": _Source("OpenDocument 文档（.odt）", "source.odt", "writer8", "application/vnd.oasis.opendocument.text"),
}


def read_converted(data: bytes, limits: Limits) -> Document:
    """The Document of a source that LibreOffice makes a DOCX of.

    Raises ReadError: "converter_missing", "timeout", and those of ``read_docx``.
    """
    kind = detect(data)
    if kind == "word_xml":  # which LibreOffice reads in part only
        return read_word_xml(data, limits)
    if kind == "encrypted_office":
        raise ReadError("encrypted", "文档加了密码，请去掉密码后再试")
    source = _SOURCES.get(kind)
    if source is None:
        raise ReadError("unsupported_format", "这个文件不能转换为 .docx，请用 Word 或 WPS 另存为 .docx 后再试")
    if kind == "odt":
        _check_odt(data, limits)
    executable = find_executable()
    if executable is None:
        raise ReadError(
            "converter_missing",
            f"读取{source.name}需要 LibreOffice：请安装（如 apt install libreoffice-writer），或另存为 .docx 后再试",
        )
    document = read_docx(_converted(data, source, executable, limits), limits)
    if kind == "rtf":
        expected = _chinese_characters(_unescaped(data))
        if expected > 2 * _chinese_characters(document.text):  # read in a Western code page
            document = read_docx(_converted(_declared_chinese(data), source, executable, limits), limits)
    return replace(document, reader=f"{document.reader} via libreoffice", media_type=source.media_type)


def find_executable() -> str | None:
    """LibreOffice: what the environment variable GOUJI_SOFFICE names, else what is installed."""
    chosen = os.environ.get(EXECUTABLE_VARIABLE)
    if chosen:
        return shutil.which(chosen)
    return next((found for name in _EXECUTABLES if (found := shutil.which(name))), None)


def _unescaped(data: bytes) -> str:
    """What the bytes of an RTF say in the Chinese code page, escapes ("\\'b0") undone and control words left in."""
    return _RTF_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data).decode("gb18030", "ignore")


def _chinese_characters(text: str) -> int:
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _declared_chinese(data: bytes) -> bytes:
    """An RTF with all fonts in the Chinese code page, which programs that write Chinese RTF by hand often forget."""
    changed = _RTF_CHARSET.sub(rb"\\fcharset134", _RTF_CODE_PAGE.sub(b"", data))
    return changed.replace(b"{\\rtf1", b"{\\rtf1\\ansi\\ansicpg936", 1)


def _check_odt(data: bytes, limits: Limits) -> None:
    """Refuses what LibreOffice would ask a password for, and what it would unpack without a limit."""
    package = Package(data, limits)
    for name in package.names:
        if name.endswith(".xml"):
            content = package.read(name)
            if name == "meta-inf/manifest.xml" and _ODT_ENCRYPTED in content:
                raise ReadError("encrypted", "文档加了密码，请去掉密码后再试")


def _converted(data: bytes, source: _Source, executable: str, limits: Limits) -> bytes:
    """The DOCX that LibreOffice makes of a source."""
    with tempfile.TemporaryDirectory(prefix="gouji-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given, result, profile = folder / source.file, folder / "result", folder / "profile"
        given.write_bytes(data)
        result.mkdir()
        write_profile(profile)
        command = [
            executable, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", "--nolockcheck", "--nofirststartwizard", f"--infilter={source.filter}",
            "--convert-to", _TARGET, "--outdir", str(result), str(given),
        ]  # fmt: skip
        _run(command, folder, limits)
        made = result / "source.docx"
        if not made.is_file():
            raise ReadError(
                "broken", f"{source.name}无法打开，可能已损坏或加了密码，请用 Word 或 WPS 另存为 .docx 后再试"
            )
        if made.stat().st_size > limits.source_bytes:
            raise ReadError("too_large", f"文档转换后过大，上限为 {limits.source_bytes:,} 字节")
        return made.read_bytes()


def _run(command: list[str], folder: Path, limits: Limits) -> None:
    """Runs LibreOffice within its limits; whatever it started ends with it."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    with _lifeline() as lifeline:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=lifeline,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise ReadError("converter_missing", "LibreOffice 无法启动，请检查安装，或另存为 .docx 后再试") from error
        _running.add(process)
        try:
            _tie(process.pid, lifeline)
            _bound(process.pid, limits.unpacked_bytes)
            process.wait(timeout=limits.conversion_seconds)
        except subprocess.TimeoutExpired as error:
            message = f"文档转换超过 {limits.conversion_seconds:g} 秒，已停止，请用 Word 或 WPS 另存为 .docx 后再试"
            raise ReadError("timeout", message) from error
        finally:
            _running.discard(process)
            _end(process)


def end_conversions() -> None:
    """Ends the conversions of all threads, which then find their sources broken: for a process about to end itself."""
    for process in tuple(_running):
        _end(process)


@contextlib.contextmanager
def _lifeline() -> Iterator[int]:
    """The reading end of a pipe whose other end is this process's alone, and thus closes with it at the latest."""
    lifeline, kept = os.pipe()
    try:
        yield lifeline
    finally:
        os.close(lifeline)
        os.close(kept)


def _tie(process_id: int, lifeline: int) -> None:
    """Has the system end a process and its children when this one ends, however that comes, where the system can.

    They hold the lifeline, and the system signals their group when its other end closes.
    """
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -process_id)
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, int(signal.SIGKILL))
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _bound(process_id: int, file_bytes: int) -> None:
    """Limits what a process and its children may write and use, where the system can."""
    if sys.platform == "linux":
        import resource

        for limit, value in (
            (resource.RLIMIT_FSIZE, file_bytes),
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(OSError, ValueError):  # it has ended, or its limit is lower
                resource.prlimit(process_id, limit, (value, value))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process with all that it started, which the shell script in front of LibreOffice would leave behind."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
