"""``python -m training.fuzzing``: damage example reports, read them, and report what does not hold."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from training.evaluation.machine import machine_facts
from training.fuzzing.cases import make_case
from training.fuzzing.reading import Reader
from training.fuzzing.run import Run, progress, summary
from training.fuzzing.sources import ROOT, load_sources
from training.fuzzing.trying import attempt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, or repeat one case; status 1 where something failed, 2 where a run did not come to its end."""
    options = _options(arguments)
    if options.case is not None:
        return _one(options.seed, options.case, options.out)
    minutes = options.minutes
    run = Run(
        options.seed,
        options.mutations,
        options.out,
        options.jobs,
        float("inf") if minutes is None else time.monotonic() + 60 * minutes,
        _say,
    )
    total = run.all()
    facts = {"mutations": options.mutations, "seed": options.seed, **machine_facts(ROOT)}
    _say(f"{progress(total, options.mutations)}；{summary(total, facts, options.out)}")
    if total.failed:
        return 1
    return 0 if total.cases >= options.mutations else 2


def _one(seed: str, number: int, out: Path) -> int:
    """Try one case in this process and say everything of it."""
    case = make_case(load_sources(), seed, number)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{seed}-{number}.{case.kind}"
    path.write_bytes(case.data)
    print(f"{case.id}: {case.source}, {' '.join(case.mutations)}, {case.tagging}, {len(case.data):,} bytes, {path}")
    trial = attempt(case, Reader().read)
    print(f"{trial.outcome}, {trial.seconds} s, +{trial.growth / 1e6:.0f} MB")
    print(*trial.faults, sep="\n")
    return 1 if trial.faults else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.fuzzing",
        description="把示例报告任意改坏再读，检查不崩溃、不挂起、内存有界、所说皆有出处。"
        " Damages example reports and reads them: no crash, no hang, bounded memory, nothing said that is not there.",
    )
    add = parser.add_argument
    add("--mutations", type=int, default=2000, help="改坏多少份 how many cases (%(default)s)")
    add("--seed", default="0", help="换一个种子即换一批 another seed: other cases (%(default)s)")
    add("--jobs", type=int, default=1, help="进程数 processes (%(default)s)")
    add("--minutes", type=float, help="最多多少分钟，同一命令可续 at most so long; the same command goes on")
    add("--out", type=Path, default=Path("runs/fuzzing"), help="结果放在此处 where the results go (%(default)s)")
    add("--case", type=int, help="只重做这一个编号 only this number, again")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
