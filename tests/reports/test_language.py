"""spaCy's Chinese pipeline: sentences and offsets, and what it must not bring along."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from reports.language import chinese

ROOT = Path(__file__).parents[2]
WITHOUT_TORCH = """
import sys
from reports.language import chinese
assert chinese()("渔港更新慢。") is not None
assert "torch" not in sys.modules, "spaCy has imported torch"
"""


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in chinese()(text).sents]


def test_sentences_end_with_their_punctuation() -> None:
    assert sentences("更新慢。培训少！为什么？还有…就是这样;没有") == [
        "更新慢。",
        "培训少！",
        "为什么？",
        "还有…",
        "就是这样;没有",
    ]
    assert sentences("公开1.5万条，占3.2%，见http://www.example.cn。") == [
        "公开1.5万条，占3.2%，见http://www.example.cn。"
    ]
    assert sentences("") == []


@pytest.mark.parametrize("text", ["更新 慢。\n\n  培训　少。ab12 ", "\n", "二〇二三年\u200b，㎡\U00020000字"])
def test_tokens_are_characters_and_know_their_offsets(text: str) -> None:
    for token in chinese()(text):
        assert text[token.idx : token.idx + len(token.text)] == token.text
        assert len(token.text) == 1 or token.is_space


def test_it_is_loaded_once() -> None:
    assert chinese() is chinese()


def run(program: str) -> None:
    subprocess.run([sys.executable, "-B", "-c", program], cwd=ROOT, check=True)


def test_it_brings_no_torch_along() -> None:
    run(WITHOUT_TORCH)


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch, of the extra `train`")
def test_torch_can_be_imported_afterwards_and_before() -> None:
    run(f"{WITHOUT_TORCH}\nimport torch\nassert float(torch.ones(2).sum()) == 2")
    run("import sys, torch\nfrom reports.language import chinese\nchinese()\nassert sys.modules['torch'] is torch")
