"""``python -m training.study``: train and score every variant; hours on two cores, and resumed where it stopped."""

from __future__ import annotations

import sys
from pathlib import Path

from training.study.run import run_study


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(run_study(Path("runs/study"), Path("training/results"), tell=_progress))
