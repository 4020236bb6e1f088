"""The arguments of the command line as sources to read: files, folders, standard input."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from service.pipeline import STANDARD_INPUT, Input

KNOWN_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".csv", ".tsv"})
"""What is taken from a folder. A file that is named itself is read whatever its suffix is."""


@dataclass(slots=True)
class Inputs:
    """Sources in order, and how many files of the folders were passed over, by suffix."""

    items: list[Input] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def expand(arguments: Sequence[str]) -> Inputs:
    """Sources in the order of the arguments; a folder's files sorted by path, hidden ones passed over.

    A folder without any readable file stands as itself, so that reading it reports the failure.
    Raises ValueError where standard input is named twice.
    """
    if arguments.count(STANDARD_INPUT) > 1:
        raise ValueError("标准输入 - 只能写一次")
    inputs = Inputs()
    for argument in arguments:
        path = Path(argument)
        if argument == STANDARD_INPUT:
            inputs.items.append(Input(None, STANDARD_INPUT))
        elif path.is_dir():
            _add_folder(path, inputs)
        else:
            inputs.items.append(Input(path, path.name))
    return inputs


def _add_folder(folder: Path, inputs: Inputs) -> None:
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith("."):
                continue
            path = Path(root, name)
            if path.suffix.lower() in KNOWN_SUFFIXES:
                found.append(path)
            else:
                inputs.skipped[path.suffix.lower() or "无后缀"] += 1
    found.sort(key=lambda path: path.relative_to(folder).parts)
    inputs.items += [Input(path, path.relative_to(folder).as_posix()) for path in found]
    if not found:
        inputs.items.append(Input(folder, folder.name or str(folder)))
