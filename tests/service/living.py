"""The API on a real port, served by a thread of the test: for what a client in the same process does not show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from service.api.app import create_app
from service.api.framing import Protocol
from service.services import Services
from service.serving_commands import listen


@contextmanager
def living(services: Services) -> Iterator[str]:
    """Serves the API over services for a while; gives its address."""
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(
            create_app(services), log_config=None, access_log=False, server_header=False, ws="none", http=Protocol
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="living")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            services.stopping.set()
            server.should_exit = True
            thread.join()
