"""The measures of the search, by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from service.search.evaluation import Query, SearchSetBroken, measured, read_set


def query(number: int, grades: dict[str, int]) -> Query:
    return Query(f"q{number}", "", "term", "dev", grades)


def test_the_best_order_reaches_one() -> None:
    found = measured([query(1, {"a": 3, "b": 1})], {"q1": ["a", "b", "c"]})
    assert (found.ndcg10, found.recall20, found.mrr) == (1, 1, 1)


def test_a_worse_order_loses_by_the_logarithm_of_its_places() -> None:
    found = measured([query(1, {"a": 3, "b": 1})], {"q1": ["c", "b", "a"]})
    expected = (1 / math.log2(3) + 3 / math.log2(4)) / (3 + 1 / math.log2(3))
    assert found.ndcg10 == pytest.approx(expected)
    assert found.mrr == pytest.approx(1 / 3)  # "b" answers in part only


def test_queries_count_alike_and_what_is_not_found_counts_as_nothing() -> None:
    found = measured([query(1, {"a": 3}), query(2, {"b": 2})], {"q1": ["a"], "q2": []})
    assert (found.ndcg10, found.recall20, found.mrr) == (0.5, 0.5, 0.5)


def test_recall_looks_at_twenty() -> None:
    found = measured([query(1, {"a": 2, "b": 3, "c": 1})], {"q1": [str(n) for n in range(18)] + ["c", "a", "b"]})
    assert found.recall20 == 0.5


def write(folder: Path, name: str, *lines: object) -> None:
    (folder / name).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def test_a_set_in_several_files_is_read(tmp_path: Path) -> None:
    write(tmp_path, "passages-a.jsonl", {"id": "a", "text": "人手不足"})
    write(tmp_path, "passages-b.jsonl", {"id": "b", "text": "更新滞后"})
    write(tmp_path, "queries.jsonl", {"id": "q", "query": "人手", "kind": "term", "part": "dev"})
    write(tmp_path, "grades.jsonl", {"query": "q", "grades": {"a": 3}})
    found = read_set(tmp_path)
    assert [passage["id"] for passage in found.passages] == ["a", "b"]
    assert found.queries == (Query("q", "人手", "term", "dev", {"a": 3}),)


def test_a_set_that_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "passages.jsonl", {"id": "a", "text": "人手不足"})
    write(tmp_path, "queries.jsonl", {"id": "q", "query": "人手", "kind": "term", "part": "dev"})
    with pytest.raises(SearchSetBroken, match="q"):
        read_set(tmp_path)
    write(tmp_path, "grades.jsonl", {"query": "q", "grades": {"z": 3}})
    with pytest.raises(SearchSetBroken, match="z"):
        read_set(tmp_path)
    (tmp_path / "grades.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(SearchSetBroken, match="第 1 行"):
        read_set(tmp_path)
