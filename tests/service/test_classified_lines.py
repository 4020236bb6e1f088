"""The lines that ``gouji classify`` reads: batches that nobody waits for, and what a classifier is spared."""

from __future__ import annotations

import io
import os
import queue
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.themes import Classified, ThemeClassifier
from service.themes_commands import batches, classified_lines
from tests.models.small_classifier import write_classifier


def test_half_a_character_does_not_reach_the_classifier(tmp_path: Path) -> None:
    class Encoding(ThemeClassifier):
        def classify(self, passages: Sequence[str], under: Any = None) -> list[Classified]:
            assert [len(passage.encode()) for passage in passages]  # raises what a tokenizer raises
            return super().classify(passages, under)

    lines = [b'{"id": 3, "text": "\\ud83d\xe6\x9b\xb4\xe6\x96\xb0\xe4\xb8\x8d\xe5\x8f\x8a\xe6\x97\xb6"}']
    (answer,) = classified_lines(lines, Encoding(write_classifier(tmp_path)), evidence=True)
    assert [theme["evidence"] for theme in answer["themes"]] == [[[4, 6]]]


def test_nobody_waits_for_more_lines() -> None:
    source, sink = os.pipe()
    found: queue.Queue[list[bytes]] = queue.Queue()
    with os.fdopen(source, "rb") as stream:
        reader = threading.Thread(target=lambda: [found.put(batch) for batch in batches(stream)], daemon=True)
        reader.start()
        os.write(sink, b"one\ntw")
        assert found.get(timeout=10) == [b"one"]
        os.write(sink, b"o\n \nthree")
        assert found.get(timeout=10) == [b"two"]
        os.close(sink)
        assert found.get(timeout=10) == [b"three"]
        reader.join(10)


def test_long_input_is_cut_into_batches() -> None:
    lines = [b"%d " % k + b"x" * (k % 300 * 10) for k in range(3000)] + [b"y" * 300_000]
    found = list(batches(io.BytesIO(b"\n".join(lines))))
    assert [line for batch in found for line in batch] == lines
    assert all(1 <= len(batch) <= 256 for batch in found)


def test_an_id_that_json_cannot_hold_is_refused(tmp_path: Path) -> None:
    lines = [b'{"id": NaN, "text": "a"}', b'{"id": 1e400, "text": "a"}', b'{"id": {"a": [1]}, "text": "a"}']
    answers = list(classified_lines(lines, ThemeClassifier(write_classifier(tmp_path))))
    assert ["error" in answer for answer in answers] == [True, True, False]
