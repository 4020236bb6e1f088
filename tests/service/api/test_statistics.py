"""Figures for charts, over HTTP."""

from __future__ import annotations

from starlette.testclient import TestClient

from service.messages import Statistics
from tests.service.fakes import source_of

PATH = "/v1/statistics"


def test_figures_follow_the_reports(client: TestClient) -> None:
    empty = client.get(PATH)
    assert Statistics.model_validate_json(empty.content).reports == 0
    client.post("/v1/reports", content=source_of("云岭县水务局", 2023, {"requests.granted.total": "4"}))
    answer = client.get(PATH, headers={"If-None-Match": empty.headers["etag"]})
    found = Statistics.model_validate_json(answer.content)
    assert (found.reports, found.with_failed_checks) == (1, 1)
    granted = next(entry for entry in found.outcomes if entry.row == "granted")
    assert (granted.sum, granted.label) == (4, "（一）予以公开")
    assert client.get(PATH, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert Statistics.model_validate_json(client.get(f"{PATH}?year=2020").content).reports == 0
    assert client.get(f"{PATH}?yeer=2020").status_code == 422
