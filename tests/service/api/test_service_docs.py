"""docs/service.md says what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

DOCS = Path(__file__).parents[3] / "docs" / "service.md"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_metric_is_documented(client: TestClient) -> None:
    text = DOCS.read_text(encoding="utf-8")
    families = [line.split()[2] for line in client.get("/metrics").text.splitlines() if line.startswith("# TYPE")]
    assert "gouji_reports" in families
    assert not {name for name in families if f"`{name}`" not in text and not name.endswith("_created")}
