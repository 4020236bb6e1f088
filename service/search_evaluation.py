"""``gouji evaluate --search``: ways of searching side by side over a graded set, written down as data and as a page."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from models.sentences import Encoder, load_encoder
from models.themes import Classifier, load_classifier
from service.history.evaluation import measured as measured_pairs
from service.history.evaluation import read_pairs
from service.search.evaluation import (
    Measures,
    Query,
    SearchSet,
    SearchSetBroken,
    Systems,
    evaluate,
    measured,
    read_set,
)
from service.search.index import PassageIndex
from service.search.loading import read_passages
from service.search.opening import identity

SCHEMA = "gouji/search-evaluation/1"
_BASELINE, _JUDGED = "BM25 with filters", "hybrid with understanding"

Results = Mapping[str, Mapping[str, Sequence[str]]]
Progress = Callable[[str, int, int], None]


def run(folder: Path, progress: Progress, machine: Mapping[str, Any]) -> dict[str, Any]:
    """All systems over the set of a folder, in an index of its own. Raises SearchSetBroken, ModelError."""
    wanted = read_set(folder)
    encoder, classifier = load_encoder(threads=2), load_classifier(threads=2)
    results = asyncio.run(_results(wanted, encoder, classifier, progress))
    pairs = folder.parent / "history" / "pairs.jsonl"
    return {
        "schema": SCHEMA,
        "machine": dict(machine),
        "passages": len(wanted.passages),
        "queries": len(wanted.queries),
        "all": _scores(wanted.queries, results),
        "parts": {part: _scores(some, results) for part, some in _by(wanted.queries, "part")},
        "kinds": {kind: _scores(some, results) for kind, some in _by(wanted.queries, "kind")},
        "times_baseline": _times(wanted.queries, results),
        "recurring": _recurring(pairs, encoder) if pairs.is_file() else {},
    }


def _recurring(path: Path, encoder: Encoder) -> dict[str, Mapping[str, float]]:
    """Problems of two years, told from each other, by part."""
    pairs = read_pairs(path)
    parts = sorted({pair.part for pair in pairs})
    return {part: measured_pairs([pair for pair in pairs if pair.part == part], encoder) for part in parts}


async def _results(wanted: SearchSet, encoder: Encoder, classifier: Classifier, progress: Progress) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        index = await PassageIndex.open(folder, encoder=identity(encoder), dimensions=encoder.dimensions, writable=True)
        lines = (json.dumps(passage).encode() for passage in wanted.passages)
        for passages, faults in read_passages(lines, classifier):
            if faults:
                raise SearchSetBroken(faults[0].message)
            await index.replace((), passages, encoder.encode([passage.text for passage in passages]))
        await index.compact()
        systems = Systems(index, encoder, classifier)
        done, total = 0, len(systems.all()) * len(wanted.queries)

        def step() -> None:
            nonlocal done
            done += 1
            progress("searching", done, total)

        results = await evaluate(systems, wanted.queries, step)
        await index.close()
    return results


def _by(queries: Sequence[Query], name: str) -> Iterator[tuple[str, list[Query]]]:
    def key(query: Query) -> str:
        return str(getattr(query, name))

    for value, some in groupby(sorted(queries, key=key), key=key):
        yield value, list(some)


def _scores(queries: Sequence[Query], results: Results) -> dict[str, dict[str, float]]:
    scores = {name: measured(queries, found) for name, found in results.items()}
    return {name: {key: round(value, 4) for key, value in one._asdict().items()} for name, one in scores.items()}


def _times(queries: Sequence[Query], results: Results) -> float:
    """How many times the baseline's nDCG the judged system reaches."""
    baseline = measured(queries, results[_BASELINE]).ndcg10
    return round(measured(queries, results[_JUDGED]).ndcg10 / baseline, 3) if baseline else 0.0


def as_text(found: Mapping[str, Any]) -> str:
    """The figures for the terminal and for the page: a line a system."""
    return "\n".join(_page(found))


def write(found: Mapping[str, Any], folder: Path) -> None:
    """``search.json`` and ``search.md`` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (folder / "search.json").write_text(text + "\n", encoding="utf-8")
    (folder / "search.md").write_text(as_text(found) + "\n", encoding="utf-8")


def _page(found: Mapping[str, Any]) -> Iterator[str]:
    yield "# Search\n"
    machine = ", ".join(f"{key}: {value}" for key, value in found["machine"].items())
    yield f"{found['queries']} queries over {found['passages']} passages of annotations/search."
    yield f"`gouji evaluate --search`; {machine}.\n"
    yield from _table(found["all"])
    yield f"\nHybrid with understanding reaches {found['times_baseline']:.2f} times the nDCG of BM25 with filters.\n"
    yield "nDCG@10 by part and by kind of query:\n"
    groups = {**found["parts"], **found["kinds"]}
    yield "| system | " + " | ".join(groups) + " |"
    yield "|---|" + "--:|" * len(groups)
    for name in found["all"]:
        yield f"| {name} | " + " | ".join(f"{scores[name]['ndcg10']:.3f}" for scores in groups.values()) + " |"
    yield from _recurring_lines(found)


def _table(scores: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    yield "| system | nDCG@10 | recall@20 | MRR |"
    yield "|---|--:|--:|--:|"
    for name, one in scores.items():
        measures = Measures(**one)
        yield f"| {name} | {measures.ndcg10:.3f} | {measures.recall20:.3f} | {measures.mrr:.3f} |"


def _recurring_lines(found: Mapping[str, Any]) -> Iterator[str]:
    if not found["recurring"]:
        return
    yield "\nProblems of two years (annotations/history), called the same:\n"
    yield "| part | pairs | precision | recall |"
    yield "|---|--:|--:|--:|"
    for part, one in found["recurring"].items():
        yield f"| {part} | {one['pairs']} | {one['precision']:.3f} | {one['recall']:.3f} |"
