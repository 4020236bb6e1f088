"""The folder of a worker's temporary files."""

from __future__ import annotations

import os
import shutil
import time

_ATTEMPTS, _PAUSE = 20, 0.05  # seconds; a process that still writes into the folder is dying, which takes a moment


def remove(folder: str) -> None:
    """Removes a folder in which nothing works any more, or not for long."""
    for _ in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(_PAUSE)
