"""Matching: which row of the form each row of the report is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.alignment import align_characters, assign_monotonic
from reports.document import Document
from reports.labels import Node, NodeKind, fold, grams, label_nodes
from reports.tables.items import Item
from reports.tables.rows import ValueRow
from reports.tables.torn import stranded_chains

# A whole table's labels have some 700 characters; what is far beyond that is no table, and alignment is quadratic.
_LONGEST_LABEL, _LONGEST_STREAM = 120, 8_000
_PINNED, _PINNABLE, _INFERRED = 0.97, 0.75, 0.6
_SHORTEST_OWN = 3  # folded characters from which a label is a row's own, not a crumb of a broken one
# Share of a label's text below which it is likely another row's than the form's; sums would tell, where there are some.
_EXPLAINED_BY_SUMS, _EXPLAINED = 0.5, 0.74
_MOST_FOREIGN = 1  # characters; a long label with a word more (上年…, 县级…) is another row's, too
_FOREIGN = 0.5
_OTHERS = ("上年", "去年", "其中", "其他")
_ALIKE, _CLEARLY = 0.6, 0.15  # likeness at which a label is a row's, and more than another's
# Labels of groups stand in merged cells, which converters put before, after or between the rows.
_WEIGHTS: dict[NodeKind, int] = {"row": 4, "caption": 4, "column": 3, "header": 2, "group": 1}


@dataclass(frozen=True, slots=True)
class Match:
    """The form's row of a report's row: ``index`` None if there is none; ``quality`` from 0 to 1."""

    index: int | None
    quality: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each label item (by its start) how many characters it shares with which of the form's nodes."""

    nodes: tuple[Node, ...]
    shared: dict[int, dict[int, int]]
    lengths: dict[int, int]  # folded characters of each label item, by its start

    def of_rows(self, items: Sequence[Item]) -> dict[int, float]:
        """For each row of the form the share of its label that these items hold."""
        found: dict[int, float] = defaultdict(float)
        for item in items:
            for number, count in self.shared.get(item.start, {}).items():
                node = self.nodes[number]
                if node.kind == "row":
                    found[node.index] += count / node.least
        return {index: min(1.0, share) for index, share in found.items()}

    def explained(self, items: Sequence[Item], index: int) -> tuple[float, int]:
        """Which share of a label's text the form's row, or its groups and header, account for; the characters left.

        Of several labels (a merged cell repeated, a broken one) the one that fits best tells.
        """
        shares = [(0.0, 0)]
        for item in items:
            length = self.lengths.get(item.start, 0)
            counts = {self.nodes[number]: count for number, count in self.shared.get(item.start, {}).items()}
            if length and any(node.kind == "row" and node.index == index for node in counts):
                told = sum(count for node, count in counts.items() if node.kind != "row" or node.index == index)
                shares.append((told / length, length - told))
        return max(shares)


def gather_evidence(
    document: Document, items: Sequence[Item], edition: str, table: str, *, columns: bool = True
) -> Evidence:
    """Align the labels among ``items`` with the form's labels, character by character.

    ``columns`` False leaves out headers, which do not stand in the form's order in lists and torn tables.
    """
    nodes = tuple(node for node in label_nodes(edition, table) if columns or node.kind in ("row", "group"))
    owner = [number for number, node in enumerate(nodes) for _ in node.text]
    labels = [item for item in items if item.kind in ("label", "text")]
    texts = [fold(document.text[item.start : item.end])[:_LONGEST_LABEL] for item in labels]
    lengths = np.cumsum([len(text) for text in texts], dtype=np.int64)
    labels = labels[: int(np.searchsorted(lengths, _LONGEST_STREAM, side="right"))]
    texts = texts[: len(labels)]
    places = align_characters("".join(texts), [node.text for node in nodes], [_WEIGHTS[node.kind] for node in nodes])
    shared: dict[int, dict[int, int]] = {}
    at = 0
    for item, text in zip(labels, texts, strict=True):
        counts: dict[int, int] = defaultdict(int)
        for place in places[at : at + len(text)]:
            if place >= 0:
                counts[owner[place]] += 1
        shared[item.start] = counts
        at += len(text)
    written = {item.start: len(text) for item, text in zip(labels, texts, strict=True)}
    return Evidence(nodes, shared, written)


def match_rows(
    document: Document, rows: Sequence[ValueRow], evidence: Evidence, size: int, width: int, *, summed: bool = True
) -> list[Match]:
    """Assign the report's rows to the form's ``size`` rows, in order, by their labels and neighbours.

    ``summed``: whether the table has sums, which tell where a row of the organ's own takes an official one's place.
    """
    chains = stranded_chains(rows)
    apart = {k for chain in chains for k in chain}
    scores = [{} if k in apart else _scores(row, evidence) for k, row in enumerate(rows)]
    assigned = assign_monotonic(scores, size)
    matches = [
        Match(
            index,
            1.0 if row.hollow else _quality(document, row, score, index, evidence, summed=summed),
        )
        if index is not None
        else Match(None)
        for row, score, index in zip(rows, scores, assigned, strict=True)
    ]
    for chain in chains:
        _match_stranded(rows, chain, matches, evidence)
    pinned = _pin(_out_of_order(document, rows, matches, evidence))
    return _fill_gaps(document, rows, pinned, size, width)


def _out_of_order(
    document: Document, rows: Sequence[ValueRow], matches: Sequence[Match], evidence: Evidence
) -> list[Match]:
    """Rows whose label is another row's, but for the order: each goes where its label says, and says so.

    The alignment keeps to the form's order, and two of the form's rows differ in a few characters only
    (本年新收…, 上年结转…): in another order each would pass for the other.
    """
    texts = {node.index: node.text for node in evidence.nodes if node.kind == "row"}
    result = list(matches)
    for k, (row, match) in enumerate(zip(rows, matches, strict=True)):
        label = row.naming
        if row.hollow or row.stranded or not label:
            continue
        own = fold(document.text[label[0].start : label[0].end])
        likeness = {index: _likeness(own, text) for index, text in texts.items()}
        best = max(likeness, key=lambda index: likeness[index], default=None)
        if best is None or best == match.index or likeness[best] < _ALIKE:
            continue
        if match.index is None or likeness[best] > likeness[match.index] + _CLEARLY:
            taken = any(m.index == best for m in result[:k]) or any(
                m.index == best and m.quality >= 1.0 for m in matches[k + 1 :]
            )
            result[k] = Match(None) if taken else Match(best, _INFERRED)
    held: set[int] = {m.index for m in result if m.index is not None and m.quality == _INFERRED}
    return [Match(None) if m.index in held and m.quality != _INFERRED else m for m in result]


def _likeness(one: str, other: str) -> float:
    """Share of two-character pieces in common."""
    a, b = grams(one), grams(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _match_stranded(rows: Sequence[ValueRow], chain: Sequence[int], matches: list[Match], evidence: Evidence) -> None:
    """All labels first and all values after them: as many rows as labels pair off in order, and say so."""
    named = rows_named(rows[chain[0]].before, evidence)
    taken = {match.index for row, match in zip(rows, matches, strict=True) if not row.hollow}
    if len(named) == len(chain) and not taken & set(named):
        for k, row in enumerate(rows):
            if row.hollow and matches[k].index in named:
                matches[k] = Match(None)
        for k, index in zip(chain, named, strict=True):
            matches[k] = Match(index, _INFERRED)


def rows_named(items: Sequence[Item], evidence: Evidence) -> list[int]:
    """The form's rows whose labels stand among these items, in the form's order."""
    return sorted(index for index, share in evidence.of_rows(items).items() if share >= 0.35)


def _scores(row: ValueRow, evidence: Evidence) -> dict[int, float]:
    """How much the labels in and around a row speak for each row of the form."""
    total: dict[int, float] = defaultdict(float)
    if row.hollow:
        # Half the weight of a row with values, which may have the same label broken over lines.
        return {index: 0.5 * share for index, share in evidence.of_rows(row.labels).items() if share >= 0.75}
    own, before, after = (1.0, 0.6, 0.3) if row.labels else (1.0, 1.0, 0.45)
    for index, share in evidence.of_rows(row.labels).items():
        total[index] += own * share
    around = [(index, after * share) for index, share in evidence.of_rows(row.after).items()]
    around += [(index, before * share) for index, share in _nearest(row.before, evidence).items()]
    # A row with a label of its own is told by it: others' labels only add to what it shares with it.
    own_words = sum(evidence.lengths.get(item.start, 0) for item in row.labels) >= _SHORTEST_OWN
    for index, score in around:
        if not own_words or index in total:
            total[index] += score
    return {index: min(score, 1.3) for index, score in total.items() if score > 0.15}


def _nearest(items: Sequence[Item], evidence: Evidence) -> dict[int, float]:
    """The rows named before a row of values: behind the label next to it others have lost their values."""
    shares = evidence.of_rows(items)
    full = [index for index, share in shares.items() if share >= 0.6]
    if len(full) < 2:
        return shares
    nearest = max(full)
    return {index: share if index >= nearest else 0.5 * share for index, share in shares.items()}


def _quality(
    document: Document, row: ValueRow, scores: dict[int, float], index: int, evidence: Evidence, *, summed: bool
) -> float:
    """1 for a label that is well matched, says nothing else and has no rival; less for a damaged or foreign one."""
    score = min(1.0, scores[index])
    rival = max((other for place, other in scores.items() if place != index), default=0.0)
    labels = row.labels or row.naming
    if _is_another(document, labels, index, evidence):
        return _FOREIGN
    share, foreign = evidence.explained(labels, index)
    foreign += _words_before(document, labels, evidence)
    if share < (_EXPLAINED_BY_SUMS if summed else _EXPLAINED) or (foreign > _MOST_FOREIGN and not summed):
        return _FOREIGN
    if score >= 0.75 and score > rival:
        return 1.0
    return max(0.3, min(1.0, 0.55 + score / 2) - (0.35 if rival >= score else 0.0))


def _is_another(document: Document, labels: Sequence[Item], index: int, evidence: Evidence) -> bool:
    """Whether a word at the head of a row's label makes it another row than the form's of that name."""
    own = fold("".join(document.text[item.start : item.end] for item in labels[-1:]))
    text = next((node.text for node in evidence.nodes if node.kind == "row" and node.index == index), "")
    return any(own.startswith(word) and word not in text and len(own) > len(word) for word in _OTHERS)


def _words_before(document: Document, labels: Sequence[Item], evidence: Evidence) -> int:
    """How many characters stand right before a row's label in a line, and are no label of the form's."""
    if not labels or labels[-1].grid is not None:
        return 0
    start = labels[-1].start
    first = start
    while first > 0 and start - first < _LONGEST_LABEL and fold(document.text[first - 1]):
        first -= 1
    words = fold(document.text[first:start])
    whole = fold(document.text[first : labels[-1].end])
    # The tagger may set the boundary between two labels that stand close a character too early.
    rests = [words, *(whole.removesuffix(node.text) for node in evidence.nodes if whole.endswith(node.text))]
    known = any(not rest or rest.endswith(node.text) for rest in rests for node in evidence.nodes)
    return 0 if known else len(words)


def _pin(matches: list[Match]) -> list[Match]:
    """A damaged label between the rows before and after it in the form is as good as read."""
    result = list(matches)
    for k, match in enumerate(matches):
        if match.index is None or match.quality >= _PINNED:
            continue
        before = k == 0 or matches[k - 1].index == match.index - 1
        after = k + 1 < len(matches) and matches[k + 1].index == match.index + 1
        if before and after and match.quality >= _PINNABLE:
            result[k] = Match(match.index, _PINNED)
    return result


def _fill_gaps(
    document: Document, rows: Sequence[ValueRow], matches: list[Match], size: int, width: int
) -> list[Match]:
    """Rows whose labels are lost altogether, where exactly as many rows of the form are free in their place."""
    result = list(matches)
    k = 0
    while k < len(rows):
        if result[k].index is not None:
            k += 1
            continue
        end = k
        while end < len(rows) and result[end].index is None:
            end += 1
        before = result[k - 1].index if k else -1
        after = result[end].index if end < len(rows) else size
        candidates = [i for i in range(k, end) if _unlabelled(document, rows[i]) and len(rows[i].slots) >= width]
        if before is not None and after is not None and 0 < len(candidates) == after - before - 1:
            for number, i in enumerate(candidates):
                result[i] = Match(before + 1 + number, _INFERRED)
        k = end
    return result


def _unlabelled(document: Document, row: ValueRow) -> bool:
    """Whether a row shows no label of its own: one with a foreign label is a foreign row."""
    own = row.labels or row.before
    return len("".join(fold(document.text[item.start : item.end]) for item in own)) <= 2
