"""The commands that train. With those that measure the one place of the command that reaches ``training``.

Each imports it when it runs, so that reading reports needs none of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

train = typer.Typer(
    no_args_is_help=True, help="训练模型，需要附加组件 train。\n\nTrain models; needs the extra 'train'."
)
RELEASED_WITH_ENCODER = False  # 0.3 points of macro F1 better with it, and too slow: see docs/models.md
_REPORT_LINES = 20  # progress lines of a run whose standard error is no terminal

ModelOut = Annotated[
    Path, typer.Option("--out", "-o", help="模型写入的文件夹。\n\nThe folder that the model is written to.")
]
Base = Annotated[
    Path | None,
    typer.Option(
        "--base",
        exists=True,
        file_okay=False,
        help="已有中文编码器的文件夹，代替自己的。\n\nA folder with a pretrained Chinese encoder, instead of ours.",
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume/--no-resume", help="从上次中断处继续。\n\nGo on from the last checkpoint.")
]


@train.command("tagger")
def train_tagger(
    out: ModelOut = Path("runs/tagger"),
    reports: Annotated[
        int | None,
        typer.Option(
            "--reports", min=10, help="合成报告的份数，默认同发布版本。\n\nSynthetic reports; default: as released."
        ),
    ] = None,
    epochs: Annotated[
        float | None, typer.Option("--epochs", help="训练轮数，默认同发布版本。\n\nEpochs; default: as released.")
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes", help="到时即止，保留至此最好的结果。\n\nStop after this long and keep the best so far."
        ),
    ] = None,
    resume: Resume = True,
    seed: Annotated[
        int | None, typer.Option("--seed", help="随机种子，默认同发布版本。\n\nRandom seed; default: as released.")
    ] = None,
    base: Base = None,
) -> None:
    """训练标注模型。 Train the tagger."""
    with needs_extra("train"):
        from training.tagger.train import train_tagger as run

        given = {"reports": reports, "epochs": epochs, "minutes": minutes, "seed": seed, "base": base}
        options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        with progress_bar() as bar:
            manifest = run(out, resume=resume, on_progress=bar.step, on_stage=bar.stage, **options)
    typer.echo(f"{manifest.name} {manifest.version} 已写入 {out} (the model is written)")


@train.command("themes")
def train_themes(
    out: ModelOut = Path("runs/themes"),
    encoder: Annotated[
        bool,
        typer.Option(
            "--encoder/--linear",
            help="与自己预训练的小型编码器合用，或只用线性模型；默认同发布版本。"
            "\n\nTogether with a small encoder of our own, which is pretrained first, or the linear model alone;"
            " default: as released.",
        ),
    ] = RELEASED_WITH_ENCODER,
    annotations: Annotated[
        Path | None,
        typer.Option(
            "--annotations",
            exists=True,
            file_okay=False,
            help="标注段落所在的文件夹，默认 annotations/passages。"
            "\n\nThe folder of annotated passages; default: annotations/passages.",
        ),
    ] = None,
    resume: Resume = True,
    base: Base = None,
) -> None:
    """训练主题分类模型。 Train the theme classifier."""
    with needs_extra("train"):
        from training.themes.release import ANNOTATIONS
        from training.themes.release import train_themes as run

        folder = annotations or ANNOTATIONS
        try:
            with progress_bar() as bar:
                manifest = run(
                    out, encoder=encoder, base=base, annotations=folder, resume=resume,
                    on_progress=bar.step, on_stage=bar.stage,
                )  # fmt: skip
        except (ValueError, OSError) as error:  # annotations that do not hold, no encoder in the folder
            typer.echo(f"不能训练：{error} (cannot train)", err=True)
            raise typer.Exit(1) from error
    typer.echo(f"{manifest.name} {manifest.version} 已写入 {out} (the model is written)")


@train.command("sentences")
def train_sentences(
    out: ModelOut = Path("runs/sentences"),
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="训练步数，默认同发布版本。\n\nSteps; default: as released.")
    ] = None,
    dimensions: Annotated[
        int | None,
        typer.Option(
            "--dimensions", min=2, help="向量的维数，默认同发布版本。\n\nOf the vectors; default: as released."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="随机种子，默认同发布版本。\n\nRandom seed; default: as released.")
    ] = None,
) -> None:
    """训练句子编码器，供按意思检索。 Train the sentence encoder, which finds passages by meaning."""
    with needs_extra("train"):
        from training.sentences.train import released
        from training.sentences.train import train_sentences as run

        settings = released(steps=steps, dimensions=dimensions, seed=seed)
        try:
            with progress_bar() as bar:
                manifest = run(out, settings=settings, on_progress=bar.step, on_stage=bar.stage)
        except (ValueError, OSError) as error:  # annotations that do not hold, or none
            typer.echo(f"不能训练：{error} (cannot train)", err=True)
            raise typer.Exit(1) from error
    typer.echo(f"{manifest.name} {manifest.version} 已写入 {out} (the model is written)")


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Say which extra to install where a library of it is missing, instead of a traceback."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in {"training", "models", "reports", "service"}:
            raise
        typer.echo(
            f"缺少 {error.name}，请先安装：pip install 'gouji[{extra}]'"
            f" ({error.name} is missing: install the extra '{extra}')",
            err=True,
        )
        raise typer.Exit(1) from error


class ProgressLines:
    """Progress in lines on standard error, one for each twentieth of a stage."""

    def __init__(self) -> None:
        self._said: tuple[str, int] | None = None

    def step(self, step: int, total: int, loss: float, seconds_left: float) -> None:
        """A training step is done; ``seconds_left`` is an estimate."""
        self._say("训练", step, total, remaining(loss, seconds_left))

    def stage(self, name: str, done: int, total: int) -> None:
        """So much of a stage before or after training is done."""
        self._say(name, done, total, "")

    def _say(self, name: str, done: int, total: int, more: str) -> None:
        part = done * _REPORT_LINES // max(total, 1)
        if (name, part) != self._said:
            self._said = (name, part)
            typer.echo(f"{name} {done}/{total}  {more}".rstrip(), err=True)


class ProgressBars:
    """Progress as bars on a terminal, one a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def step(self, step: int, total: int, loss: float, seconds_left: float) -> None:
        """A training step is done; ``seconds_left`` is an estimate."""
        self._show("训练", step, total, remaining(loss, seconds_left))

    def stage(self, name: str, done: int, total: int) -> None:
        """So much of a stage before or after training is done."""
        self._show(name, done, total, "")

    def _show(self, name: str, done: int, total: int, more: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, more="")
        self._progress.update(self._tasks[name], completed=done, total=total, more=more)


@contextmanager
def progress_bar() -> Iterator[ProgressBars | ProgressLines]:
    """Bars on a terminal, lines elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        yield ProgressLines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[more]}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield ProgressBars(progress)


def remaining(loss: float, seconds_left: float) -> str:
    """Loss and time left, as "loss 0.1234  剩余 12:05"."""
    minutes, seconds = divmod(max(0, round(seconds_left)), 60)
    return f"loss {loss:.4f}  剩余 {minutes}:{seconds:02d}"
