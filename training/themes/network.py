"""The classifier's network: an encoder, mean and maximum of its tokens, and a logit for every theme and role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer, Trainer, TrainerCallback

from models.encoder_scores import padded, token_ids, unknown_id
from models.passage_text import fold_passage
from reports.themes import ROLES, THEMES
from training.progress import quiet
from training.themes.corpus import AnnotatedPassage
from training.themes.encoder import training_arguments

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How a network is fine-tuned. ``joined`` is the share of training rows that are two passages of one role put
    together, so that one theme's words do not have to stand alone; ``hidden`` the share of tokens shown as unknown.
    """

    epochs: float = 4.0
    batch: int = 32
    rate: float = 1e-3
    joined: float = 0.3
    hidden: float = 0.05
    smoothing: float = 0.02
    seed: int = 1


class PassageNetwork(torch.nn.Module):
    """``input_ids``, ``attention_mask`` ``[batch, length]`` → logits ``[batch, themes + roles]``."""

    def __init__(self, encoder: torch.nn.Module, width: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(2 * width, len(THEMES) + len(ROLES))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        present = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * present).sum(1) / present.sum(1).clamp(min=1)
        highest = (hidden - (1 - present) * 1e4).max(1).values
        logits: torch.Tensor = self.head(self.drop(torch.cat([mean, highest], dim=-1)))
        return logits


def passage_network(base: Path) -> tuple[PassageNetwork, Tokenizer]:
    """A network on the encoder of a local Hugging Face directory, and its tokenizer.

    Raises ValueError where the tokenizer is not a fast one, OSError where the directory holds no model.
    """
    loaded = AutoTokenizer.from_pretrained(str(base), local_files_only=True)
    if not getattr(loaded, "is_fast", False):
        raise ValueError(f"{base}: a fast tokenizer is needed")
    tokenizer = Tokenizer.from_str(loaded.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoder: Any = AutoModel.from_pretrained(str(base), local_files_only=True)
    return PassageNetwork(encoder, int(encoder.config.hidden_size)), tokenizer


@dataclass(frozen=True, slots=True)
class _Rows:
    """Training rows: passages, at times two of them as one."""

    passages: Sequence[AnnotatedPassage]
    tokenizer: Tokenizer
    joined: float
    random: Random

    def __len__(self) -> int:
        return len(self.passages)

    def __getitem__(self, index: int) -> dict[str, Any]:
        passage = self.passages[index]
        text, themes = fold_passage(passage.text).text, set(passage.themes)
        if self.random.random() < self.joined:
            other = self.random.choice(self.passages)
            if other.role == passage.role:
                text, themes = f"{text},{fold_passage(other.text).text}", themes | other.themes
        return {
            "input_ids": token_ids(self.tokenizer, text),
            "themes": [float(theme in themes) for theme in THEMES],
            "role": ROLES.index(passage.role),
        }


@dataclass(frozen=True, slots=True)
class _Collator:
    hidden: float
    unknown: int

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        ids, mask = map(torch.from_numpy, padded([row["input_ids"] for row in rows]))
        if self.hidden:
            ids[(torch.rand(ids.shape) < self.hidden) & mask.bool()] = self.unknown
        return {
            "input_ids": ids,
            "attention_mask": mask,
            "themes": torch.tensor([row["themes"] for row in rows]),
            "role": torch.tensor([row["role"] for row in rows]),
        }


class _PassageTrainer(Trainer):
    smoothing = 0.0

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        themes, role = inputs["themes"], inputs["role"]
        logits = model(inputs["input_ids"], inputs["attention_mask"])
        goal = themes * (1 - 2 * self.smoothing) + self.smoothing
        loss = functional.binary_cross_entropy_with_logits(logits[:, : len(THEMES)], goal) * len(THEMES) / 2
        loss = loss + functional.cross_entropy(logits[:, len(THEMES) :], role, label_smoothing=self.smoothing)
        return (loss, logits) if return_outputs else loss


def fine_tune(
    base: Path,
    passages: Sequence[AnnotatedPassage],
    work: Path,
    settings: TuningSettings,
    callbacks: Sequence[TrainerCallback] = (),
) -> tuple[PassageNetwork, Tokenizer]:
    """Fine-tune the encoder in ``base`` on annotated passages; checkpoints go to ``work``."""
    torch.manual_seed(settings.seed)
    network, tokenizer = passage_network(base)
    steps = max(1, round(settings.epochs * len(passages) / settings.batch))
    arguments = training_arguments(
        work, steps, settings.batch, settings.rate, settings.seed, save_steps=steps, remove_unused_columns=False
    )
    rows: Any = _Rows(passages, tokenizer, settings.joined, Random(settings.seed))
    trainer = _PassageTrainer(
        network, arguments, _Collator(settings.hidden, unknown_id(tokenizer)), rows, callbacks=list(callbacks)
    )
    trainer.smoothing = settings.smoothing
    quiet(trainer).train()
    return network.eval(), tokenizer


def network_logits(network: PassageNetwork, tokenizer: Tokenizer, texts: Sequence[str]) -> Floats:
    """Logits ``[text, theme + role]`` of folded texts."""
    parts = []
    with torch.no_grad():
        for start in range(0, len(texts), 64):
            rows = [token_ids(tokenizer, text) for text in texts[start : start + 64]]
            parts.append(network(*map(torch.from_numpy, padded(rows))).numpy())
    logits: Floats = np.concatenate(parts)
    return logits
