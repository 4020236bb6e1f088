"""The themes with their counts, over HTTP."""

from __future__ import annotations

from pydantic import TypeAdapter
from starlette.testclient import TestClient

from reports.themes import THEME_NAMES
from service.search.messages import ThemeInfo
from tests.service.fakes import source_of

PATH = "/v1/themes"


def test_themes_follow_the_reports(client: TestClient) -> None:
    empty = client.get(PATH)
    found = TypeAdapter(list[ThemeInfo]).validate_json(empty.content)
    assert {one.theme: one.name for one in found} == THEME_NAMES and found[0].years == ()
    assert client.get(PATH, headers={"If-None-Match": empty.headers["etag"]}).status_code == 304
    client.post("/v1/reports", content=source_of("云岭县水务局", 2023))
    answer = client.get(PATH, headers={"If-None-Match": empty.headers["etag"]})
    assert [year["year"] for year in answer.json()[0]["years"]] == [2023]
    assert client.get(f"{PATH}?year=2020").json()[0]["years"] == []
    assert client.get(f"{PATH}?level=planet").status_code == 422
