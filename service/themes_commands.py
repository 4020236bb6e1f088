"""``gouji themes`` and ``gouji classify``: the passages of reports, and the classifier for other programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from reports.report import Report

if TYPE_CHECKING:
    from models.themes import Classified, Classifier
    from service.pipeline import Outcome

_BATCH = 256  # lines that are classified together
_CHUNK = 1 << 16  # bytes that are read at a time


def print_themes(outcomes: Iterable[Outcome], *, contexts: bool) -> None:
    """The passages of each report, and a summary where there are several."""
    from rich.console import Console

    from service.narrative_rendering import render_passages, theme_counts, theme_summary
    from service.output import PIPE_WIDTH, complaint

    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    reports, counts = 0, Counter[tuple[str, str]]()
    for outcome in outcomes:
        if not isinstance(outcome, Report) or complaint(outcome) is not None:
            continue
        reports += 1
        counts += theme_counts(outcome)
        console.print(outcome.title or outcome.source.name, style="bold", markup=False)
        for part in render_passages(outcome, contexts=contexts):
            console.print(part)
        console.print()
    if reports > 1:
        console.print(f"合计 {reports} 份报告", style="bold")
        for line in theme_summary(counts):
            console.print(line)


def classify(
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            help="另给出角色的概率和依据的词语。\n\nAlso the role's probability and the words that decided.",
        ),
    ] = False,
) -> None:
    """判断段落的角色和主题：标准输入每行一个 {"id", "text"}，按原次序输出。 Classify passages given as JSON lines.

    输出每行 {"id", "role", "themes": [{"theme", "score"}]}。某行不能用时，该行输出 {"id", "error"}，退出状态为 1。

    Writes a line {"id", "role", "themes": [{"theme", "score"}]} for every line, in the same order; a line that cannot
    be used gives {"id", "error"}, and exit status 1.
    """
    from models.shipping import ModelError
    from models.themes import load_classifier

    try:
        classifier = load_classifier(threads=2)
    except ModelError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
    wrong = 0
    for batch in batches(sys.stdin.buffer):
        for answer in classified_lines(batch, classifier, evidence=evidence):
            wrong += "error" in answer
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(1 if wrong else 0)


def batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a stream that say something: those that are there already together, so that a program may wait for
    an answer before it asks again.
    """
    begun: list[bytes] = []
    while chunk := stream.read1(_CHUNK):  # type: ignore[attr-defined]  # of all buffered streams
        head, ended, rest = chunk.rpartition(b"\n")
        if not ended:
            begun.append(chunk)
            continue
        lines = [line for line in b"".join([*begun, head]).split(b"\n") if line.strip()]
        yield from (lines[start : start + _BATCH] for start in range(0, len(lines), _BATCH))
        begun = [rest]
    if (last := b"".join(begun)).strip():
        yield [last]


def classified_lines(
    lines: Iterable[bytes], classifier: Classifier, *, evidence: bool = False
) -> Iterator[dict[str, Any]]:
    """An answer for every line, in order."""
    asked = [_asked(line) for line in lines]
    texts = [one["text"] for one in asked if "error" not in one]
    found = iter(classifier.classify(texts))
    for one in asked:
        yield one if "error" in one else {"id": one["id"], **answer(next(found), evidence=evidence)}


def _asked(line: bytes) -> dict[str, Any]:
    """A line's id and text, or its id (None where it has none) and what is wrong with it."""
    try:
        entry = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"不是 JSON：{error}"}
    if not isinstance(entry, dict):
        return {"id": None, "error": '不是 JSON 对象，应为 {"id": …, "text": "…"}'}
    if not isinstance(entry.get("text"), str):
        return {"id": entry.get("id"), "error": "没有 text，或它不是文字"}
    try:
        json.dumps(entry.get("id"), allow_nan=False)
    except (ValueError, RecursionError):
        return {"id": None, "error": "id 不能原样写回 JSON（NaN、Infinity 或嵌套过深）"}
    text = entry["text"].encode("utf-8", "replace").decode()  # JSON may hold half a character: "\ud83d"
    return {"id": entry.get("id"), "text": text}


def answer(found: Classified, *, evidence: bool) -> dict[str, Any]:
    """A classified passage as JSON; with ``evidence`` also spans into its text."""
    themes: list[dict[str, Any]] = [{"theme": one.theme, "score": round(one.score, 4)} for one in found.themes]
    if not evidence:
        return {"role": found.role, "themes": themes}
    for entry, one in zip(themes, found.themes, strict=True):
        entry["evidence"] = [list(span) for span in one.evidence]
    return {"role": found.role, "role_score": round(found.role_score, 4), "themes": themes}
