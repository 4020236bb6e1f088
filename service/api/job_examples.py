"""What the documentation shows as answers about jobs."""

from __future__ import annotations

from typing import Any

_ID = "019a2c5e8f1b4c0d9e7a3b5c6d8e9f01"
JOB: dict[str, Any] = {
    "id": _ID,
    "kind": "batch",
    "state": "running",
    "created_at": "2026-02-02T01:15:00Z",
    "started_at": "2026-02-02T01:15:01Z",
    "finished_at": None,
    "items": {"waiting": 310, "working": 3, "done": 185, "failed": 2, "cancelled": 0},
    "total": 500,
}
NEW_JOB: dict[str, Any] = JOB | {
    "state": "queued",
    "started_at": None,
    "items": {"waiting": 3, "working": 0, "done": 0, "failed": 0, "cancelled": 0},
    "total": 3,
}
CANCELLED_JOB: dict[str, Any] = JOB | {
    "state": "cancelled",
    "finished_at": "2026-02-02T01:15:09Z",
    "items": {"waiting": 0, "working": 0, "done": 188, "failed": 2, "cancelled": 310},
}
JOBS: dict[str, Any] = {"items": [JOB], "next": "/v1/jobs?limit=1&after=WyJqb2JzIiwiMDE5YSJd"}
ITEMS: dict[str, Any] = {
    "items": [
        {
            "place": 1,
            "name": "2025/云岭县水务局.docx",
            "state": "done",
            "report_id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "created": True,
            "error": None,
        },
        {
            "place": 2,
            "name": "2025/云岭县教育局.doc",
            "state": "failed",
            "report_id": None,
            "created": None,
            "error": {"code": "encrypted", "message": "文件有密码，请去掉密码后再试"},
        },
    ],
    "next": None,
}
EVENTS = (
    'event: progress\ndata: {"id":"019a2c5e8f1b4c0d9e7a3b5c6d8e9f01","kind":"batch","state":"running",…}\nid: 7\n'
    'retry: 2000\n\nevent: finished\ndata: {"id":"019a2c5e8f1b4c0d9e7a3b5c6d8e9f01","kind":"batch","state":"finished",'
    "…}\nid: 12\nretry: 2000\n\n"
)
