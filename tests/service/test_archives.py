"""Archives of reports: names as they come from offices, and the reports' bytes."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from reports.errors import ReadError
from reports.limits import DEFAULT_LIMITS, Limits
from service.archives import Archive, looks_like_archive, open_archive, read_member

TEXT = "政府信息公开工作年度报告".encode() * 40
FILES = {"a.txt": TEXT, "b/": b"", "b/c.bin": random.Random(7).randbytes(3000), "d.txt": b""}


class _Pipe(io.BytesIO):
    """A stream that cannot go back: zipfile then writes the sizes behind the data."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError("no place")

    def seek(self, *_: object) -> int:
        raise OSError("no seeking")


def _packed(stream: io.BytesIO | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = stream or io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _changed(data: bytes, mark: bytes, place: int, value: int) -> bytes:
    """Data with one byte changed, so far behind where a record begins."""
    at = data.index(mark) + place
    return data[:at] + bytes([value]) + data[at + 1 :]


def _contents(data: bytes, limit: int = 10_000) -> dict[str, bytes | str]:
    """What is in an archive: bytes, or the code of the error."""
    with Archive(io.BytesIO(data), DEFAULT_LIMITS) as archive:
        return {name: _content(archive, place, limit) for place, name in enumerate(archive.names)}


def _content(archive: Archive, place: int, limit: int) -> bytes | str:
    try:
        return archive.read(place, limit)
    except ReadError as error:
        return error.code


def _refusal(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(ReadError) as caught:
        Archive(io.BytesIO(data), limits)
    return caught.value.code


def _renamed(names: dict[str, bytes], *, utf8: bool = False, extra: bytes = b"") -> bytes:
    """An archive whose names are bytes as some packer wrote them, flagged as UTF-8 or not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.extra = extra
            archive.writestr(info, "1234")
    data = bytearray(stream.getvalue())
    for name, packed in names.items():
        assert len(name) == len(packed)
        data = data.replace(name.encode(), packed)
    if utf8:
        for mark, place in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
            at = -1
            while (at := data.find(mark, at + 1)) >= 0:
                data[at + place] |= 8
    return bytes(data)


def _names(data: bytes) -> list[str]:
    with Archive(io.BytesIO(data), DEFAULT_LIMITS) as archive:
        assert all(archive.read(place, 100) for place in range(len(archive.names)))
        return archive.names


def test_names_of_chinese_windows() -> None:
    assert _names(_renamed({"AAAA.txt": "年报".encode("gbk") + b".txt"})) == ["年报.txt"]


def test_names_in_utf8_that_do_not_say_so() -> None:
    assert _names(_renamed({"AAAAAA.txt": "年报".encode() + b".txt"})) == ["年报.txt"]


def test_names_that_say_utf8_and_are() -> None:
    assert _names(_renamed({"AAAAAA.txt": "年报".encode() + b".txt"}, utf8=True)) == ["年报.txt"]


def test_names_that_say_utf8_and_are_not_cost_the_archive() -> None:
    assert _refusal(_renamed({"AAAA.txt": "年报".encode("gbk") + b".txt"}, utf8=True)) == "broken"


def test_a_short_name_in_gbk_that_is_valid_utf8_by_chance() -> None:
    name = "目录".encode("gbk")
    assert name.decode("utf-8")
    assert _names(_renamed({"AAAA.txt": name + b".txt"})) == ["目录.txt"]
    both = {"AAAA.txt": name + b".txt", "BBBB.txt": "年报".encode("gbk") + b".txt"}
    assert _names(_renamed(both)) == ["目录.txt", "年报.txt"]


def test_the_unicode_name_beside_the_local_one() -> None:
    packed = b"????.txt"
    for crc, name in ((zlib.crc32(packed), "年报.txt"), (0, "????.txt")):
        field = b"\x01" + struct.pack("<I", crc) + "年报.txt".encode()
        extra = struct.pack("<2H", 0x7075, len(field)) + field
        assert _names(_renamed({"AAAA.txt": packed}, extra=extra)) == [name]


def test_a_name_that_differs_from_that_before_the_data_costs_the_file() -> None:
    data = _packed()
    at = data.index(b"a.txt")
    assert _contents(data[:at] + b"b.txt" + data[at + 5 :]) == {**FILES, "a.txt": "broken"}


def test_what_begins_as_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    for data, answer in ((_renamed({"a": b"a"}), True), (b"PK", False), (b"", False), (b"%PDF-", False)):
        path.write_bytes(data)
        assert looks_like_archive(path) is answer


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_pipe_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not looks_like_archive(tmp_path / "pipe")


def test_members_are_read_by_their_place(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.txt", "乙")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "甲")
        archive.writestr("in.zip", inner.getvalue())
    assert [read_member(path, chain, DEFAULT_LIMITS).decode() for chain in ((0,), (1, 0), (0,))] == ["甲", "乙", "甲"]
    with pytest.raises(ReadError) as caught:
        read_member(path, (0,), Limits(source_bytes=2))
    assert caught.value.code == "too_large"
    with pytest.raises(ReadError, match="改变"):
        read_member(path, (7,), DEFAULT_LIMITS)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("c.txt", "新的")
    assert read_member(path, (0,), DEFAULT_LIMITS).decode() == "新的"


def test_an_archive_within_may_not_be_larger_than_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in.zip", bytes(100_000))
    with open_archive(path, Limits(archive_bytes=50_000)) as archive, pytest.raises(ReadError) as caught:
        archive.nested(0)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("stream", [io.BytesIO, _Pipe])
def test_what_was_packed_comes_out(method: int, stream: type[io.BytesIO]) -> None:
    assert _contents(_packed(stream(), method) + b"\r\n\0\0") == FILES


def test_the_first_bytes_of_an_entry_are_given_without_the_rest() -> None:
    with zipfile.ZipFile(stream := io.BytesIO(), "w") as archive:
        archive.writestr("a", b"1" * 200_000)
    broken = stream.getvalue().replace(b"1PK", b"2PK")
    with Archive(io.BytesIO(broken), DEFAULT_LIMITS) as opened:
        assert opened.head(0) == b"1" * 65_536
        assert _content(opened, 0, 1_000_000) == "broken"


@pytest.mark.parametrize("inner", [FILES, {"[Content_Types].xml": b"<Types/>"}])
def test_an_archive_that_ends_in_one_within_it_is_not_taken_for_that(inner: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in inner.items():
            archive.writestr(name, content)
    within = stream.getvalue()
    with zipfile.ZipFile(stream := io.BytesIO(), "w") as archive:
        archive.writestr("in.zip", within)
        archive.writestr("z.txt", TEXT)
    data = stream.getvalue()
    for end in (data.index(within) + len(within), data.index(b"z.txt") + 50):
        assert zipfile.ZipFile(io.BytesIO(data[:end])).namelist() == list(inner)
        assert _refusal(data[:end]) == "broken"


def test_damage_to_one_file_is_that_files() -> None:
    data = _packed(method=zipfile.ZIP_STORED)
    assert _contents(_changed(data, TEXT, 0, 0)) == {**FILES, "a.txt": "broken"}
    longer = _changed(_changed(data, b"PK\x01\x02", 22, 1), b"PK\x01\x02", 26, 1)  # than the archive, it says
    assert _contents(longer, 1_000_000) == {**FILES, "a.txt": "broken"}


@pytest.mark.parametrize("offset", [1 << 20, (1 << 63) - 1, (1 << 64) - 1])
def test_a_file_that_is_said_to_be_where_none_can_be(offset: int, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "甲")
        info = zipfile.ZipInfo("b.txt")
        info.extra = struct.pack("<2HQ", 1, 8, offset)
        archive.writestr(info, "乙")
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02") + 42
    path.write_bytes(data[:at] + b"\xff" * 4 + data[at + 4 :])
    with open_archive(path, DEFAULT_LIMITS) as opened:
        assert [_content(opened, place, 100) for place in (0, 1)] == ["甲".encode(), "broken"]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [(8, 1, "encrypted"), (8, 0x40, "encrypted"), (10, 9, "unsupported_format"), (10, 99, "unsupported_format")],
)
def test_what_is_packed_in_a_way_that_is_not_read(place: int, value: int, code: str) -> None:
    assert _contents(_changed(_packed(), b"PK\x01\x02", place, value)) == {**FILES, "a.txt": code}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_cannot_be_unpacked_within_limits_is_not_unpacked(method: int) -> None:
    assert set(_contents(_packed(method=method)).values()) == {"unsupported_format"}


def test_no_more_is_unpacked_than_the_limit_or_than_is_said() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(5_000_000))
    data = stream.getvalue()
    assert _contents(data, 4_999_999) == {"bomb": "too_large"}
    assert _contents(data, 5_000_000) == {"bomb": bytes(5_000_000)}
    lying = _changed(data, b"PK\x01\x02", 26, 0)  # some 19,000 bytes, it says
    assert _contents(lying, 1_000_000) == {"bomb": "broken"}


def test_the_number_of_entries_is_limited() -> None:
    def packed(entries: int) -> bytes:
        with zipfile.ZipFile(stream := io.BytesIO(), "w") as archive:
            for number in range(entries):
                archive.writestr(f"{number}.txt", "1")
        return stream.getvalue()

    assert _refusal(packed(11), Limits(archive_files=1)) == "too_large"
    with Archive(io.BytesIO(packed(10)), Limits(archive_files=1)) as archive:
        assert len(archive.names) == 10


def test_a_directory_out_of_all_proportion_is_not_taken_in() -> None:
    directory = b"PK\x01\x02" + bytes(70_000)
    data = directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    assert _refusal(data, Limits(archive_files=1)) == "too_large"
    assert _refusal(data) == "broken"


def test_a_part_of_a_split_archive() -> None:
    assert _refusal(_changed(_packed(), b"PK\x01\x02", 34, 1)) == "unsupported_format"


def test_whatever_is_damaged_nothing_but_read_errors_come() -> None:
    chance = random.Random(7)
    whole = [_packed(), _packed(_Pipe()), _packed(method=zipfile.ZIP_STORED)]
    codes: set[str] = set()
    for _ in range(1000):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 8)):
            tail = chance.random() < 0.7  # where the directory is
            data[-chance.randint(1, 240) if tail else chance.randrange(len(data))] = chance.randrange(256)
        try:
            codes.update(code for code in _contents(bytes(data)).values() if isinstance(code, str))
        except ReadError as error:
            codes.add(error.code)
    assert {"broken", "encrypted", "too_large", "unsupported_format"} <= codes
