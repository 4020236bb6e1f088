"""What workers read with in these tests: a source is a command, and no model is loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reports.formats.office import read_converted
from reports.limits import Limits
from service.pipeline import Failure, Input, Outcome
from service.reading.options import Options
from service.reading.readers import Reader
from tests.service.fakes import outcome_of


def commanded(options: Options) -> Reader:
    return _obey


def absent(options: Options) -> Reader:
    """A reader that cannot be had while the file $GOUJI_TEST_READER is not there."""
    if not Path(os.environ["GOUJI_TEST_READER"]).exists():
        raise OSError("no reader yet")
    return _obey


def deadly(options: Options) -> Reader:
    """A reader whose making ends the process."""
    os._exit(3)


def _obey(item: Input) -> Outcome:
    command, _, argument = (item.data or b"").decode().partition(" ")
    match command:
        case "hang":
            time.sleep(600)
        case "hang-with-file":  # says where it is, and hangs
            (Path(tempfile.gettempdir()) / "left-behind").write_text("")
            Path(f"{argument}.new").write_text(f"{os.getpid()} {tempfile.gettempdir()}")
            os.replace(f"{argument}.new", argument)  # whoever sees it there can read all of it
            time.sleep(600)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            sys.exit(7)
        case "eat":
            bytearray(int(argument)).count(1)
        case "raise":
            raise LookupError(argument)
        case "print":
            print("x" * 100_000)
            subprocess.run(["sh", "-c", "cat; echo much; echo much >&2"], check=True)
        case "wait":  # until a file is there
            while not Path(argument).exists():
                time.sleep(0.005)
        case "convert":
            read_converted(rb"{\rtf1 x}", Limits())
        case "process":
            return Failure(item.name, None, "process", f"{os.getpid()} {os.environ.get('TMPDIR')}")
    return outcome_of(item.data or b"", item.name)
