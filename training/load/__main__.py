"""``python -m training.load``: load a running service and print the figures for docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shlex
import sys
import tempfile
from pathlib import Path

import httpx

from training.evaluation.machine import machine_facts
from training.load.clients import Load, run_load
from training.load.files import write_files
from training.load.memory import MemoryWatch
from training.load.results import table

_MOST_PER_SECOND = 40  # files that are made ready for each second of the run


def main() -> int:
    """Make the files ready, load the service, print the table; status 1 where a request failed."""
    options = _options()
    count = options.files or int(options.seconds * _MOST_PER_SECOND)
    with contextlib.ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gouji-load-")))
        files = write_files(folder, count, options.seed, _say_written)
        if options.prepare:
            return 0
        watch = stack.enter_context(MemoryWatch(options.pid)) if options.pid else None
        load = asyncio.run(_load(files, options))
    print(table(load, options.clients, watch.samples if watch else ()))
    facts = machine_facts(Path(__file__).parents[2])
    facts["command"] = shlex.join(["python", "-m", "training.load", *sys.argv[1:]])
    print("，".join(f"{name} {value}" for name, value in facts.items()))
    return 1 if any(request.error for request in load.requests) else 0


async def _load(files: list[Path], options: argparse.Namespace) -> Load:
    key = os.environ.get("GOUJI_KEY")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(base_url=options.url, headers=headers, timeout=300, trust_env=False) as http:
        await http.get("/readyz")
        return await run_load(http, files, clients=options.clients, seconds=options.seconds, on_done=_say_done)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.load",
        description="给运行中的服务加负载，测量吞吐、延迟和内存。密钥用 GOUJI_KEY。"
        " Loads a service: throughput, latency, memory. An API key is taken from GOUJI_KEY.",
    )
    add = parser.add_argument
    add("--url", default="http://127.0.0.1:8000", help="服务地址 the service")
    add("--clients", type=int, default=8, help="同时的客户端 clients at once (%(default)s)")
    add("--seconds", type=float, default=300, help="时长 how long (%(default)s)")
    add("--files", type=int, default=0, help="备多少份文件，默认每秒 40 份 files to make ready; by default 40 a second")
    add("--folder", type=Path, help="文件放在此处，可再用 keep the files here and use them again")
    add("--seed", default="0", help="换一个种子即换一批新报告 another seed: all reports are new again")
    add("--pid", type=int, help="本机服务进程的编号，测内存 the server's process on this machine, for its memory")
    add("--prepare", action="store_true", help="只备文件 only make the files ready")
    return parser.parse_args()


def _say_written(done: int, total: int) -> None:
    if done % 200 == 0 or done == total:
        print(f"备好文件 files ready: {done:,}/{total:,}", file=sys.stderr)


def _say_done(done: int) -> None:
    if done % 500 == 0:
        print(f"已完成 done: {done:,}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
