"""Leases: what one process alone may do for a while, among all that share a database.

Times are the database server's; with SQLite, whose users are on one machine, they are that machine's. A lease is taken
over when it has run out, and at once from a process of this machine that is gone.
"""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.storage.schema import LeaseRow
from service.storage.store import Store, insert_new
from service.storage.workers import Worker, runs, shared_time

LEASE_SECONDS = 20.0


class Lease:
    """A lease that this process takes and gives back, time and again. Not for several threads at once."""

    def __init__(self, store: Store, name: str, *, seconds: float = LEASE_SECONDS) -> None:
        self._store, self._name, self.seconds = store, name, seconds
        self._me = Worker()
        self._until = 0.0  # by the clock of this process

    @property
    def held(self) -> bool:
        """Whether it still runs, without asking; short of its end it does not count any more."""
        return time.monotonic() < self._until

    def take(self) -> bool:
        """Take it, or keep it for longer; whether it is held now."""
        asked = time.monotonic()
        with self._store.database.writing() as session:
            taken = self._taken(session)
        self._until = asked + self.seconds * 0.8 if taken else 0.0
        return taken

    def give_back(self) -> None:
        """Let others have it."""
        self._until = 0.0
        mine = (LeaseRow.name == self._name) & (LeaseRow.holder == self._me.id)
        with self._store.database.writing() as session:
            session.execute(delete(LeaseRow).where(mine))

    def _taken(self, session: Session) -> bool:
        at = shared_time(session)
        values = {"holder": self._me.id, "host": self._me.host, "pid": self._me.pid}
        until = at + timedelta(seconds=self.seconds)
        if insert_new(session, LeaseRow, name=self._name, until=until, **values):
            return True
        row = session.get(LeaseRow, self._name, with_for_update=True)
        if row is None:  # given back just now
            return False
        if row.holder != self._me.id and row.until >= at and not self._is_gone(row):
            return False
        mine = update(LeaseRow).where(LeaseRow.name == self._name)
        session.execute(mine.values(until=until, **values))
        return True

    def _is_gone(self, row: LeaseRow) -> bool:
        return row.host == self._me.host and row.pid != self._me.pid and not runs(row.pid)
