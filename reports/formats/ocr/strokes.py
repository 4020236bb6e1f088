"""A ruled line in pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruled line in pixels: across at y = ``at`` from x = ``start`` to ``end``, or down with x and y exchanged."""

    at: float
    start: float
    end: float
    thickness: float = 1.0
    darkness: float = 255.0
    unbroken: float = 0.0  # the length of its longest piece

    @property
    def length(self) -> float:
        return self.end - self.start
