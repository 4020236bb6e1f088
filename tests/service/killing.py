"""The service, killed again and again while it works: is everything there that it has accepted, once and whole?

    python -m tests.service.killing --kills 20 --reports 500

Reports are made up and sent, one by one and in batches, to a ``gouji serve`` with a ``gouji worker`` beside it. Both
are killed at random moments (SIGKILL: nothing of them gets a chance to tidy up) and started anew. Whatever was
answered with 201, or accepted in a job with 202, has to be there in the end.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
_START_SECONDS = 120.0
_FINISH_SECONDS = 600.0
_IN_BATCHES = 0.8  # of all reports; the others are sent one by one


def make_reports(count: int, seed: str = "kill") -> list[bytes]:
    """Made-up reports as plain text, each of them different."""
    from training.synthesis.layouts import lay_out
    from training.synthesis.wording import make_draft

    texts = []
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        laid = lay_out(make_draft(rng, split="heldout"), rng, name="tsv")
        texts.append(f"{''.join(piece.text for piece in laid.pieces)}\n{number}\n".encode())
    return texts


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Process:
    """``gouji serve`` or ``gouji worker``: started, killed, started again, its log in a file."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._arguments, self._environment, self._log = arguments, environment, log
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        stream = self._log.open("ab")
        with stream:
            self._from = stream.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", *self._arguments],
                cwd=ROOT, env=self._environment, stdout=stream, stderr=stream,
            )  # fmt: skip

    def started(self) -> dict[str, Any] | None:
        """What its log says of its start; None as long as it says nothing."""
        with self._log.open("rb") as stream:
            stream.seek(self._from)
            for line in stream:
                with suppress(ValueError):
                    said: dict[str, Any] = json.loads(line)
                    if said.get("message") in {"started", "worker_started"}:
                        return said
        return None

    def wait_started(self) -> dict[str, Any]:
        end = time.monotonic() + _START_SECONDS
        while (said := self.started()) is None:
            if time.monotonic() > end or (self._process is not None and self._process.poll() is not None):
                raise RuntimeError(f"it did not start; see {self._log}")
            time.sleep(0.02)
        return said

    def kill(self, number: int = signal.SIGKILL) -> int:
        """End it and wait until it is gone; its exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(number)
        self.kills += number == signal.SIGKILL
        status = self._process.wait()
        self._process = None
        return status


@dataclass
class Ledger:
    """What the service has answered: what it has to keep."""

    created: dict[str, bytes] = field(default_factory=dict)  # by hash, answered 201
    present: dict[str, bytes] = field(default_factory=dict)  # answered 200: it was there from an answer that was lost
    jobs: dict[str, list[bytes]] = field(default_factory=dict)  # answered 202
    lost_answers: int = 0
    busy: int = 0


class Senders:
    """Threads that send reports until all of them were accepted, whatever becomes of the service meanwhile."""

    def __init__(self, ledger: Ledger, rng: random.Random, reports: list[bytes], batches: int) -> None:
        self._ledger = ledger
        self._address = ""
        cut = round(len(reports) * _IN_BATCHES)
        packs = [reports[:cut][number::batches] for number in range(batches)]
        self._work: list[queue.Queue[list[bytes]]] = [queue.Queue(), queue.Queue()]
        for pack in packs:
            self._work[0].put(pack)
        for report in reports[cut:]:
            self._work[1].put([report])
        pauses = (1.5, 0.15)
        self._rng = rng
        self._threads = [
            threading.Thread(target=self._send_all, args=(self._work[kind], pauses[kind]), daemon=True)
            for kind in (0, 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def send_to(self, address: str) -> None:
        """Where the service is from now on."""
        self._address = address

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _send_all(self, work: queue.Queue[list[bytes]], pause: float) -> None:
        with httpx.Client(timeout=60, trust_env=False) as client:
            while True:
                try:
                    pack = work.get_nowait()
                except queue.Empty:
                    return
                while not self._send(client, pack):
                    time.sleep(0.2)
                time.sleep(self._rng.uniform(0, 2 * pause))

    def _send(self, client: httpx.Client, pack: list[bytes]) -> bool:
        """Send a report or a batch; whether it was accepted."""
        if not self._address:
            return False
        try:
            answer = self._post(client, pack)
        except httpx.HTTPError:
            self._ledger.lost_answers += 1
            return False
        if answer.status_code == 503:
            self._ledger.busy += 1
            return False
        answer.raise_for_status()
        if answer.status_code == 202:
            self._ledger.jobs[answer.json()["id"]] = pack
        else:
            kept = self._ledger.created if answer.status_code == 201 else self._ledger.present
            kept[answer.json()["id"]] = pack[0]
        return True

    def _post(self, client: httpx.Client, pack: list[bytes]) -> httpx.Response:
        if len(pack) == 1:
            return client.post(f"{self._address}/v1/reports", params={"name": "a.txt"}, content=pack[0])
        if self._rng.random() < 0.5:
            headers = {"Content-Type": "application/zip"}
            return client.post(f"{self._address}/v1/batches", content=_packed(pack), headers=headers)
        files = [("files", (f"{number}.txt", data)) for number, data in enumerate(pack)]
        return client.post(f"{self._address}/v1/batches", files=files)


def _packed(pack: list[bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(pack):
            archive.writestr(f"{number:03}.txt", data)
    return stream.getvalue()


@dataclass
class Result:
    """What was found in the end. ``wrong`` is empty where all is as it should be."""

    wrong: list[str]
    facts: dict[str, Any]


def run(
    folder: Path,
    *,
    reports: int,
    kills: int,
    seed: int,
    batches: int,
    worker: bool = True,
    moments: tuple[float, float] = (0.1, 4.0),
    environment: dict[str, str] | None = None,
) -> Result:
    """Send reports, kill and restart meanwhile, and look in the end. ``moments``: seconds from a start to its end."""
    rng = random.Random(seed)
    variables = {
        **os.environ, "GOUJI_DATA_DIR": str(folder / "data"), "GOUJI_WORKERS": "1" if worker else "2",
        "GOUJI_ACCESS": "open", "GOUJI_LOG_LEVEL": "info", "PYTHONPATH": str(ROOT), **(environment or {}),
    }  # fmt: skip
    server = Process(["serve", "--port", "0"], variables, folder / "server.log")
    beside = Process(["worker"], variables, folder / "worker.log") if worker else None
    ledger = Ledger()
    senders = Senders(ledger, rng, make_reports(reports, str(seed)), batches)
    began = time.monotonic()
    try:
        _live_and_die(server, beside, senders, rng, kills, moments)
        senders.join()
        address = server.wait_started()["address"]
        wrong = list(_verify(address, ledger))
        status = [process.kill(signal.SIGTERM) for process in (server, beside) if process is not None]
        wrong += [f"exit status {code} after SIGTERM" for code in status if code != 0]
    finally:
        for process in (server, beside):
            if process is not None:
                process.kill()
    facts = {
        "reports": reports, "kills": server.kills + (beside.kills if beside else 0),
        "answered_201": len(ledger.created), "found_there": len(ledger.present), "jobs": len(ledger.jobs),
        "accepted_in_jobs": sum(map(len, ledger.jobs.values())), "lost_answers": ledger.lost_answers,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
    return Result(wrong, facts)


def _live_and_die(
    server: Process,
    beside: Process | None,
    senders: Senders,
    rng: random.Random,
    kills: int,
    moments: tuple[float, float],
) -> None:
    server.start()
    if beside is not None:
        beside.start()
    senders.send_to(server.wait_started()["address"])
    senders.start()
    for _ in range(kills):
        time.sleep(rng.uniform(*moments))
        victims = [server] if beside is None else rng.choice([[server], [beside], [server, beside]])
        for victim in victims:
            victim.kill()
        time.sleep(rng.uniform(0, 0.5))
        for victim in victims:
            victim.start()
        if server in victims:
            senders.send_to(server.wait_started()["address"] if rng.random() < 0.8 else "")
    senders.send_to(server.wait_started()["address"])


def _verify(address: str, ledger: Ledger) -> Iterator[str]:
    """What is wrong; nothing where every accepted report is there, once and whole."""
    from reports.report import Report

    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        for job_id, pack in ledger.jobs.items():
            yield from _verify_job(client, job_id, pack)
        accepted = {sha256(data): data for pack in ledger.jobs.values() for data in pack}
        accepted |= ledger.created | ledger.present
        for report_id, data in accepted.items():
            answer = client.get(f"/v1/reports/{report_id}")
            if answer.status_code != 200:
                yield f"report {report_id}: {answer.status_code}"
                continue
            if Report.model_validate_json(answer.content).id != report_id:
                yield f"report {report_id}: it is another one"
            if client.get(f"/v1/reports/{report_id}/source").content != data:
                yield f"report {report_id}: its bytes are others"
            if len(client.get(f"/v1/reports/{report_id}/readings").json()) != 1:
                yield f"report {report_id}: it was read more than once"
        listed = Counter(_all_ids(client, "/v1/reports?limit=200"))
        yield from (f"report {report_id}: listed {count} times" for report_id, count in listed.items() if count > 1)
        yield from (f"report {report_id}: nobody sent it" for report_id in listed.keys() - accepted.keys())


def _verify_job(client: httpx.Client, job_id: str, pack: list[bytes]) -> Iterator[str]:
    end = time.monotonic() + _FINISH_SECONDS
    while not (job := client.get(f"/v1/jobs/{job_id}").json()).get("finished_at"):
        if time.monotonic() > end or "state" not in job:
            yield f"job {job_id}: not finished: {job}"
            return
        time.sleep(0.2)
    items = list(_all_items(client, f"/v1/jobs/{job_id}/items?limit=200"))
    if job["state"] != "finished" or job["total"] != len(pack) or len(items) != len(pack):
        yield f"job {job_id}: {len(pack)} reports have become {job}"
    for item in items:
        if item["state"] != "done":
            yield f"job {job_id}: {item}"
    if sorted(item["report_id"] or "" for item in items) != sorted(map(sha256, pack)):
        yield f"job {job_id}: its reports are others than were sent"


def _all_ids(client: httpx.Client, path: str) -> Iterator[str]:
    yield from (item["id"] for item in _all_items(client, path))


def _all_items(client: httpx.Client, path: str | None) -> Iterator[dict[str, Any]]:
    while path is not None:
        page = client.get(path).json()
        yield from page["items"]
        path = page["next"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-worker", action="store_true", help="only gouji serve, without gouji worker beside it")
    parser.add_argument("--keep", action="store_true", help="keep the data and the logs")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gouji-kill-"))
    result = run(
        folder, reports=asked.reports, kills=asked.kills, seed=asked.seed, batches=asked.batches,
        worker=not asked.no_worker,
    )  # fmt: skip
    print(json.dumps(result.facts, ensure_ascii=False))
    for line in result.wrong[:50]:
        print(line)
    if asked.keep or result.wrong:
        print(f"data and logs: {folder}")
    else:
        shutil.rmtree(folder)
    sys.exit(1 if result.wrong else 0)


if __name__ == "__main__":
    main()
