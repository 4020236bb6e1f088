"""How far a training is, told to whoever started it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

OnProgress = Callable[[int, int, float, float], None]  # step, steps, loss, seconds left
OnStage = Callable[[str, int, int], None]  # what is being done, done, in total


class ProgressCallback(TrainerCallback):
    """Reports each logged step with the time that is left; stops training when its time is up."""

    def __init__(self, on_progress: OnProgress | None, minutes: float | None) -> None:
        self.on_progress = on_progress
        self.seconds = None if minutes is None else 60 * minutes
        self.started = 0.0
        self.first_step = 0

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.started, self.first_step = time.monotonic(), state.global_step

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if self.seconds is not None and time.monotonic() - self.started > self.seconds:
            control.should_evaluate = control.should_save = control.should_training_stop = True

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        done = state.global_step - self.first_step
        if self.on_progress is None or not logs or "loss" not in logs or not done:
            return
        left = (time.monotonic() - self.started) / done * (state.max_steps - state.global_step)
        if self.seconds is not None:
            left = min(left, max(0.0, self.seconds - (time.monotonic() - self.started)))
        self.on_progress(state.global_step, state.max_steps, float(logs["loss"]), left)


def quiet(trainer: Trainer) -> Trainer:
    """The trainer without the callback that prints every log to standard output."""
    for printing in [item for item in trainer.callback_handler.callbacks if type(item).__name__ == "PrinterCallback"]:
        trainer.remove_callback(printing)
    return trainer
