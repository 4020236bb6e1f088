"""The arguments of the command line as sources to read: files, folders, archives, standard input."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from reports.errors import ReadError
from reports.limits import Limits
from service.archives import Archive, Chain, looks_like_archive, open_archive
from service.choosing import HEAD, Skipped, chosen, parts_of, suffix_of
from service.pipeline import Failure, Input, failure_to_open, shown_name
from service.settings import settings

STANDARD_INPUT = "-"


@dataclass(slots=True)
class Inputs:
    """Sources in order, and how many files of folders and archives were passed over, by suffix."""

    items: list[Input | Failure] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Counter)


def expand(arguments: Sequence[str], limits: Limits | None = None) -> Inputs:
    """Sources in the order of the arguments; the reports of a folder or an archive sorted by path.

    A folder without any readable file stands as itself, so that reading it reports the failure. What keeps an archive
    from being read, wholly or in part, is a Failure in its place. Standard input is taken in at once.
    Raises ValueError where standard input is named twice, SettingsError.
    """
    if arguments.count(STANDARD_INPUT) > 1:
        raise ValueError("标准输入 - 只能写一次")
    limits = limits or settings().limit
    inputs = Inputs()
    for argument in arguments:
        path = Path(argument)
        if argument == STANDARD_INPUT:
            _add_standard_input(sys.stdin.buffer, inputs, limits)
        elif path.is_dir():
            _add_folder(path, inputs, limits)
        else:
            _add_file(path, shown_name(path.name), inputs, limits)
    return inputs


def expand_file(path: Path, name: str, limits: Limits) -> Inputs:
    """A file under the name that it goes by, or the reports in it if it is an archive."""
    inputs = Inputs()
    _add_file(path, name, inputs, limits)
    return inputs


def _add_file(path: Path, name: str, inputs: Inputs, limits: Limits) -> None:
    """A file, or the reports in it if it is an archive. Only reading will say that it cannot be opened."""
    try:
        if not looks_like_archive(path):
            inputs.items.append(Input(path, name))
            return
        with open_archive(path, limits) as archive:
            if archive.kind() != "zip":
                inputs.items.append(Input(path, name))
            else:
                _Listing(path, inputs, limits).add(archive, name)
    except ReadError as error:
        inputs.items.append(Failure(name, path.stat().st_size, error.code, error.message))
    except OSError as error:
        inputs.items.append(failure_to_open(name, error))


def _add_folder(folder: Path, inputs: Inputs, limits: Limits) -> None:
    found: list[tuple[tuple[str, ...], Path]] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [(Path(root, name).relative_to(folder).parts, Path(root, name)) for name in names]
    taken = chosen(found, _head, inputs.skipped)
    for parts, path in taken:
        _add_file(path, shown_name("/".join(parts)), inputs, limits)
    if not taken:
        inputs.items.append(Input(folder, shown_name(folder.name or str(folder))))


def _head(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _add_standard_input(stream: BinaryIO, inputs: Inputs, limits: Limits) -> None:
    """Standard input's bytes; if it begins as an archive it goes into a temporary file first, as it may be large."""
    head = stream.read(2)
    if head != b"PK":
        inputs.items.append(Input(None, STANDARD_INPUT, data=head + stream.read(limits.source_bytes + 1 - len(head))))
        return
    try:
        folder = tempfile.mkdtemp(prefix="gouji-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = Path(folder, "input.zip")
        with path.open("wb") as copy:
            copy.write(head)
            while copy.tell() <= limits.archive_bytes and (piece := stream.read(HEAD)):
                copy.write(piece)
    except OSError as error:
        inputs.items.append(failure_to_open(STANDARD_INPUT, error))
    else:
        _add_file(path, STANDARD_INPUT, inputs, limits)


class _Listing:
    """Lists an archive's reports as inputs, one level of archives within it included, within the limits of all."""

    def __init__(self, path: Path, inputs: Inputs, limits: Limits) -> None:
        self._path, self._inputs, self._limits = path, inputs, limits
        self._files, self._bytes = 0, 0

    def add(self, archive: Archive, name: str, chain: Chain = ()) -> None:
        """The reports in an archive; failures stand where the reports would that they have cost."""
        found = [
            (parts_of(entry), place) for place, entry in enumerate(archive.names) if not entry.endswith(("/", "\\"))
        ]
        taken = chosen(found, archive.head, self._inputs.skipped)
        used: Counter[str] = Counter()
        for count, (parts, place) in enumerate(taken):
            size = archive.entries[place].file_size
            if not self._fits(min(size, self._limits.source_bytes)):  # more is never unpacked
                self._fail(name, "too_large", f"{self._limit_message()}，有 {len(taken) - count} 个文件没有读取")
                break
            member = f"{name}/{'/'.join(parts)}"
            used[member] += 1
            if used[member] > 1:
                member += f"#{used[member]}"
            if suffix_of(parts[-1]) == ".zip":
                self._add_nested(archive, member, place, chain)
            else:
                self._inputs.items.append(Input(self._path, member, (*chain, place)))
        if not taken:
            self._fail(name, "empty_archive", "压缩包里没有可读的报告")

    def _fits(self, size: int) -> bool:
        self._files, self._bytes = self._files + 1, self._bytes + size
        return self._files <= self._limits.archive_files and self._bytes <= self._limits.archive_bytes

    def _limit_message(self) -> str:
        limits = self._limits
        return f"压缩包超过上限（{limits.archive_files:,} 份报告，解压后 {limits.archive_bytes:,} 字节）"

    def _add_nested(self, archive: Archive, name: str, place: int, chain: Chain) -> None:
        if chain:
            self._fail(name, "archive", "压缩包套压缩包超过一层，请先解压外面的压缩包")
            return
        try:
            with archive.nested(place) as nested:
                if nested.kind() != "zip":
                    self._inputs.items.append(Input(self._path, name, (place,)))
                else:
                    self.add(nested, name, (place,))
        except ReadError as error:
            self._fail(name, error.code, error.message)
        except OSError as error:
            self._inputs.items.append(failure_to_open(name, error))

    def _fail(self, name: str, code: str, message: str) -> None:
        self._inputs.items.append(Failure(name, None, code, message))
