"""The engine and its sessions."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service.storage.database import Database, sqlite_url


def test_a_new_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    """As where two servers start at once: each of them switches the file to write-ahead logging."""
    path = tmp_path / "gouji.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE held (id INTEGER)")
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.3, other.rollback)
    release.start()
    with Database(sqlite_url(path)).reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    release.join()
    other.close()


def test_what_is_no_database_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(OperationalError, match="unable to open"),
        Database(sqlite_url(tmp_path / "folder")).reading() as s,
    ):
        s.execute(text("SELECT 1"))
