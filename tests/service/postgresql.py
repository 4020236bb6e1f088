"""A PostgreSQL server for the tests: made in a temporary folder, run as an ordinary user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text

_USER = "gouji"
# Nothing in these databases has to survive the tests.
_OPTIONS = {
    "listen_addresses": "",  # a socket in the folder is all that is needed, and two servers never meet on a port
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "timezone": "Asia/Shanghai",  # not UTC, so that a time that loses its zone is noticed
}


class Server:
    """A running server and the databases in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str) -> URL:
        """Where a database is."""
        socket = str(self._folder / ".s.PGSQL.5432")
        return URL.create("postgresql+pg8000", username=_USER, database=database, query={"unix_sock": socket})

    def create(self, template: str | None = None) -> str:
        """A new database, a copy of another one where one is named; returns its name."""
        name = f"test_{uuid.uuid4().hex}"
        # A database of its own order: where the code means the order of code points, it has to say so.
        order = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'"
        self._do(f'CREATE DATABASE "{name}" ' + (f'TEMPLATE "{template}"' if template else order))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where there are none."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


@contextmanager
def server(folder_of_programs: Path) -> Iterator[Server]:
    """A server that runs until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="gouji-pg-"))  # short: the path of a socket may have 100 characters
    user = _ordinary_user()
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        _run([folder_of_programs / "initdb", "--auth=trust", f"--username={_USER}", "--encoding=UTF8",
              "--no-locale", "--no-sync", "--pgdata", folder / "data"], folder, user)  # fmt: skip
        with _keeper(folder_of_programs, folder, user):
            _start(folder_of_programs, folder, user)
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _keeper(folder_of_programs: Path, folder: Path, user: dict[str, Any]) -> Iterator[None]:
    """A process that stops the server and empties its folder at the end of the block, or when this process dies: it
    waits for the end of a pipe that nobody else holds.
    """
    script = 'cat; "$1/pg_ctl" stop -m immediate -w -D "$2/data"; rm -rf "$2"/*'
    keeper = subprocess.Popen(
        ["sh", "-c", script, "keeper", str(folder_of_programs), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for the tests
        **user,
    )
    try:
        yield
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait()


def _start(folder_of_programs: Path, folder: Path, user: dict[str, Any]) -> None:
    options = " ".join(f"-c {name}='{value}'" for name, value in _OPTIONS.items())
    log = folder / "log"
    try:
        _run([folder_of_programs / "pg_ctl", "start", "-w", "-t", "60", "-D", folder / "data", "-l", log,
              "-o", f"-k {folder} {options}"], folder, user)  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise RuntimeError(log.read_text() if log.exists() else error.output) from error


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = next((entry for entry in pwd.getpwall() if entry.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(command: list[str | Path], folder: Path, user: dict[str, Any]) -> None:
    # The server keeps what pg_ctl was given to write to, so that a pipe would never end.
    with (folder / f"output-{uuid.uuid4().hex}").open("wb") as output:
        subprocess.run(command, check=True, cwd=folder, stdout=output, stderr=subprocess.STDOUT, **user)
