"""Reading leaves nothing behind in the user's folders: no library keeps an identity or a queue of events there."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ_TEXT = "import gouji; gouji.read(sys.argv[1])"
READ_SCAN = """
import numpy as np
from reports.formats.ocr.recognizing import load_recognizer
load_recognizer().read([np.full((48, 320), 255, np.uint8)])
"""


def files_left(program: str, home: Path) -> list[str]:
    """What a program leaves in an empty home and an empty temporary folder, while nothing forbids it telemetry."""
    for folder in ("home", "tmp"):
        (home / folder).mkdir()
    variables = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name and name != "CI"}
    folders = {"HOME": home / "home", "XDG_CACHE_HOME": home / "home" / ".cache", "TMPDIR": home / "tmp"}
    subprocess.run(
        [sys.executable, "-B", "-c", f"import sys\n{program}", str(next((ROOT / "examples").glob("*.txt")))],
        env=variables | {name: str(folder) for name, folder in folders.items()},
        cwd=ROOT,
        check=True,
    )
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]


@pytest.mark.shipped
def test_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    assert files_left(READ_TEXT, tmp_path) == []


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="needs the extra `ocr`")
def test_recognition_leaves_nothing_behind(tmp_path: Path) -> None:
    assert files_left(READ_SCAN, tmp_path) == []
