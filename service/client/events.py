"""Server-sent events: the stream's text in, jobs out, and when to ask for it again after it was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from service.client.connection import CONNECT_SECONDS, LONGEST_WAIT
from service.client.errors import ServiceError, unexpected
from service.messages import Job

_SILENCE = 60.0  # seconds without a byte after which a stream is taken for dead: the service never lets them pass
_LINE_END = re.compile(r"\r\n|\n|\r(?=.)", re.DOTALL)  # a carriage return at the end may have its line feed to come

EVENT_TIMEOUT = httpx.Timeout(_SILENCE, connect=CONNECT_SECONDS)


@dataclass(slots=True)
class _Event:
    """What the lines of an event have said so far."""

    data: list[str] = field(default_factory=list)
    id: str | None = None


class Following:
    """Follows a job over its streams: feed it their text; tell it when one has ended before the job was over."""

    def __init__(self, retries: int) -> None:
        self.last_id: str | None = None
        self._retries, self._failures = retries, 0
        self._pause = 1.0  # seconds before the first try to get a lost stream back
        self._rest, self._event = "", _Event()

    def feed(self, text: str) -> Iterator[Job]:
        """The jobs that the stream's next piece of text completes. Raises ServiceError."""
        *lines, self._rest = _LINE_END.split(self._rest + text)
        for line in lines:
            if line:
                self._take(line)
            elif self._event.data:
                event, self._event = self._event, _Event()
                self.last_id = event.id or self.last_id
                self._failures = 0
                yield _job("\n".join(event.data))

    def lost(self, error: ServiceError | None) -> float:
        """How many seconds to wait before the stream is asked for again; ``error`` is None where it just ended.

        Raises the error where it is not of the kind that passes, or came too often in a row.
        """
        self._rest, self._event = "", _Event()
        self._failures += 1
        if error is not None and not error.passing:
            raise error
        if self._failures > self._retries:
            raise error or ServiceError("unreachable", "连不上服务", "任务进展的连接一再中断")
        return min(self._pause * 2.0 ** (self._failures - 1), LONGEST_WAIT)

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._event.data.append(value)
        elif name == "id":
            self._event.id = value
        elif name == "retry" and value.isdecimal():
            self._pause = int(value) / 1000


def _job(data: str) -> Job:
    try:
        return Job.model_validate_json(data)
    except ValueError as error:
        raise unexpected("任务进展无法理解") from error
