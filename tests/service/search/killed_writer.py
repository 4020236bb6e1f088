"""A process that accepts reports and indexes them meanwhile, killed again and again.

    python -m tests.service.search.killed_writer --kills 10

In the end every report that was accepted has to be in the index, once and whole.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

from service.search.catching_up import Indexer
from service.search.following import IndexWorker
from service.storage.store import Store
from service.storage.upgrading import upgrade
from tests.conftest import ROOT
from tests.service.search.fakes import GramEncoder
from tests.service.search.indexing import accept, catch_up, indexed, settings_for, with_indexer

_EACH = 2  # passages of a report
_MOST = 40  # reports that are accepted before a kill


def run(folder: Path, kills: int, seed: int = 1) -> tuple[int, list[str]]:
    """How many reports were accepted, and what is wrong with the index in the end."""
    rng = random.Random(seed)
    accepted: list[str] = []
    for turn in range(kills):
        accepted += _until_killed(folder, turn, rng.randint(1, _MOST))
    settings = settings_for(folder)
    store = Store.open(settings)
    try:
        catch_up(store, settings)
        found = Counter(one.report_id for one in indexed(settings))
        wrong = [f"{report_id}: {found[report_id]} passages" for report_id in accepted if found[report_id] != _EACH]

        async def check(indexer: Indexer) -> object:
            return await indexer.check()

        if differences := with_indexer(store, settings, check):
            wrong.append(str(differences))
        return len(accepted), wrong
    finally:
        store.close()


def _until_killed(folder: Path, turn: int, count: int) -> list[str]:
    """The ids of the reports that a process said were accepted before it was killed."""
    command = [sys.executable, "-m", "tests.service.search.killed_writer", "--work", str(folder), str(turn)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if len(lines) == count:
                process.kill()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def _work(folder: Path, turn: int) -> None:
    """Accept reports and index them until somebody ends it."""
    settings = settings_for(folder)
    store = Store.open(settings)
    upgrade(store.database)
    changed = threading.Event()
    IndexWorker(settings, store, changed, GramEncoder).start()
    for number in range(10_000):
        print(json.dumps(accept(store, f"云岭县第{turn}号第{number}中学")), flush=True)
        changed.set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        _work(Path(asked.work[0]), int(asked.work[1]))
        return
    with tempfile.TemporaryDirectory(prefix="gouji-kill-index-") as folder:
        accepted, wrong = run(Path(folder), asked.kills)
    print(json.dumps({"kills": asked.kills, "accepted": accepted, "wrong": wrong}, ensure_ascii=False))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
