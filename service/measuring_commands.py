"""The commands that evaluate and measure; with those that train the one place that reaches ``training``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from service.training_commands import needs_extra, progress_bar

Seed = Annotated[int, typer.Option("--seed", help="随机种子。\n\nRandom seed.")]
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
WithSearch = Annotated[
    bool,
    typer.Option(
        "--search",
        help="改为评测检索：在 annotations/search（或 DIR）上并列各种检索方式。"
        "\n\nScore the search instead: several ways side by side over annotations/search, or DIR.",
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
    search: WithSearch = False,
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
    tables = {**synthetic, "--model": model, "--rules": rules}
    _exclude("--search", search, **tables, **{"--themes": themes, "--encoder": encoder})
    if search:
        _evaluate_search(folders, out, as_json=as_json)
        return
    _exclude("DIR", folders, **synthetic)
    _exclude("--rules", rules, **{"--model": model})
    if rules and not folders:
        raise typer.BadParameter("--rules 须与 DIR 同用：不给 DIR 时总是也评测规则 (--rules asks for DIR)")
    if encoder is not None and not themes:
        raise typer.BadParameter("--encoder 和 --no-encoder 须与 --themes 同用 (--encoder asks for --themes)")
    with needs_extra("train"):
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


def _evaluate_search(folders: list[Path] | None, out: Path | None, *, as_json: bool) -> None:
    """Score the search over a folder and print it; written down where asked to, or where the project's set is meant."""
    from models.shipping import ModelError
    from service import search_evaluation
    from service.search.evaluation import SearchSetBroken
    from training.evaluation.machine import machine_facts

    if folders and len(folders) > 1:
        raise typer.BadParameter("--search 只用一个 DIR (one DIR only)")
    root = _checkout()
    folder = folders[0] if folders else root / "annotations" / "search"
    try:
        with progress_bar() as bar:
            found = search_evaluation.run(folder, bar.stage, machine_facts(root))
    except (SearchSetBroken, OSError) as error:
        typer.echo(f"不能评测：{error} (cannot evaluate)", err=True)
        raise typer.Exit(1) from error
    except ModelError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else search_evaluation.as_text(found))
    if out is not None or not folders:
        search_evaluation.write(found, out or root / "training" / "results")


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
    search: Annotated[
        list[int] | None,
        typer.Option(
            "--search",
            min=1000,
            help="改为测量有这么多段落时的检索，可重复。\n\nTime the search over so many passages instead, repeatable.",
        ),
    ] = None,
) -> None:
    """测量速度、延迟、启动、内存、模型大小和各格式的用时。 Measure speed, latency, start-up, memory, size, formats."""
    from service.bench_results import format_lines, markdown, measure_lines
    from service.benchmark import measure
    from service.corpus_benchmark import measure_formats
    from training.evaluation.machine import machine_facts
    from training.synthesis.generate import generate

    root = _checkout()
    if search:
        return _bench_search(search, out or root / "training" / "results", machine_facts(root))
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


def _bench_search(sizes: list[int], out: Path, facts: Any) -> None:
    from service.search_benchmark import as_json, measure_sizes, measure_text, page
    from training.search_figure import growth

    measured = []
    for one in measure_sizes(sizes):
        typer.echo(measure_text(one))
        measured.append(one)
    out.mkdir(parents=True, exist_ok=True)
    (out / "search-bench.md").write_text(page(facts, measured), encoding="utf-8")
    written = json.dumps([as_json(one) for one in measured], ensure_ascii=False, indent=1)
    (out / "search-bench.json").write_text(written + "\n", encoding="utf-8")
    kinds = {kind: [one.kinds[kind][0] for one in measured] for kind in measured[0].kinds}
    (out / "search-bench.svg").write_text(growth([one.passages for one in measured], kinds), encoding="utf-8")


def _checkout() -> Path:
    """The repository where this runs from one, else the current folder."""
    root = Path(__file__).resolve().parents[1]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()
