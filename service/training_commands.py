"""The commands that train, evaluate and measure: the one place of the command that reaches ``training``.

Each imports it when it runs, so that reading reports needs none of it.
"""

from __future__ import annotations

import json
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

Seed = Annotated[int, typer.Option("--seed", help="随机种子。\n\nRandom seed.")]
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
    with _needs_extra("train"):
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
    with _needs_extra("train"):
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


Folders = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="已标注报告的文件夹（含子文件夹）：报告旁有 gouji/annotation/1 的 JSON，或有 gold.json。"
        "不给则评测合成报告。\n\nFolders of annotated reports, with all below them: a JSON file of gouji/annotation/1"
        " beside each report, or a gold.json. Without any: synthetic reports.",
    ),
]
WithThemes = Annotated[
    bool,
    typer.Option(
        "--themes",
        help="改为评测段落、角色、主题和文中所述数量。\n\nScore passages, roles, themes and claims instead.",
    ),
]
WithEncoder = Annotated[
    bool | None,
    typer.Option(
        "--encoder/--no-encoder",
        help="--themes 时：也训练并评测编码器（默认），首次需要数十分钟。"
        "\n\nWith --themes: also train and score the encoder (default), which takes many minutes the first time.",
    ),
]
HeldOut = Annotated[
    int | None,
    typer.Option(
        "--reports", min=1, help="留出的合成报告份数，默认 300。\n\nHeld-out synthetic reports, by default 300."
    ),
]
HeldOutSeed = Annotated[
    int | None, typer.Option("--seed", help="合成报告的随机种子，默认 0。\n\nTheir random seed, by default 0.")
]
Scans = Annotated[
    int | None,
    typer.Option(
        "--scans",
        min=0,
        help="扫描件的份数，每份约半分钟，默认 6。\n\nScans to read, half a minute each; by default 6.",
    ),
]
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "--model",
        exists=True,
        file_okay=False,
        help="另一标注模型的文件夹，代替随附的。\n\nA tagger's folder, instead of the shipped one.",
    ),
]
RulesAlone = Annotated[
    bool,
    typer.Option(
        "--rules", help="有 DIR 时：只按规则读取，不用模型。\n\nWith DIR: read by rules alone, without a model."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="标准输出只写 JSON。\n\nPrint only the JSON of the results.")]
EvaluationOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="结果写入的文件夹；有 DIR 时默认 evaluation，否则 training/results。"
        "\n\nThe folder for the results; by default evaluation with DIR, else training/results.",
    ),
]


def evaluate(
    folders: Folders = None,
    themes: WithThemes = False,
    encoder: WithEncoder = None,
    reports: HeldOut = None,
    seed: HeldOutSeed = None,
    scans: Scans = None,
    model: ModelFolder = None,
    rules: RulesAlone = False,
    as_json: AsJson = False,
    out: EvaluationOut = None,
) -> None:
    """评测已标注的报告，或在合成报告上并列评测三种系统。 Score readings of annotated reports, or three systems.

    结果为 evaluation.json 和 evaluation.html，见 docs/evaluation.md。有标注不能用时退出状态为 1。

    Writes evaluation.json and evaluation.html: see docs/evaluation.md. Exit status 1 where an annotation is not usable.
    """
    synthetic = {"--reports": reports, "--seed": seed, "--scans": scans}
    _exclude("--themes", themes, DIR=folders, **synthetic, **{"--model": model, "--rules": rules, "--json": as_json})
    _exclude("DIR", folders, **synthetic)
    _exclude("--rules", rules, **{"--model": model})
    if rules and not folders:
        raise typer.BadParameter("--rules 须与 DIR 同用：不给 DIR 时总是也评测规则 (--rules asks for DIR)")
    if encoder is not None and not themes:
        raise typer.BadParameter("--encoder 和 --no-encoder 须与 --themes 同用 (--encoder asks for --themes)")
    with _needs_extra("train"):
        if themes:
            typer.echo(_evaluate_themes(out, encoder=encoder is not False))
        elif folders:
            _evaluate_tables(as_json, folders=folders, out=out or Path("evaluation"), model=model, rules=rules)
        else:
            given = {name.lstrip("-"): value for name, value in synthetic.items() if value is not None}
            _evaluate_tables(as_json, out=out, model=model, **{"reports": 300, **given})


def _exclude(name: str, given: object, /, **others: object) -> None:
    """Refuse an argument together with others: to ignore one of them would be worse."""
    both = [other for other, value in others.items() if value is not None and value is not False and value != []]
    if given and both:
        raise typer.BadParameter(f"{name} 不能与 {'、'.join(both)} 同用 ({name} excludes {', '.join(both)})")


def _evaluate_tables(as_json: bool, **options: Any) -> None:
    """Run an evaluation and print it; ends the command with status 1 where reports were left out."""
    from training.evaluation import EvaluationError, evaluate_folders, problem_line
    from training.evaluation import evaluate as evaluate_systems

    run = evaluate_folders if "folders" in options else evaluate_systems
    try:
        with progress_bar() as bar:
            evaluated = run(on_stage=bar.stage, **options)
    except EvaluationError as error:
        typer.echo(f"不能评测：{error} (cannot evaluate)", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(evaluated.data, ensure_ascii=False) if as_json else evaluated.summary)
    for problem in evaluated.problems:
        typer.echo(f"未能评测 (not scored)：{problem_line(problem)}", err=True)
    if evaluated.problems:
        raise typer.Exit(1)


def _evaluate_themes(out: Path | None, *, encoder: bool) -> str:
    from training.themes.corpus import CorpusError
    from training.themes.evaluation import evaluate_themes

    try:
        with progress_bar() as bar:
            return evaluate_themes(out=out, encoder=encoder, on_progress=bar.step, on_stage=bar.stage)
    except CorpusError as error:  # annotations that do not hold, or none: the package brings none
        typer.echo(f"不能评测：{error} (cannot evaluate)", err=True)
        raise typer.Exit(1) from error


def bench(
    reports: Annotated[int, typer.Option("--reports", min=2, help="计时所用的报告份数。\n\nReports to time.")] = 200,
    seed: Seed = 0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, help="同时读取的进程数。\n\nProcesses that read at a time.")
    ] = 2,
    formats: Annotated[
        Path | None,
        typer.Option(
            "--formats",
            help="各格式文件所在的文件夹，默认 annotations/formats。"
            "\n\nThe folder of the files of each format; default: annotations/formats.",
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", min=1, help="每个文件读几次，取中位数。\n\nTimes that each file is read.")
    ] = 3,
    scans: Annotated[
        int, typer.Option("--scans", min=0, help="扫描件的份数，每份约半分钟。\n\nScans to time, half a minute each.")
    ] = 2,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="bench.md 写入的文件夹。\n\nThe folder that bench.md is written to."),
    ] = None,
) -> None:
    """测量速度、延迟、启动、内存、模型大小和各格式的用时。 Measure speed, latency, start-up, memory, size, formats."""
    from service.bench_results import format_lines, markdown, measure_lines
    from service.benchmark import measure
    from service.corpus_benchmark import measure_formats
    from training.evaluation.machine import machine_facts
    from training.synthesis.generate import generate

    root = _checkout()
    sources = [generate(seed + number, split="heldout").text.encode() for number in range(reports)]
    measures = measure(sources, jobs=jobs)
    for line in measure_lines(measures):
        typer.echo(line)
    notes: list[str] = []
    folder = formats or root / "annotations" / "formats"
    with progress_bar() as bar:
        measured = measure_formats(sources, folder, runs=runs, scans=scans, notes=notes, on_stage=bar.stage)
    for line in [*format_lines(measured), *notes]:
        typer.echo(line)
    out = out or root / "training" / "results"
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.md").write_text(markdown(machine_facts(root), measures, measured, notes), encoding="utf-8")


def _checkout() -> Path:
    """The repository where this runs from one, else the current folder."""
    root = Path(__file__).resolve().parents[1]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


@contextmanager
def _needs_extra(extra: str) -> Iterator[None]:
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
