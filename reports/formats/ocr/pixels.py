"""A page as pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as pixels: height × width × (red, green, blue), 8 bits each."""

    pixels: Pixels
    dots_per_inch: float
