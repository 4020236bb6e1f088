"""How the time of a query grows with the number of passages, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.figure import Figure

from training.evaluation.figures import _STYLE, _svg


def growth(sizes: Sequence[int], kinds: Mapping[str, Sequence[float]]) -> str:
    """``kinds``: the median milliseconds of each kind of query at each size. Both axes are logarithmic."""
    with rc_context({**_STYLE, "svg.hashsalt": "search"}):
        figure = Figure(figsize=(7.2, 4.4), layout="constrained")
        axes = figure.subplots()
        for name, medians in kinds.items():
            axes.plot(sizes, medians, marker="o", markersize=4, linewidth=1.2, label=name)
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms (p50)")
        axes.grid(True)
        axes.legend(frameon=False, fontsize=8)
        return _svg(figure)
