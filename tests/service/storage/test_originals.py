"""The store of originals: bytes under their own hash."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import pytest

from service.storage.originals import OriginalBroken, OriginalMissing, Originals


@pytest.fixture(params=["directory", "object store"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals" if request.param == "directory" else f"memory://{uuid.uuid4().hex}")


def test_bytes_come_back(originals: Originals) -> None:
    assert list(originals) == []
    sha256 = originals.put(b"report")
    assert sha256 == hashlib.sha256(b"report").hexdigest()
    assert originals.put(b"report") == sha256
    assert (originals.get(sha256), originals.size(sha256), list(originals)) == (b"report", 6, [sha256])
    originals.remove(sha256)
    originals.remove(sha256)
    assert originals.size(sha256) is None
    with pytest.raises(OriginalMissing):
        originals.get(sha256)


def test_bytes_that_have_changed_are_not_given_out(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.put(b"report")
    path = next(path for path in tmp_path.rglob(sha256))
    path.write_bytes(b"Report")
    with pytest.raises(OriginalBroken):
        originals.get(sha256)


def test_a_file_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.put(b"report")
    next(path for path in tmp_path.rglob(sha256)).write_bytes(b"rep")
    assert originals.get(originals.put(b"report")) == b"report"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]
