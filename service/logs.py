"""The log of the service: one line an event, in JSON or as text, and never a report's text in it.

Of an exception its kind and its place in the program are kept, not its message: messages quote what was worked on.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from asgi_correlation_id import correlation_id
from pythonjsonlogger.json import JsonFormatter

from service.settings import Settings

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request_id", "color_message"}
_QUIET = ("uvicorn.access", "uvicorn.error", "asgi_correlation_id", "alembic", "huey", "fsspec", "httpx")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(settings: Settings) -> None:
    """Send the log of this process to standard error, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_add_request)
    handler.setFormatter(_formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it quotes bytes of every form that is none


def places(error: BaseException) -> list[str]:
    """Where an exception came from, and those that led to it: kinds and places, no messages."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__qualname__)
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines


def _add_request(record: logging.LogRecord) -> bool:
    record.request_id = correlation_id.get()
    return True


def _formatter(kind: str) -> logging.Formatter:
    if kind == "text":
        return _Text("%(asctime)s %(levelname)s %(name)s %(message)s")
    return _Json(
        "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        json_ensure_ascii=False,
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )


class _Json(JsonFormatter):
    def formatException(self, ei: _ExcInfo) -> str:
        return _places(ei)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        log_data.pop("color_message", None)
        return {key: value for key, value in log_data.items() if value is not None}


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        extra = {key: value for key, value in record.__dict__.items() if key not in _OWN and value is not None}
        if record.__dict__.get("request_id"):
            extra["request_id"] = record.__dict__["request_id"]
        return " ".join([line, *(f"{key}={value}" for key, value in extra.items())])

    def formatException(self, ei: _ExcInfo) -> str:
        return _places(ei)


def _places(ei: _ExcInfo) -> str:
    return "\n".join(places(ei[1])) if ei[1] is not None else ""
