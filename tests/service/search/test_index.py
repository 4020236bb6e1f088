"""The index of passages: what goes in comes out, filtered, in order, counted, and exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.search import index as module
from service.search.folding import fold
from service.search.index import IndexMissing, IndexUnfit, PassageIndex
from service.search.records import PassageFilter, Term
from tests.service.search.made import (
    DIMENSIONS,
    ORGANS,
    REGIONS,
    THEMES,
    best_theme,
    made,
    matches,
    opened,
    reports_of,
    run,
    vectors,
)
from tests.service.search.passages import passage

ALL = PassageFilter()
PASSAGES = made(2100)
VECTORS = vectors(len(PASSAGES))
TERMS = (
    "人员", "人员配备", "配备不足", "工作人员", "专职人员", "作人", "政策解读", "解读", "单一", "公开",
    "主动公开", "依申请公开", "申请", "开目", "办事指南", "平台", "公开平台", "两微一端", "微一", "培训",
    "培训2次", "2次", "12345", "2345", "912345", "9123", "5件", "100%", "00", "100", "00%", "第3", "第3季", "APP",
    "app", "ap", "wechat", "WEB", "web网", "b网站", "it", "it系统", "t系", "2023", "2023年", "3.5", ".5万", "50%",
    "５０％", "it's", "t's", "\\n", "a_b", "_b", "。2", "，人员", "、人", "不存在", "员人", "54", "公开公开",
    "件9", "%第3",
)  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index most of which has been brought up to date, while some came later, and some have changed."""
    folder = tmp_path_factory.mktemp("index")

    async def fill() -> None:
        index = await opened(folder)
        first = [replace(one, text="旧的人员文字") for one in PASSAGES[:70]] + PASSAGES[70:1750]
        await index.replace(reports_of(first), first, VECTORS[:1750])
        await index.compact(wholly=True)
        await index.replace(reports_of(PASSAGES[:70]), PASSAGES[:70], VECTORS[:70])
        await index.replace(reports_of(PASSAGES[1750:]), PASSAGES[1750:], VECTORS[1750:])
        await index.close()

    run(fill())
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    run(_close(opened(tmp_path / "index")))
    yield tmp_path / "index"


async def _close(opening: object) -> None:
    index = await opening  # type: ignore[misc]
    await index.close()


def test_terms_are_as_many_and_as_long_as_they_should_be() -> None:
    assert len(set(TERMS)) >= 50
    assert all(2 <= len(fold(term)) <= 6 for term in TERMS)


def test_what_is_found_by_its_words_is_what_a_search_for_the_text_finds(url: Path) -> None:
    async def found() -> dict[str, set[str]]:
        index = await opened(url, writable=False)
        return {
            term: {hit.passage.id for hit in await index.containing([term], ALL, None)} for term in (*TERMS, "第", "A")
        }

    folded = {one.id: fold(one.text) for one in PASSAGES}
    wanted = {term: {each for each, text in folded.items() if fold(term) in text} for term in (*TERMS, "第", "A")}
    assert run(found()) == wanted
    assert sum(map(bool, wanted.values())) > 50


@pytest.mark.parametrize("phrases", [("人员", "2023"), ("公开", "解读", "第"), ("第", "A"), (" 人 员 ", "")])
def test_every_phrase_has_to_be_there(url: Path, phrases: tuple[str, ...]) -> None:
    where = PassageFilter(roles=("problem",))

    async def found() -> tuple[list[str], int]:
        index = await opened(url, writable=False)
        facets = await index.facets(where, phrases)
        return [hit.passage.id for hit in await index.containing(phrases, where, None)], facets["role"][0][1]

    ids, counted = run(found())
    wanted = {
        one.id for one in PASSAGES if matches(one, where) and all(fold(each) in fold(one.text) for each in phrases)
    }
    assert wanted and set(ids) == wanted and len(ids) == len(wanted) == counted


def test_pages_of_hits_are_the_whole_list_in_parts_and_the_best_come_first(url: Path) -> None:
    async def found() -> tuple[list[str], list[str], list[float]]:
        index = await opened(url, writable=False)
        whole = await index.containing(["人员"], ALL, None)
        parts = [hit for offset in range(0, 300, 50) for hit in await index.containing(["人员"], ALL, 50, offset)]
        return [h.passage.id for h in whole[:300]], [h.passage.id for h in parts], [h.score for h in whole]

    whole, parts, scores = run(found())
    assert parts == whole and len(whole) == 300
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[-1]


def test_passages_come_out_as_they_went_in(url: Path) -> None:
    async def found() -> tuple[dict[str, object], dict[str, object]]:
        index = await opened(url, writable=False)
        ids = [one.id for one in PASSAGES]
        return dict(await index.passages([*ids, "nobody"])), dict(await index.vectors([*ids[:90], "nobody"]))

    passages, known = run(found())
    assert passages == {one.id: one for one in PASSAGES}
    assert sorted(known) == sorted(one.id for one in PASSAGES[:90])
    assert all(np.array_equal(known[one.id], vector) for one, vector in zip(PASSAGES[:90], VECTORS, strict=False))


_values = {
    "themes": st.sampled_from(THEMES), "roles": st.sampled_from(("problem", "measure", "nothing")),
    "sections": st.sampled_from(("problems", "overview")), "years": st.sampled_from((2019, 2020, 1999)),
    "organs": st.sampled_from((*filter(None, ORGANS), "云岭县")),
    "organ_parts": st.sampled_from(("水务", "局", "'", "%", "_", "\\", "neil", "云岭县")),
    "regions": st.sampled_from((*filter(None, REGIONS), "云", "'")), "levels": st.sampled_from(("county", "city")),
    "forms": st.sampled_from(("2021", "2022")), "reports": st.sampled_from(("made0001", "made0002", "'")),
    "unlike": st.sampled_from((PASSAGES[0].id, PASSAGES[9].id, "it's")),
}  # fmt: skip
_years = st.none() | st.integers(2018, 2024)
filters = st.fixed_dictionaries(
    {}, optional={name: st.lists(value, max_size=3).map(tuple) for name, value in _values.items()}
    | {"year_from": _years, "year_to": _years, "failed": st.none() | st.booleans()},
).map(lambda fields: PassageFilter(**fields))  # fmt: skip


def test_filters_leave_what_they_say(url: Path) -> None:
    index: list[PassageIndex] = []

    async def check(where: PassageFilter) -> None:
        wanted = {one.id for one in PASSAGES if matches(one, where)}
        assert await index[0].count(where) == len(wanted)
        listed = await index[0].listed(where, sort="place", limit=5000)
        assert [one.id for one in listed] == [one.id for one in PASSAGES if one.id in wanted]
        near = await index[0].nearest(VECTORS[3], where, 10)
        scores = {one.id: float(VECTORS[3] @ vector) for one, vector in zip(PASSAGES, VECTORS, strict=True)}
        best = sorted((scores[each] for each in wanted), reverse=True)[:10]
        assert [hit.score for hit in near] == pytest.approx(best, abs=1e-5)
        words = await index[0].by_words([Term("人员")], where, 5000)
        assert {hit.passage.id for hit in words} == {
            one.id for one in PASSAGES if one.id in wanted and "人员" in fold(one.text)
        }

    import asyncio

    with asyncio.Runner() as runner:
        index.append(runner.run(opened(url, writable=False)))

        @settings(max_examples=40, deadline=None)
        @given(filters)
        def each(where: PassageFilter) -> None:
            runner.run(check(where))

        each()


@pytest.mark.parametrize("sort", ["-theme", "-year", "year", "organ", "place"])
def test_orders(url: Path, sort: str) -> None:
    where = PassageFilter(themes=("staffing", "platform"), roles=("problem",))
    keys = {
        "-theme": lambda one: -best_theme(one, where.themes),
        "-year": lambda one: (one.year is None, -(one.year or 0)),
        "year": lambda one: (one.year is None, one.year or 0),
        "organ": lambda one: (one.organ is None, (one.organ or "").encode()),
        "place": lambda one: 0,
    }
    wanted = sorted((one for one in PASSAGES if matches(one, where)), key=keys[sort])

    async def found() -> list[str]:
        index = await opened(url, writable=False)
        return [
            one.id for offset in (0, 20, 40) for one in await index.listed(where, sort=sort, limit=20, offset=offset)
        ]

    assert run(found()) == [one.id for one in wanted[:60]]


def test_facets_count_what_the_filter_leaves(url: Path) -> None:
    where = PassageFilter(roles=("problem", "measure"), year_from=2020)
    left = [one for one in PASSAGES if matches(one, where)]

    async def found() -> dict[str, dict[object, int]]:
        index = await opened(url, writable=False)
        return {name: dict(counts) for name, counts in (await index.facets(where)).items()}

    assert run(found()) == {
        "theme": Counter(each.theme for one in left for each in one.themes),
        **{
            name: Counter(getattr(one, name) for one in left) for name in ("role", "section", "year", "region", "level")
        },
    }


def test_a_term_that_counts_more_puts_its_passages_first(empty: Path) -> None:
    texts = ["人员不足", "平台不稳", "人员不足和平台不稳", "别的话题", "又是别的"]

    async def found(**weights: float) -> list[str]:
        index = await opened(empty)
        passages = [passage(text, number) for number, text in enumerate(texts, 1)]
        await index.replace(reports_of(passages), passages, vectors(5))
        hits = await index.by_words([Term(text, weight) for text, weight in weights.items()], ALL, 10)
        return [hit.passage.text for hit in hits]

    for weights, first in (({"人员": 1.0, "平台": 0.25}, "人员不足"), ({"人员": 0.25, "平台": 1.0}, "平台不稳")):
        hits = run(found(**weights))
        assert len(hits) == 3 and hits.index(first) < hits.index({"人员不足": "平台不稳"}.get(first, "人员不足"))
    assert run(found(人=1.0)) == ["人员不足", "人员不足和平台不稳"]
    assert run(found()) == []


def test_lists_of_vectors_are_as_exact_as_without(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INDEXED_FROM", 500)
    monkeypatch.setattr(module, "PER_LIST", 100)
    unknown = VECTORS.copy()
    unknown[::9] = 0

    async def found() -> None:
        index = await opened(empty)
        await index.replace(reports_of(PASSAGES[:1400]), PASSAGES[:1400], unknown[:1400])
        await index.compact(wholly=True)
        await index.replace(reports_of(PASSAGES[1400:]), PASSAGES[1400:], unknown[1400:])
        for where in (ALL, PassageFilter(years=(2020,), themes=("staffing",))):
            for query in vectors(10, seed=7):
                near = await index.nearest(query, where, 30)
                scores = [
                    float(query @ vector)
                    for one, vector in zip(PASSAGES, unknown, strict=True)
                    if matches(one, where) and vector.any()
                ]
                assert [hit.score for hit in near] == pytest.approx(sorted(scores, reverse=True)[:30], abs=1e-5)
        assert not (await index.vectors([PASSAGES[0].id]))[PASSAGES[0].id].any()

    run(found())


def test_a_report_that_comes_again_takes_the_place_of_what_was_there(empty: Path) -> None:
    async def found() -> None:
        index = await opened(empty)
        before = await index.version()
        await index.replace({"made0000", "made0001"}, PASSAGES[:14], VECTORS[:14])
        loaded = [replace(passage("装载的"), id=each, report_id=None) for each in ("x", "y")]
        await index.replace((), loaded, VECTORS[:2])
        assert await index.held() == {"made0000": 7, "made0001": 7, "": 2}
        await index.replace({"made0001"}, PASSAGES[7:9], VECTORS[7:9])
        await index.replace((), [replace(loaded[0], text="又装载的")], VECTORS[5:6])
        assert await index.held() == {"made0000": 7, "made0001": 2, "": 2}
        assert (await index.passages(["x"]))["x"].text == "又装载的"
        assert await index.version() != before
        assert await index.values() == (
            {one.region for one in [*PASSAGES[:9], *loaded]} - {None},
            {one.organ for one in [*PASSAGES[:9], *loaded]} - {None},
            {one.year for one in [*PASSAGES[:9], *loaded]} - {None},
        )
        await index.remove(reports=["made0000"], ids=["x"])
        assert await index.held() == {"made0001": 2, "": 1}
        await index.replace({"made0001"}, [], VECTORS[:0])
        assert await index.held() == {"": 1}
        await index.clear()
        assert await index.held() == {} and await index.values() == (frozenset(), frozenset(), frozenset())

    run(found())


def test_one_vector_for_each_passage(empty: Path) -> None:
    async def put() -> None:
        await (await opened(empty)).replace((), PASSAGES[:2], vectors(2, dimensions=DIMENSIONS + 1))

    with pytest.raises(ValueError, match="vectors of shape"):
        run(put())


def test_nothing_is_searched_where_no_index_is(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing) as missing:
        run(opened(tmp_path / "none", writable=False))
    assert missing.value.code == "index_missing" and "gouji index rebuild" in missing.value.message
    assert not (tmp_path / "none").exists()
    with pytest.raises(IndexMissing):
        run(opened(tmp_path, writable=False))


@pytest.mark.parametrize("other", [{"encoder": "made 2"}, {"dimensions": DIMENSIONS * 2}])
def test_an_index_of_another_encoder_is_refused_until_it_is_made_anew(empty: Path, other: dict[str, object]) -> None:
    for writable in (False, True):
        with pytest.raises(IndexUnfit) as unfit:
            run(opened(empty, writable=writable, **other))
        assert unfit.value.code == "index_unfit"
    run(_close(opened(empty, anew=True, **other)))
    run(_close(opened(empty, writable=False, **other)))


def test_an_index_of_another_way_of_folding_is_refused(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.search.lance_table.FOLDING", -1)
    with pytest.raises(IndexUnfit):
        run(opened(empty))
