"""Reports over HTTP: sent, found, read again, deleted."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.testclient import TestClient

from reports.report import Report
from service.messages import ReadingSummary, ReportSummary
from service.services import Services
from tests.service.fakes import BROKEN, FakePool, make_report, source_of

SOURCE = source_of("云岭县水务局", 2023)
REPORT_ID = hashlib.sha256(SOURCE).hexdigest()
PATH = f"/v1/reports/{REPORT_ID}"


def send(client: TestClient, data: bytes = SOURCE, query: str = "", **headers: str) -> Any:
    return client.post(
        f"/v1/reports{query}", content=data, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def pool_of(services: Services) -> FakePool:
    assert isinstance(services.pool, FakePool)
    return services.pool


def test_a_report_is_sent_and_comes_back_read(client: TestClient) -> None:
    answer = send(client, query="?name=%E5%B9%B4%E6%8A%A5.txt")
    assert (answer.status_code, answer.headers["location"]) == (201, PATH)
    report = Report.model_validate_json(answer.content)
    assert (report.id, report.source.name, report.organ) == (REPORT_ID, "年报.txt", "云岭县水务局")
    again = client.get(PATH)
    assert again.content == answer.content
    assert again.headers["etag"] == answer.headers["etag"]


def test_the_same_bytes_again_are_the_same_report_and_are_not_read_again(
    client: TestClient, services: Services
) -> None:
    first, again = send(client), send(client, query="?name=other.txt")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert again.headers["location"] == PATH
    assert pool_of(services).submitted == [("", True)]


def test_what_is_given_outranks_what_is_read(client: TestClient) -> None:
    send(client)
    answer = send(client, query="?organ=云岭县水利局&year=2022&region=青州市")
    assert (answer.status_code, answer.json()["organ"], answer.json()["year"]) == (200, "云岭县水利局", 2022)
    summary = ReportSummary.model_validate_json(client.get(f"{PATH}/summary").content)
    assert (summary.region, summary.given.organ, summary.given.year) == ("青州市", "云岭县水利局", 2022)


def test_wrong_parameters_are_named(client: TestClient) -> None:
    for query in ("?year=1066", "?year=x", "?organ=", "?orgn=a", "?organ=%00"):
        answer = send(client, query=query)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), query
        assert answer.json()["errors"][0]["name"] in query


def test_a_form_with_one_file(client: TestClient) -> None:
    answer = client.post("/v1/reports", files={"file": ("年报.docx", SOURCE, "application/msword")})
    assert (answer.status_code, answer.json()["id"]) == (201, REPORT_ID)
    assert answer.json()["source"]["name"] == "年报.docx"


def test_a_form_with_anything_else_is_refused(client: TestClient) -> None:
    forms: list[dict[str, Any]] = [
        {"files": [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]},
        {"files": {"document": ("a.txt", b"a")}},
        {"files": {"file": ("a.txt", b"a")}, "data": {"title": "年报"}},
        {"files": {"file": ("a.txt", b"a")}, "data": {"year": ["2023", "2024"]}},
        {"files": {"file": ("a.txt", b"a"), "year": ("b.txt", b"2024")}},
    ]
    for form in forms:
        answer = client.post("/v1/reports", **form)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), form


def test_a_form_says_what_is_given_and_the_address_outranks_it(client: TestClient) -> None:
    said = {"name": "乙.txt", "organ": "云岭县林业局", "year": "2021", "region": ""}
    answer = client.post("/v1/reports?year=2022", files={"file": ("甲.txt", SOURCE)}, data=said)
    assert answer.status_code == 201
    assert (answer.json()["organ"], answer.json()["year"]) == ("云岭县林业局", 2022)
    assert answer.json()["source"]["name"] == "乙.txt"
    wrong = client.post("/v1/reports", files={"file": ("甲.txt", SOURCE)}, data={"year": "去年"})
    assert (wrong.status_code, wrong.json()["errors"][0]["in"]) == (422, "body")


def test_a_form_that_is_cut_off_is_no_report(client: TestClient) -> None:
    whole = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/v1/reports", content=whole, headers=headers).status_code == 201
    for cut, code in ((whole[:-6], "incomplete_body"), (whole[:-12], "incomplete_body"), (b"what", "bad_request")):
        answer = client.post("/v1/reports", content=cut, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    answer = client.post("/v1/reports", content=whole, headers={"Content-Type": "multipart/form-data"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_what_is_no_report_has_its_own_problem(client: TestClient) -> None:
    for data, media_type, status, code in (
        (b"", "text/plain", 422, "empty"),
        (BROKEN, "application/octet-stream", 422, "broken"),
        (b"{}", "application/json", 415, "unsupported_media_type"),
        (b"x", "video/mp4", 415, "unsupported_media_type"),
        (b"x", "application/ld+json", 415, "unsupported_media_type"),
        (b"x", "nonsense", 415, "unsupported_media_type"),
        (b"<html>x</html>", "application/pdf", 415, "media_type_mismatch"),
        (b"%PDF-1.4", "image/png", 415, "media_type_mismatch"),
    ):
        answer = send(client, data, content_type=media_type)
        assert (answer.status_code, answer.json()["code"]) == (status, code), media_type
    assert client.get("/v1/reports").json()["items"] == []


def test_loosely_declared_types_are_read_by_their_content(client: TestClient) -> None:
    types = ("text/html", "application/msword", "application/x-www-form-urlencoded", "application/wps-writer", "")
    for year, media_type in enumerate(types, 2015):
        answer = send(client, source_of("云岭县水务局", year), content_type=media_type)
        assert answer.status_code == 201, media_type


def test_names_that_lead_elsewhere_are_refused(client: TestClient) -> None:
    for name in ("../a.txt", "a/../../b", "..\\a", "/etc/passwd", "C:\\a.txt", "a\nb", "\u202excod.exe", " "):
        answer = client.post("/v1/reports", params={"name": name}, content=SOURCE)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_name"), name
    assert send(client, query="?name=2023/水务局..最终.txt").status_code == 201


def test_the_name_of_a_header(client: TestClient) -> None:
    answer = send(client, content_disposition="attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.txt")
    assert answer.json()["source"]["name"] == "年报.txt"
    answer = send(client, b"other", content_disposition='attachment; filename="../x"')
    assert answer.json()["code"] == "invalid_name"


def test_a_job_where_one_is_preferred(client: TestClient) -> None:
    answer = send(client, query="?organ=云岭县水利局", prefer="respond-async, wait=5")
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
    assert answer.json()["kind"] == "read"
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['id']}"
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_known_report_need_not_be_sent_again(client: TestClient) -> None:
    etag = send(client).headers["etag"]
    for tag in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        for path in (PATH, f"{PATH}/summary" if tag == "*" else PATH):
            answer = client.get(path, headers={"If-None-Match": tag})
            assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(PATH, headers={"If-None-Match": '"x"'}).status_code == 200
    send(client, query="?region=青州市")
    assert client.get(PATH, headers={"If-None-Match": etag}).status_code == 200


def test_a_later_year_changes_the_tag_by_its_checks(client: TestClient) -> None:
    send(client)
    before = client.get(PATH)
    send(client, source_of("云岭县水务局", 2022))
    after = client.get(PATH, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert {check["id"] for check in after.json()["checks"]} > {check["id"] for check in before.json()["checks"]}


def test_whether_a_report_is_there(client: TestClient) -> None:
    assert client.head(PATH).status_code == 404
    etag = send(client).headers["etag"]
    answer = client.head(PATH)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (200, b"", etag)


def test_what_is_deleted_is_gone(client: TestClient, services: Services) -> None:
    send(client)
    assert client.delete(PATH).status_code == 204
    for path in (
        PATH,
        f"{PATH}/source",
        f"{PATH}/text",
        f"{PATH}/readings",
        f"{PATH}/readings/1",
        f"{PATH}/tables/reviews",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "report_not_found")
    assert client.delete(PATH).status_code == 404
    assert services.store.originals.size(REPORT_ID) is None
    assert send(client).status_code == 201


def test_reading_again_keeps_the_history(client: TestClient, services: Services) -> None:
    send(client, query="?name=a.txt&organ=云岭县水利局")
    pool_of(services).outcome_for = lambda data, name: make_report(data=data, name=name, rest="5")
    answer = client.post(f"{PATH}/reread")
    assert (answer.status_code, answer.json()["organ"]) == (200, "云岭县水利局")
    assert answer.json()["tables"]["reviews"]["reconsideration"]["total"]["value"] == 5
    assert pool_of(services).submitted[-1] == ("a.txt", True)
    readings = [ReadingSummary.model_validate(entry) for entry in client.get(f"{PATH}/readings").json()]
    assert [reading.number for reading in readings] == [1, 2]
    assert readings[1].changed_cells == sum(
        len(row) for table in answer.json()["tables"].values() for row in table.values()
    )
    values = [
        client.get(f"{PATH}/readings/{n}").json()["tables"]["reviews"]["reconsideration"]["total"]["value"]
        for n in (1, 2)
    ]
    assert values == [0, 5]
    missing = client.get(f"{PATH}/readings/3")
    assert (missing.status_code, missing.json()["code"]) == (404, "reading_not_found")


def test_a_report_that_cannot_be_read_again_stays_as_it_is(client: TestClient, services: Services) -> None:
    before = send(client).content
    pool_of(services).outcome_for = lambda data, name: FakePool().outcome_for(BROKEN, name)
    answer = client.post(f"{PATH}/reread")
    assert (answer.status_code, answer.json()["code"]) == (422, "broken")
    assert client.get(PATH).content == before
    assert client.post(f"/v1/reports/{'0' * 64}/reread").status_code == 404


def test_reading_again_as_a_job(client: TestClient) -> None:
    send(client)
    answer = client.post(f"{PATH}/reread", headers={"Prefer": "respond-async"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "reread")


def test_the_list_is_paged_by_its_own_addresses(client: TestClient) -> None:
    ids = {send(client, source_of("云岭县水务局", year)).json()["id"] for year in range(2015, 2022)}
    address, seen, pages = "/v1/reports?sort=-year&limit=3&organ_contains=水务", [], 0
    while address is not None:
        answer = client.get(address)
        pages += 1
        seen += [ReportSummary.model_validate(item) for item in answer.json()["items"]]
        address = answer.json()["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert pages == 3
    assert [report.year for report in seen] == [2021, 2020, 2019, 2018, 2017, 2016, 2015]
    assert {report.id for report in seen} == ids


def test_cursors_are_of_one_list_and_order(client: TestClient) -> None:
    for year in (2020, 2021):
        send(client, source_of("云岭县水务局", year))
    following = client.get("/v1/reports?sort=year&limit=1").json()["next"]
    assert client.get(following).status_code == 200
    for wrong in (
        following.replace("sort=year", "sort=-year"),
        f"{following}x",
        "/v1/reports?after=%00",
        "/v1/reports?after=W10",
    ):
        answer = client.get(wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor"), wrong


def test_wrong_filters_are_refused(client: TestClient) -> None:
    for query in ("limit=0", "limit=501", "sort=text", "year=x", "failed=perhaps", "received_after=0001-01-01"):
        answer = client.get(f"/v1/reports?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), query


def test_filters_of_the_list(client: TestClient) -> None:
    send(client)
    send(client, source_of("云岭县民政局", 2024, {"reviews.reconsideration.total": "7"}))
    for query, count in (
        ("year=2023&year=2024", 2),
        ("edition=2019", 0),
        ("failed=true", 1),
        ("organ=云岭县水务局", 1),
    ):
        assert len(client.get(f"/v1/reports?{query}").json()["items"]) == count, query
