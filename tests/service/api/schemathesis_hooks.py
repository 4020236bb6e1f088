"""Hooks of Schemathesis' runs: addresses of things that are there, so that more than 404 is answered.

Schemathesis runs in a process of its own and is told to load this module by SCHEMATHESIS_HOOKS.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from typing import Any

import schemathesis

KNOWN = "GOUJI_TEST_KNOWN"  # the variable with the ids that are there: {"report_id": […], "job_id": […], …}

_known: dict[str, list[str]] = json.loads(os.environ.get(KNOWN, "{}"))
_SHAPES = {"report_id": re.compile(r"[0-9a-f]{64}"), "job_id": re.compile(r".+"), "passage_id": re.compile(r".+")}
_KEPT = 4  # of so many ids that could be one, one stays what it is


_TEXTS = ("organ", "region")  # of a form, whose fields are all written as text


@schemathesis.hook
def filter_body(context: schemathesis.HookContext, body: Any) -> bool:
    """Not a number for a text: a form has no types, and what is sent would be no different from the text."""
    return not (isinstance(body, dict) and any(isinstance(body.get(name), int | float) for name in _TEXTS))


@schemathesis.hook
def map_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> Any:
    """Most ids that could be one become one that is there. Nothing that is there is deleted."""
    if path_parameters and context.operation is not None and context.operation.method.lower() != "delete":
        for name, shape in _SHAPES.items():
            given = path_parameters.get(name)
            if isinstance(given, str) and shape.fullmatch(given):
                draw = zlib.crc32(given.encode())
                if draw % _KEPT:
                    path_parameters[name] = _known[name][draw % len(_known[name])]
    return path_parameters
