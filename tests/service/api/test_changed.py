"""Whatever changes a report says so, to be indexed at once."""

from __future__ import annotations

from starlette.testclient import TestClient

from service.services import Services
from tests.service.fakes import source_of


def test_every_change_of_a_report_is_told(client: TestClient, services: Services) -> None:
    data = source_of("云岭县水务局", 2023)

    def told() -> bool:
        was = services.changed.is_set()
        services.changed.clear()
        return was

    report_id = client.post("/v1/reports", params={"name": "a.txt"}, content=data).json()["id"]
    assert told()
    client.post("/v1/reports", params={"name": "a.txt", "year": "2022"}, content=data)
    assert told()
    client.get(f"/v1/reports/{report_id}")
    assert not told()
    client.post(f"/v1/reports/{report_id}/reread")
    assert told()
    client.delete(f"/v1/reports/{report_id}")
    assert told()
