"""The search test set holds together: ids, sizes, grades, kinds and parts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "annotations" / "search"
KINDS = {"term", "phrase", "question", "paraphrase", "filtered"}


def lines(kind: str) -> list[dict[str, Any]]:
    """Every entry of the files of one kind, both halves."""
    files = sorted(FOLDER.glob(f"{kind}-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_passages_are_many_distinct_and_of_the_agreed_size() -> None:
    passages = lines("passages")
    assert len(passages) >= 600
    assert len({passage["id"] for passage in passages}) == len(passages)
    assert len({passage["text"] for passage in passages}) == len(passages)
    for passage in passages:
        assert set(passage) == {"id", "text", "organ", "region", "year"}
        assert 25 <= len(passage["text"]) <= 220, passage["id"]
        assert 2019 <= passage["year"] <= 2025, passage["id"]
        assert passage["organ"] and passage["region"], passage["id"]


def test_queries_are_of_every_kind_in_both_parts() -> None:
    queries = lines("queries")
    assert len(queries) >= 60
    assert len({query["id"] for query in queries}) == len(queries)
    assert len({query["query"] for query in queries}) == len(queries)
    assert {query["kind"] for query in queries} == KINDS
    counts = Counter((query["kind"], query["part"]) for query in queries)
    assert set(counts) == {(kind, part) for kind in KINDS for part in ("dev", "test")}
    assert min(counts.values()) >= 4


def test_every_query_has_graded_passages_and_one_that_answers_exactly() -> None:
    known = {passage["id"] for passage in lines("passages")}
    graded = lines("grades")
    assert sorted(entry["query"] for entry in graded) == sorted(query["id"] for query in lines("queries"))
    for entry in graded:
        grades = entry["grades"]
        assert set(grades) <= known, entry["query"]
        assert set(grades.values()) <= {1, 2, 3}, entry["query"]
        assert 3 in grades.values(), entry["query"]
