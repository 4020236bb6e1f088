"""A lease is one process's alone, until it gives it back, dies or is silent for too long."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import update

from service.storage.leases import Lease
from service.storage.schema import LeaseRow
from service.storage.store import Store


def test_one_has_it_until_it_is_given_back(store: Store) -> None:
    first, second = Lease(store, "index"), Lease(store, "index")
    assert (first.take(), first.held) == (True, True)
    assert first.take()
    assert (second.take(), second.held) == (False, False)
    second.give_back()  # it is not its own
    assert second.take() is False
    first.give_back()
    assert (first.held, second.take()) == (False, True)
    assert Lease(store, "another").take()


def test_one_that_runs_out_is_taken_over(store: Store) -> None:
    first, second = Lease(store, "index", seconds=-1), Lease(store, "index")
    assert first.take()
    assert not first.held
    assert second.take() and second.held
    assert not first.take()


@pytest.mark.parametrize("here", [True, False])
def test_that_of_a_dead_process_is_taken_over_at_once_where_it_can_be_known(store: Store, here: bool) -> None:
    lease = Lease(store, "index")
    lease.take()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    values = {"holder": "other", "pid": dead.pid} | ({} if here else {"host": "elsewhere"})
    with store.database.writing() as session:
        session.execute(update(LeaseRow).values(**values))
    assert Lease(store, "index").take() is here
