"""The service killed while it works: what it has accepted is there, once and whole. See tests/service/killing.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.killing import run


@pytest.mark.shipped
def test_nothing_that_was_accepted_is_lost(tmp_path: Path) -> None:
    result = run(tmp_path, reports=14, kills=2, seed=3, batches=2, worker=False, moments=(0.2, 1.0))
    assert result.wrong == []
    assert result.facts["accepted_in_jobs"] == 11
    assert result.facts["answered_201"] + result.facts["found_there"] == 3
    assert result.facts["kills"] == 2
