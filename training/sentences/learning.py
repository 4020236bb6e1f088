"""The contrast: of all texts of a batch a text has to be nearest to the one that says the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch

from training.progress import OnProgress
from training.sentences.batches import Batch, Material, draw, draw_labelled
from training.sentences.network import Bags, NgramNetwork

_TOLD = 50  # steps between two lines of progress


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """``shares``: pairs of each source in a batch; ``keep`` the share of a text's n-grams that is used, ``agreement``
    the weight of the theme loss, ``temperature`` how sharp the contrast is."""

    steps: int = 600
    rate: float = 0.03
    temperature: float = 0.05
    keep: float = 0.7
    agreement: float = 0.1
    labelled: int = 256
    shares: dict[str, int] = field(
        default_factory=lambda: {"paraphrases": 192, "passages": 128, "narrative": 64, "terms": 96}
    )
    seed: int = 1


def learn(
    network: NgramNetwork,
    bags: Bags,
    material: Material,
    settings: LearningSettings,
    on_progress: OnProgress | None = None,
    on_step: Callable[[int], None] | None = None,
) -> None:
    """Train a network in place."""
    rng = np.random.default_rng(settings.seed)
    torch.manual_seed(settings.seed)
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.rate)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=settings.steps, pct_start=0.1)
    network.train()
    started = time.monotonic()
    for step in range(1, settings.steps + 1):
        batch = draw(material, settings.shares, rng)
        left, right = (network(*bags.of(side, settings.keep, rng)) for side in (batch.left, batch.right))
        loss = contrast(left, right, batch, settings.temperature)
        numbers, labels = draw_labelled(material, settings.labelled, rng)
        if settings.agreement and len(numbers) > 1:
            vectors = network(*bags.of(numbers, settings.keep, rng))
            loss = loss + settings.agreement * agreement(vectors, torch.from_numpy(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        plan.step()
        if on_progress is not None and (step % _TOLD == 0 or step == settings.steps):
            left_over = (time.monotonic() - started) / step * (settings.steps - step)
            on_progress(step, settings.steps, loss.item(), left_over)
        if on_step is not None:
            on_step(step)
    network.eval()


def contrast(left: torch.Tensor, right: torch.Tensor, batch: Batch, temperature: float) -> torch.Tensor:
    """InfoNCE in both directions; texts of the same family are not held against each other."""
    scores = left @ right.T / temperature
    keys = torch.from_numpy(batch.key)
    same = (keys[:, None] == keys[None, :]) & ~torch.eye(len(keys), dtype=torch.bool)
    scores = scores.masked_fill(same, -torch.inf)
    wanted = torch.arange(len(keys))
    both = torch.nn.functional.cross_entropy(scores, wanted), torch.nn.functional.cross_entropy(scores.T, wanted)
    return (both[0] + both[1]) / 2


def agreement(vectors: torch.Tensor, labels: torch.Tensor, temperature: float = 0.2) -> torch.Tensor:
    """Supervised contrast: texts with the same label are nearer than others, and no nearer than they need be."""
    others = ~torch.eye(len(labels), dtype=torch.bool)
    scores = (vectors @ vectors.T / temperature).masked_fill(~others, -torch.inf)
    alike = (labels[:, None] == labels[None, :]) & others
    logs = (scores - torch.logsumexp(scores, dim=1, keepdim=True)).masked_fill(~alike, 0)
    counts = alike.sum(dim=1)
    some = counts > 0
    if not some.any():
        return scores.new_zeros(())
    return -(logs.sum(dim=1)[some] / counts[some]).mean()
