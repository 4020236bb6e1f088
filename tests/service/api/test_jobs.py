"""Jobs over HTTP: progress, items in pages, a stream of events, and their end."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import job_examples
from service.messages import Given, Job, JobItem, Page
from service.services import Services
from service.storage import accepting, job_items, jobs
from service.storage.jobs import NewItem
from tests.service.fakes import source_of

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody works on the jobs but the test itself; streams look for changes often."""
    monkeypatch.setattr("service.api.routes.jobs.POLL_SECONDS", 0.01)
    monkeypatch.setattr("service.jobs.working.JobWorker._claim", lambda *_, **__: [])


def make(services: Services, count: int = 3) -> str:
    items = [
        NewItem("read", f"{number}.txt", accepting.keep(services.store, source_of(year=2000 + number)), given=Given())
        for number in range(count)
    ]
    return jobs.create(services.store, "batch", items).id


def settle(services: Services, job_id: str, count: int = 1) -> None:
    """Let items of a job be done."""
    for claim in job_items.claim(services.store, job_id, "w", count, idle=True):
        with services.store.database.writing() as session:
            job_items.settle(session, claim, report_id=claim.original, created=True)


def events(text: str) -> list[tuple[str, int, Job]]:
    """The events of a stream: name, id, job."""
    found = []
    for block in text.split("\n\n"):
        said = dict(re.findall(r"^(\w+): (.*)$", block, re.MULTILINE))
        if "data" in said:
            found.append((said["event"], int(said["id"]), Job.model_validate(json.loads(said["data"]))))
    return found


def test_the_examples_are_what_the_types_say() -> None:
    for example in (job_examples.JOB, job_examples.NEW_JOB, job_examples.CANCELLED_JOB):
        job = Job.model_validate(example)
        assert sum(job.items.values()) == job.total
        assert job.over == (job.finished_at is not None)
    assert Page[Job].model_validate(job_examples.JOBS).items
    assert [item.state for item in Page[JobItem].model_validate(job_examples.ITEMS).items] == ["done", "failed"]


def test_progress_is_asked_again_cheaply(client: TestClient, services: Services) -> None:
    job_id = make(services)
    answer = client.get(f"/v1/jobs/{job_id}")
    assert Job.model_validate(answer.json()).items["waiting"] == 3
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/v1/jobs/{job_id}", headers=known).status_code == 304
    settle(services, job_id)
    again = client.get(f"/v1/jobs/{job_id}", headers=known)
    assert (again.status_code, again.json()["items"]["done"]) == (200, 1)


@pytest.mark.parametrize("job_id", ["0" * 32, "x", "%00", "A" * 32, "%E4%BA%91" * 100])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/items"), ("GET", "/events"), ("POST", "/cancel"), ("DELETE", "")]
)
def test_a_job_that_is_not_there(client: TestClient, method: str, path: str, job_id: str) -> None:
    answer = client.request(method, f"/v1/jobs/{job_id}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


def pages(client: TestClient, address: str) -> Iterator[Any]:
    following: str | None = address
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        yield from answer.json()["items"]
        following = answer.json()["next"]


def test_jobs_and_items_come_in_pages(client: TestClient, services: Services) -> None:
    made = [make(services, 1) for _ in range(4)] + [make(services, 5)]
    settle(services, made[-1], 2)
    assert sorted(job["id"] for job in pages(client, "/v1/jobs?limit=2")) == sorted(made)
    assert [job["id"] for job in pages(client, "/v1/jobs?state=running")] == [made[-1]]
    items = [JobItem.model_validate(item) for item in pages(client, f"/v1/jobs/{made[-1]}/items?limit=2")]
    assert [item.place for item in items] == [1, 2, 3, 4, 5]
    done = list(pages(client, f"/v1/jobs/{made[-1]}/items?state=done&limit=1"))
    assert [item["name"] for item in done] == ["0.txt", "1.txt"]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "state=lost", "after=x", "status=failed"])
def test_wrong_parameters_are_said(client: TestClient, services: Services, query: str) -> None:
    for path in ("/v1/jobs", f"/v1/jobs/{make(services, 1)}/items"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 422, answer.text


def meanwhile(do: Callable[[], None]) -> threading.Thread:
    """Do something a little later, beside what the test waits for."""

    def later() -> None:
        time.sleep(0.2)
        do()

    thread = threading.Thread(target=later)
    thread.start()
    return thread


def test_a_stream_follows_a_job_to_its_end(client: TestClient, services: Services) -> None:
    job_id = make(services, 2)

    def work() -> None:
        settle(services, job_id)
        time.sleep(0.2)
        settle(services, job_id)

    thread = meanwhile(work)
    answer = client.get(f"/v1/jobs/{job_id}/events")
    thread.join()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    found = events(answer.text)
    assert [name for name, _, _ in found[:-1]] == ["progress"] * (len(found) - 1)
    assert found[-1][0] == "finished" and found[-1][2].state == "finished"
    assert found[0][2].items["waiting"] == 2
    assert [number for _, number, _ in found] == sorted({number for _, number, _ in found})


def test_a_stream_goes_on_where_it_was_lost(client: TestClient, services: Services) -> None:
    job_id = make(services, 1)
    stored = jobs.found(services.store, job_id)
    assert stored is not None
    thread = meanwhile(lambda: settle(services, job_id))
    headers = {"Last-Event-ID": str(stored.revision)}
    found = events(client.get(f"/v1/jobs/{job_id}/events", headers=headers).text)
    thread.join()
    assert stored.revision not in [number for _, number, _ in found]
    assert found[-1][0] == "finished"
    last = {"Last-Event-ID": str(found[-1][1])}
    assert [name for name, _, _ in events(client.get(f"/v1/jobs/{job_id}/events", headers=last).text)] == ["finished"]


def test_a_stream_ends_with_its_job_or_the_service(client: TestClient, services: Services) -> None:
    job_id, other = make(services, 1), make(services, 1)
    jobs.cancel(services.store, other)
    thread = meanwhile(lambda: services.stopping.set())
    found = events(client.get(f"/v1/jobs/{job_id}/events").text)
    thread.join()
    assert [name for name, _, _ in found] == ["progress"]
    assert [job.state for _, _, job in events(client.get(f"/v1/jobs/{other}/events").text)] == ["cancelled"]


def test_a_job_is_cancelled_and_then_deleted(client: TestClient, services: Services) -> None:
    job_id = make(services, 2)
    settle(services, job_id)
    assert client.delete(f"/v1/jobs/{job_id}").json()["code"] == "job_not_over"
    for _ in range(2):
        answer = client.post(f"/v1/jobs/{job_id}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert client.delete(f"/v1/jobs/{job_id}").status_code == 204
    assert client.get(f"/v1/jobs/{job_id}").status_code == 404
    assert list(services.store.originals) == []  # no report was made of them here


def test_a_finished_job_cannot_be_cancelled(client: TestClient, services: Services) -> None:
    job_id = make(services, 1)
    settle(services, job_id)
    answer = client.post(f"/v1/jobs/{job_id}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "job_over")
