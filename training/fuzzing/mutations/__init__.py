"""The ways to damage a report, by family and name; which of them a kind of source knows.

A mutation of text takes what people see (the characters of a text or of markup), one of a file takes bytes.
Each is a pure function of what it is given and of the random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from training.fuzzing.mutations.cells import CELLS
from training.fuzzing.mutations.characters import CHARACTERS
from training.fuzzing.mutations.containers import PDF, ZIP
from training.fuzzing.mutations.files import BYTES, ENCODINGS
from training.fuzzing.mutations.lines import LINES
from training.fuzzing.mutations.markup import MARKUP

TextMutation = Callable[[str, Random], str]
FileMutation = Callable[[bytes, Random], bytes]

OF_TEXT: Mapping[str, Mapping[str, TextMutation]] = {
    "lines": LINES,
    "cells": CELLS,
    "characters": CHARACTERS,
    "markup": MARKUP,
}
OF_FILES: Mapping[str, Mapping[str, FileMutation]] = {"bytes": BYTES, "encodings": ENCODINGS, "zip": ZIP, "pdf": PDF}
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "text": ("lines", "lines", "cells", "cells", "cells", "characters", "bytes", "encodings"),
    "html": ("markup", "markup", "markup", "cells", "characters", "lines", "bytes", "encodings"),
    "docx": ("markup", "markup", "cells", "characters", "zip", "bytes"),
    "pdf": ("pdf", "pdf", "bytes"),
}
"""The families that a kind of source knows, one that is drawn more often several times."""
SPLICE = "bytes.splice"
"""The one mutation that takes a second source: its end is put behind the first one's beginning."""
