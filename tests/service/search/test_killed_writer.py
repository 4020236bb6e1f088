"""Whoever indexes may be killed at any moment."""

from __future__ import annotations

from pathlib import Path

from tests.service.search.killed_writer import run


def test_every_accepted_report_is_found_once_after_kills(tmp_path: Path) -> None:
    accepted, wrong = run(tmp_path, kills=3)
    assert wrong == []
    assert accepted >= 3
