"""Server-sent events in whatever pieces they come."""

from __future__ import annotations

import pytest

from service.client.errors import ServiceError
from service.client.events import Following
from service.messages import Job

JOB = (
    '{"id":"j%d","kind":"batch","state":"running","created_at":"2026-01-01T00:00:00Z","started_at":null,'
    '"finished_at":null,"items":{},"total":1}'
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_stream_may_be_cut_anywhere(end: str) -> None:
    head, _, tail = (JOB % 2).partition('"state"')
    lines = [
        ":ping",
        "",
        "event: progress",
        "id: 7",
        f"data: {JOB % 1}",
        "",
        f"data:{head}",
        f'data: "state"{tail}',
        "id",
        "",
    ]
    text = end.join([*lines, ":end", ""])
    for cut in range(len(text)):
        following = Following(0)
        jobs = [job.id for piece in (text[:cut], text[cut:]) for job in following.feed(piece)]
        assert (jobs, following.last_id) == (["j1", "j2"], "7")


def test_half_an_event_is_forgotten_with_its_stream() -> None:
    following = Following(3)
    assert list(following.feed(f"data: {JOB % 1}\nda")) == []
    following.lost(None)
    (job,) = following.feed(f"data: {JOB % 2}\n\n")
    assert isinstance(job, Job)
    assert job.id == "j2"


def test_the_waits_grow_and_an_event_ends_them() -> None:
    following = Following(3)
    assert [following.lost(None) for _ in range(3)] == [1, 2, 4]
    list(following.feed(f"retry: 500\ndata: {JOB % 1}\n\n"))
    assert following.lost(None) == 0.5


def test_what_is_no_job_is_told() -> None:
    with pytest.raises(ServiceError) as caught:
        list(Following(0).feed("data: hello\n\n"))
    assert caught.value.code == "unexpected_answer"
