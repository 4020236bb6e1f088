"""What the tests of the client share: a service made of prepared answers, and both clients behind one face."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from service.client import AsyncClient, Client, connection
from service.settings import settings

Answer = httpx.Response | Exception


class Script:
    """Gives prepared answers one after the other, the last one again and again; keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def request(self) -> httpx.Request:
        """The only request."""
        (request,) = self.requests
        return request


class Awaited:
    """AsyncClient with the face of Client: every test of one is a test of the other."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = AsyncClient(*arguments, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)

        def call(*arguments: Any, **options: Any) -> Any:
            result = method(*arguments, **options)
            if inspect.isasyncgen(result):
                return self._items(result)
            return self._loop.run_until_complete(result)

        return call

    def __repr__(self) -> str:
        return repr(self._client)

    def _items(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        async def following() -> Any:
            return await anext(items)

        while True:
            try:
                yield self._loop.run_until_complete(following())
            except StopAsyncIteration:
                return

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


@pytest.fixture(params=["sync", "async"])
def make_client(request: pytest.FixtureRequest) -> Iterator[Callable[..., Client]]:
    """Makes clients of either kind."""
    made: list[Any] = []

    def make(*arguments: Any, **options: Any) -> Any:
        made.append((Client if request.param == "sync" else Awaited)(*arguments, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def talk(make_client: Callable[..., Client]) -> Callable[..., tuple[Client, Script]]:
    """A client of either kind, and the service of prepared answers that it talks to."""

    def talk(*answers: Answer, **options: Any) -> tuple[Client, Script]:
        script = Script(*answers)
        return make_client("http://gouji.test", transport=httpx.MockTransport(script), **options), script

    return talk


@pytest.fixture(autouse=True)
def quick_and_clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No waits between tries, and settings that no test leaves behind."""
    monkeypatch.setattr(connection, "BACKOFF", 0.0)
    settings.cache_clear()
    yield
    settings.cache_clear()
