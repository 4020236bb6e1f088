"""The client on what comes back over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.client import Client, ServiceError
from service.services import Services
from tests.service.fakes import ORGAN
from tests.service.history.years import store_years
from tests.service.living import living
from tests.service.search.small_index import use_small_models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def client(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_client: Callable[..., Client]
) -> Iterator[Client]:
    use_small_models(tmp_path / "model", monkeypatch)
    store_years(services.store, 2021, 2022)
    with living(services) as address:
        yield make_client(address, retries=0)


def test_history_and_organs(client: Client) -> None:
    found = client.history(ORGAN, all_sections=True)
    assert [one.years for one in found.recurring] == [(2021, 2022)]
    assert client.history(ORGAN, theme="staffing").recurring == ()
    assert [one.organ for one in client.recurring_problems(theme="timeliness", region="云岭")] == [ORGAN]
    assert list(client.recurring_problems(region="青石")) == []
    with pytest.raises(ServiceError) as caught:
        client.history("没有的局")
    assert (caught.value.status, caught.value.code) == (404, "organ_not_found")
