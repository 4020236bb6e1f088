"""Reading samples with every system and sorting the counts into groups."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from models.tagger import Tagger
from reports.annotation import AnnotationError
from reports.assemble import assemble
from reports.document import Document
from reports.errors import ReadError
from reports.formats import read_document
from training.evaluation.counts import Counts
from training.evaluation.formats import FormatItem
from training.evaluation.gold import Gold, Item
from training.evaluation.measures import Mistake, measure, measure_tags
from training.evaluation.places import WORST, PlacedMistake, gravity, placed
from training.evaluation.systems import OnStage, Systems

_KEPT_MISTAKES = 12  # of one reading; silent ones come first
OVERALL, CLEAN, DAMAGED = "overall", "clean", "damaged"
AnyItem = Item | FormatItem
Groups = dict[str, dict[str, Counts]]  # group -> system -> counts


@dataclass(slots=True)
class Reading:
    """What one system made of a report: counts, its gravest mistakes, and the error where it failed.

    ``mistakes`` are sorted by kind; ``placed`` are those that are gravest of all reports together, with their places.
    """

    counts: Counts
    mistakes: list[Mistake] = field(default_factory=list)
    error: str | None = None
    placed: list[PlacedMistake] = field(default_factory=list)


@dataclass(slots=True)
class Scored:
    """A report and its readings by system. ``recipe`` is how to get the report again."""

    name: str
    recipe: str
    layout: str
    damage: tuple[str, ...]
    readings: dict[str, Reading]


@dataclass(frozen=True, slots=True)
class Problem:
    """A report that could not be scored, because its annotation does not hold. ``reason`` is a line of Chinese."""

    report: str
    reason: str


def attempt(item: AnyItem, taggers: Mapping[str, Tagger]) -> Scored | Problem:
    """A report's scores, or why there are none."""
    try:
        return score(item, taggers)
    except AnnotationError as error:
        return Problem(item.recipe, " ".join(str(error).split()))


def score(item: AnyItem, taggers: Mapping[str, Tagger]) -> Scored:
    """Make or load a report and read it with every tagger. Raises AnnotationError where its gold does not hold."""
    sample = item.load()
    try:
        document = sample.document or read_document(sample.data)
    except Exception as error:  # a reader that fails on a file has lost it; the other files still count
        reason = error.message if isinstance(error, ReadError) else f"{type(error).__name__}: {error}"
        readings = {name: Reading(*measure(sample.gold, None), error=reason) for name in taggers}
    else:
        readings = {name: read_with(tagger, document, sample.gold, item.recipe) for name, tagger in taggers.items()}
    return Scored(sample.gold.name, item.recipe, sample.layout, sample.damage, readings)


def read_with(tagger: Tagger, document: Document, gold: Gold, recipe: str) -> Reading:
    """One system's reading of a Document. An exception counts as a failed reading and is named in it."""
    started = time.perf_counter()
    try:
        tags = tagger.tag(document)
        tagged = time.perf_counter()
        assembled = assemble(document, tags)
        done = time.perf_counter()
    except Exception as error:  # a system that fails on a report has lost it; the others still count
        return Reading(*measure(gold, None), error=f"{type(error).__name__}: {error}")
    counts, mistakes = measure(gold, assembled)
    counts.tagging_seconds, counts.assembling_seconds = tagged - started, done - tagged
    if gold.spans is not None and gold.text == document.text:
        counts.tagged, counts.tags = 1, measure_tags(document, gold.spans, tags.stretches)
    return Reading(counts, mistakes[:_KEPT_MISTAKES], placed=placed(recipe, mistakes, document, gold, assembled))


def score_all(
    items: Sequence[AnyItem],
    systems: Systems,
    *,
    processes: int,
    on_stage: OnStage,
    stage: str,
    problems: list[Problem],
) -> list[Scored]:
    """All items scored, in order, by that many worker processes; by this one for up to 1.

    Items whose gold does not hold are left out and added to ``problems``.
    """
    scored: list[Scored] = []
    for done, result in enumerate(_scores(items, systems, processes), start=1):
        if isinstance(result, Problem):
            problems.append(result)
        else:
            scored.append(result)
        on_stage(stage, done, len(items))
    return scored


def _scores(items: Sequence[AnyItem], systems: Systems, processes: int) -> Iterator[Scored | Problem]:
    if processes <= 1:
        taggers = systems.load()
        yield from (attempt(item, taggers) for item in items)
        return
    # Spawned: this process may run threads. The models are loaded once in each worker.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(systems,)) as pool:
        yield from pool.map(_score_in_worker, items, chunksize=4)


_taggers: dict[str, Tagger] = {}


def _start(systems: Systems) -> None:
    _taggers.update(systems.load())


def _score_in_worker(item: AnyItem) -> Scored | Problem:
    return attempt(item, _taggers)


def grouped(scored: Iterable[Scored]) -> Groups:
    """Counts by group: overall, clean, damaged, "layout: …" and "damage: …"; a report is in several."""
    groups: Groups = {OVERALL: {}, CLEAN: {}, DAMAGED: {}}
    for one in scored:
        names = [OVERALL, DAMAGED if one.damage else CLEAN]
        names += [f"layout: {one.layout}"] if one.layout else []
        names += [f"damage: {name}" for name in dict.fromkeys(one.damage)]
        for name in names:
            group = groups.setdefault(name, {})
            for system, reading in one.readings.items():
                group.setdefault(system, Counts()).add(reading.counts)
    filled = {name: group for name, group in groups.items() if group}
    order = {OVERALL: "0", CLEAN: "1", DAMAGED: "2"}
    return dict(sorted(filled.items(), key=lambda entry: order.get(entry[0], _group_order(entry[0]))))


def _group_order(name: str) -> str:
    return ("3" if name.startswith("layout: ") else "4") + name


def worst(scored: Iterable[Scored], system: str, count: int = 20) -> list[Scored]:
    """The reports that a system read worst, silent mistakes first; reports without any mistake are left out."""

    def badness(one: Scored) -> tuple[int, int, int, int]:
        counts = one.readings[system].counts
        return counts.silent, counts.wrong, counts.cells - counts.values, counts.cells - counts.states

    bad = [one for one in scored if any(badness(one))]
    return sorted(bad, key=badness, reverse=True)[:count]


def worst_mistakes(scored: Iterable[Scored], system: str, count: int = WORST) -> list[PlacedMistake]:
    """The gravest mistakes of a system in single cells, silent ones first, then by confidence."""
    found = [mistake for one in scored for mistake in one.readings[system].placed]
    return sorted(found, key=lambda mistake: (*gravity(mistake), mistake.report))[:count]


def beaten(group: Mapping[str, Counts], system: str) -> bool:
    """Whether another system has more cell values right than ``system``."""
    return any(group[system].values < other.values for name, other in group.items() if name != system)
