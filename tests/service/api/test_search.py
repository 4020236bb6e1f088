"""The search over HTTP."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.messages import Problem
from service.search import searching, serving
from service.search.exporting import COLUMNS
from service.search.messages import PassageInfo, SearchAnswer, SimilarAnswer
from service.search.serving import SearchService
from service.services import Services
from service.settings import Settings
from tests.service.search.passages import REPORT, passage
from tests.service.search.small_index import OTHER, PASSAGES, use_small_models, write_index

PATH = "/v1/search"


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def small_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_models(tmp_path / "model", monkeypatch)


@pytest.fixture
def indexed(service_settings: Settings) -> str:
    """The address of an index with a few passages."""
    write_index(service_settings.index_url)
    return service_settings.index_url


def ask(client: TestClient, query: str = "", **parameters: str | int | bool) -> SearchAnswer:
    answer = client.get(PATH, params={"q": query, **parameters})
    assert answer.status_code == 200, answer.text
    return SearchAnswer.model_validate_json(answer.content)


@pytest.mark.usefixtures("indexed")
class TestPages:
    def test_a_query_finds_with_reasons_and_says_what_it_was_taken_for(self, client: TestClient) -> None:
        found = ask(client, "2023年栏目更新")
        assert found.understood.applied and found.understood.years == (2023,)
        assert {one.year for one in found.items} == {2023}
        assert found.items[0].why.words and found.items[0].highlights
        as_it_stands = ask(client, "2023年栏目更新", understand=False)
        assert not as_it_stands.understood.applied and {one.year for one in as_it_stands.items} == {2022, 2023}

    def test_a_theme_alone_is_a_question(self, client: TestClient) -> None:
        found = ask(client, theme="staffing")
        assert [one.id for one in found.items] == [f"{REPORT}-2", f"{OTHER}-2"]
        assert (found.total, found.total_is_least) == (2, False)
        assert [(one.key, one.passages) for one in found.facets.year] == [("2023", 1), ("2022", 1)]

    def test_text_mode_and_filters_are_exact(self, client: TestClient) -> None:
        found = ask(client, "更新", mode="text", failed=False)
        assert {one.id for one in found.items} == {f"{REPORT}-1", f"{REPORT}-3"}
        assert found.total == 2

    def test_pages_follow_each_other_and_leave_nothing_out(self, client: TestClient) -> None:
        orders: tuple[dict[str, str], ...] = (
            {"sort": "year"}, {"q": "更新", "mode": "text"}, {"q": "人员", "understand": "false"}
        )  # fmt: skip
        for order in orders:
            whole = client.get(PATH, params=order).json()
            seen: list[str] = []
            answer = client.get(PATH, params={**order, "limit": "1"})
            while True:
                seen += [one["id"] for one in answer.json()["items"]]
                following = answer.json()["next"]
                if following is None:
                    break
                assert answer.headers["link"] == f'<{following}>; rel="next"'
                answer = client.get(following)
            assert seen == [one["id"] for one in whole["items"]] and len(seen) == whole["total"]
            assert "link" not in answer.headers

    @pytest.mark.parametrize("order", ["relevance", "year"])
    def test_pages_go_on_behind_the_first_candidates(
        self, order: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "DEPTH", 2)
        following, seen = f"{PATH}?q=更新滞后&mode=vector&limit=1&sort={order}", []
        while following:
            page = client.get(following).json()
            seen += [one["id"] for one in page["items"]]
            following = page["next"]
        assert sorted(seen) == sorted(one.id for one in PASSAGES)

    def test_a_change_between_pages_is_told(self, client: TestClient, indexed: str) -> None:
        first = client.get(PATH, params={"limit": "2"}).json()
        assert client.get(first["next"]).json()["warnings"] == []
        write_index(indexed, PASSAGES[:4])
        serving_again(client)
        assert client.get(first["next"]).json()["warnings"]

    def test_groups_are_pages_of_organs(self, client: TestClient) -> None:
        found = ask(client, group="organ", limit=1)
        assert found.items == () and found.organs is not None and len(found.organs) == 1
        assert (found.organs[0].organ, found.organs[0].passages) == ("云岭县水务局", 3)
        assert found.next is not None
        rest = SearchAnswer.model_validate_json(client.get(found.next).content)
        assert rest.organs is not None and [one.organ for one in rest.organs] == ["澜渡县渔业局"]
        assert rest.next is None

    @pytest.mark.parametrize(
        ("parameters", "code"),
        [
            ("theme=money", "invalid_request"),
            ("mode=magic", "invalid_request"),
            ("limit=201", "invalid_request"),
            ("thema=staffing", "invalid_request"),
            (f"q={'x' * 501}", "invalid_request"),
            ("after=nonsense", "invalid_cursor"),
        ],
    )
    def test_wrong_values_are_problems(self, parameters: str, code: str, client: TestClient) -> None:
        answer = client.get(f"{PATH}?{parameters}")
        assert (answer.status_code, Problem.model_validate_json(answer.content).code) == (422, code)

    def test_a_cursor_of_another_list_or_place_is_refused(self, client: TestClient) -> None:
        from service.api.cursors import make_cursor

        for cursor in (make_cursor("recurring", 1, 1), make_cursor("search", -1, 1), make_cursor("search", 10_000, 1)):
            assert client.get(PATH, params={"after": cursor}).json()["code"] == "invalid_cursor"


def serving_again(client: TestClient) -> None:
    """Look at the index anew with the next question, as a process does after a while."""
    client.app.state.services.search._checked = -1e9  # type: ignore[attr-defined]


@pytest.mark.usefixtures("indexed")
class TestPassages:
    def test_a_passage_knows_its_neighbours(self, client: TestClient) -> None:
        found = PassageInfo.model_validate_json(client.get(f"/v1/passages/{REPORT}-2").content)
        assert (found.previous, found.next) == (f"{REPORT}-1", f"{REPORT}-3")
        assert found.text == PASSAGES[1].text
        last = PassageInfo.model_validate_json(client.get(f"/v1/passages/{REPORT}-3").content)
        assert last.next is None

    def test_similar_passages_are_others_and_filtered(self, client: TestClient) -> None:
        path = f"/v1/passages/{REPORT}-1/similar"
        found = SimilarAnswer.model_validate_json(client.get(path).content)
        assert found.passage.id == f"{REPORT}-1"
        assert found.items[0].id == f"{OTHER}-1" and f"{REPORT}-1" not in {one.id for one in found.items}
        filtered = SimilarAnswer.model_validate_json(client.get(path, params={"year": 2023, "limit": 1}).content)
        assert [one.year for one in filtered.items] == [2023]

    def test_what_is_not_there_is_a_problem(self, client: TestClient) -> None:
        for path in ("/v1/passages/none", "/v1/passages/none/similar"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "passage_not_found")


@pytest.mark.usefixtures("indexed")
class TestFiles:
    def test_csv_holds_the_whole_result_and_runs_no_formula(self, client: TestClient) -> None:
        answer = client.get(PATH, params={"q": "更新", "mode": "text", "limit": 1, "format": "csv", "bom": True})
        assert "gouji-search.csv" in answer.headers["content-disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert tuple(rows[0]) == COLUMNS and len(rows) == 3
        risky = next(row for row in rows if row["report_id"] == OTHER)
        assert (risky["text"], risky["failed"]) == ("'=栏目更新滞后", "1")

    def test_a_format_may_be_asked_for_by_accept(self, client: TestClient) -> None:
        parquet = "application/vnd.apache.parquet"
        answer = client.get(PATH, params={"theme": "staffing"}, headers={"Accept": parquet})
        assert answer.headers["content-type"] == parquet
        table = pyarrow.parquet.read_table(io.BytesIO(answer.content)).to_pylist()
        assert [(row["year"], row["themes"]) for row in table] == [(2023, "staffing"), (2022, "training;staffing")]
        assert table[0]["why_theme"] == pytest.approx(0.95) and table[0]["failed"] == 0
        assert client.get(PATH, headers={"Accept": "image/png"}).status_code == 406

    def test_a_workbook_has_a_row_a_passage(self, client: TestClient) -> None:
        answer = client.get(PATH, params={"format": "xlsx", "group": "organ"})
        book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
        assert sum(1 for _ in book.worksheets[0].iter_rows()) == len(PASSAGES) + 1
        book.close()


def test_without_an_index_the_administrator_is_named_the_command(client: TestClient) -> None:
    for path in (PATH, "/v1/passages/a-1", "/v1/passages/a-1/similar"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "index_missing")
        assert "gouji index rebuild" in answer.json()["detail"] and int(answer.headers["retry-after"]) > 0


def test_an_index_that_comes_and_changes_is_found(client: TestClient, service_settings: Settings) -> None:
    assert client.get(PATH).status_code == 503
    write_index(service_settings.index_url)
    assert ask(client).total == len(PASSAGES)
    write_index(service_settings.index_url, (passage("栏目空置", 1),))
    serving_again(client)
    assert ask(client).total == 1


def test_an_index_made_with_another_encoder_is_refused(
    client: TestClient, indexed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.search import opening

    assert ask(client).total == len(PASSAGES)
    monkeypatch.setattr(opening, "identity", lambda encoder: "another 2")
    serving_again(client)
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (503, "index_unfit")
    assert indexed not in answer.text


def test_a_server_that_is_told_to_opens_the_search_as_it_starts(
    services: Services, indexed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    async def first(searcher: object) -> None:
        opened.append(searcher)

    monkeypatch.setattr(serving, "_first", first)
    eager = dataclasses.replace(services, search=SearchService(services.settings, eager=True))
    with TestClient(create_app(eager), base_url="http://127.0.0.1") as client:
        assert ask(client).total == len(PASSAGES)
    assert len(opened) == 1
