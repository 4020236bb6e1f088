"""Whether requests can be served. What it costs to find out is paid once in a few seconds, whoever asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from service.api.observing import log_error
from service.messages import Readiness
from service.services import Services
from service.storage.upgrading import is_current

_KEPT_SECONDS = 2.0
OK = "ok"


class ReadinessProbe:
    """Looks at the parts of a process' services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self._looked = -_KEPT_SECONDS

    def readiness(self) -> Readiness:
        """What each part says; "ok" where it can be used."""
        parts = {**self._stored(), "models": self._models(), "service": self._service()}
        return Readiness(ready=all(said == OK for said in parts.values()), parts=parts)

    def _stored(self) -> dict[str, str]:
        with self._lock:
            if time.monotonic() - self._looked >= _KEPT_SECONDS:
                self._known = {"database": _said(self._database), "originals": _said(self._originals)}
                self._looked = time.monotonic()
            return self._known

    def _database(self) -> str:
        return OK if is_current(self._services.store.database) else "需要运行 gouji db upgrade"

    def _originals(self) -> str:
        self._services.store.originals.check()
        return OK

    def _models(self) -> str:
        pool = self._services.pool
        return OK if pool.ready else pool.refusal or "正在载入"

    def _service(self) -> str:
        return "正在停止" if self._services.stopping.is_set() else OK


def _said(look: Callable[[], str]) -> str:
    try:
        return look()
    except (SQLAlchemyError, OSError, ValueError) as error:
        log_error("not_ready", error)
        return f"不可用：{type(error).__name__}"


def readiness(request: Request) -> Readiness:
    """The dependency of the endpoint."""
    probe: ReadinessProbe = request.app.state.readiness
    return probe.readiness()
