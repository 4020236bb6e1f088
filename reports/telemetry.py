"""No library that Gouji uses tells anybody that it is used.

ONNX Runtime's wheels send events to Microsoft unless they are told otherwise before they are loaded (from version
1.29 on Linux and macOS too), and keep a device's id and a queue of events in the user's folders.
"""

from __future__ import annotations

import os

_SWITCHES = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")


def switch_off_telemetry() -> None:
    """Call before importing ONNX Runtime or what imports it. Processes started later inherit it."""
    for name in _SWITCHES:
        os.environ[name] = "1"
