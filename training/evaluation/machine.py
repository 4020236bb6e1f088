"""What a result depends on besides the code: the machine, the versions, the call."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path

_PACKAGES = ("gouji", "numpy", "onnxruntime", "tokenizers", "rapidfuzz", "python-crfsuite")


def machine_facts(root: Path) -> dict[str, str | int | None]:
    """Processor, cores, Python, versions, the checkout's commit (None where git knows none) and the call."""
    facts: dict[str, str | int | None] = {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    facts |= {package: _version(package) for package in _PACKAGES}
    # The name alone: where a person's environment lies is nobody's business.
    call = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return facts | {"commit": _commit(root), "command": call}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _commit(root: Path) -> str | None:
    """The commit's hash, with "+" where files differ from it."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return None
    changes = _git(root, "status", "--porcelain", "--untracked-files=no")
    return commit + ("+" if changes else "")


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
