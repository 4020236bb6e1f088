"""The figures of the evaluation's page, as SVG: text stays text, and the same results give the same bytes."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from rich.cells import cell_len, set_cell_size

from training.evaluation.calibration import BINS, EDGES, LOWEST, Reliability

RIGHT, WRONG, OTHER = "#2b6cb0", "#c05621", "#4a5568"
_GRID = "#e2e8f0"
_LABEL_CELLS = 26  # longer names are cut; Chinese characters are two cells wide
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",  # comes with matplotlib: the layout is the same everywhere
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#718096",
    "axes.axisbelow": True,
    "grid.color": _GRID,
}
_WIDTH = (1 - LOWEST) / BINS
# The bin below 0.5 is drawn as wide as the others, just before them.
_CENTRES = [LOWEST - _WIDTH / 2, *(edge + _WIDTH / 2 for edge in EDGES)]
_UNUSED_ID = re.compile(r' id="[A-Za-z]+[0-9A-Za-z.]*_\d+"')
Bars = Sequence[tuple[str, Mapping[str, float | None]]]  # (label, {name of the series: share})


def reliability(panels: Mapping[str, Reliability], name: str) -> str:
    """A reliability diagram for each of the panels, with the cells of each bin below it."""
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=(4.6 * len(panels), 4.4))
        axes = figure.subplots(2, len(panels), sharex=True, squeeze=False, height_ratios=[3, 1])
        figure.subplots_adjust(left=0.6 / 4.6 / len(panels) * 1.1, right=0.985, top=0.92, bottom=0.11, wspace=0.2)
        for column, (title, data) in enumerate(panels.items()):
            _diagram(axes[0][column], title, data)
            _amounts(axes[1][column], data)
        return _svg(figure)


def _diagram(axes: Axes, title: str, data: Reliability) -> None:
    met = [at for at, cells in enumerate(data.cells) if cells]
    shares = [data.right[at] / data.cells[at] for at in met]
    sure = [data.confidence[at] / data.cells[at] for at in met]
    axes.bar([_CENTRES[at] for at in met], shares, _WIDTH * 0.92, color=RIGHT, alpha=0.35)
    axes.plot([LOWEST, 1], [LOWEST, 1], color=OTHER, linewidth=1, linestyle="--")
    places = [max(one, _CENTRES[0]) for one in sure]
    axes.plot(places, shares, marker="o", markersize=4, linewidth=1, color=RIGHT)
    error = data.error
    axes.set_title(f"{title}    ECE " + ("–" if error is None else f"{error:.4f}"), loc="left", fontsize=10)
    axes.set_ylim(0, 1.03)
    axes.grid(axis="y")


def _amounts(axes: Axes, data: Reliability) -> None:
    """How many cells each bin has, on a logarithmic scale."""
    axes.bar(_CENTRES, data.cells, _WIDTH * 0.92, color=OTHER, alpha=0.6)
    for centre, cells in zip(_CENTRES, data.cells, strict=True):
        if cells:
            axes.text(centre, cells * 1.3, f"{cells}", ha="center", va="bottom", fontsize=6, color=OTHER)
    axes.set_yscale("log" if any(data.cells) else "linear")
    axes.set_ylim(0.5, max(10, *data.cells) * 8)
    _confidence_axis(axes)


def _confidence_axis(axes: Axes) -> None:
    axes.set_xlim(LOWEST - 1.3 * _WIDTH, 1.005)
    axes.set_xticks([_CENTRES[0], 0.6, 0.7, 0.8, 0.9, 1.0], ["<0.5", "0.6", "0.7", "0.8", "0.9", "1"])
    axes.set_xlabel("置信度 confidence")


def histogram(data: Reliability, name: str) -> str:
    """Right and wrong cells by confidence, on a logarithmic scale."""
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=(7.4, 3))
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.985, top=0.9, bottom=0.17)
        wrong = [cells - right for cells, right in zip(data.cells, data.right, strict=True)]
        width = _WIDTH * 0.44
        for shift, amounts, label, color in ((-0.5, data.right, "对 right", RIGHT), (0.5, wrong, "错 wrong", WRONG)):
            axes.bar([at + shift * width for at in _CENTRES], amounts, width, color=color, label=label)
        axes.set_yscale("log")
        axes.set_ylim(0.5, max(10, *data.cells) * 3)
        axes.grid(axis="y")
        axes.set_ylabel("单元格 cells")
        axes.legend(loc="upper left", frameon=False, ncols=2)
        _confidence_axis(axes)
        return _svg(figure)


def bars(rows: Bars, colors: Mapping[str, str], name: str) -> str:
    """Shares as horizontal bars, a group of bars for each label; None has no bar."""
    labels = [_shortened(label) for label, _ in rows]
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        height = 0.9 + len(rows) * (0.12 + 0.14 * len(colors))
        figure = Figure(figsize=(7.4, height))
        axes = figure.subplots()
        left = (0.3 + 0.085 * max(map(cell_len, labels))) / 7.4
        figure.subplots_adjust(left=left, right=0.93, top=1 - 0.4 / height, bottom=0.3 / height)
        thick = 0.8 / len(colors)
        for number, (series, color) in enumerate(colors.items()):
            places = [at - 0.4 + (number + 0.5) * thick for at in range(len(rows))]
            shares = [found.get(series) for _, found in rows]
            axes.barh(places, [share or 0 for share in shares], thick * 0.9, color=color, label=series)
            for place, share in zip(places, shares, strict=True):
                shown = "–" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f}"
                axes.text((share or 0) + 0.006, place, shown, va="center", fontsize=7, color=OTHER)
        axes.set_yticks(range(len(rows)), labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share * 100:.0f}%"))
        axes.grid(axis="x")
        legend_place = (0, 1 + 0.02 / height)
        axes.legend(loc="lower left", bbox_to_anchor=legend_place, frameon=False, ncols=len(colors), borderpad=0.1)
        return _svg(figure)


def _shortened(label: str) -> str:
    if cell_len(label) <= _LABEL_CELLS:
        return label
    return set_cell_size(label, _LABEL_CELLS - 1).rstrip() + "…"


def _svg(figure: Figure) -> str:
    """The figure as an element to be put into a page: without date, and without names that another figure has too."""
    stream = io.BytesIO()
    nothing: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with warnings.catch_warnings():
        # Chinese glyphs are the browser's to draw; matplotlib only misses them when it measures.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        FigureCanvasSVG(figure).print_svg(stream, metadata=nothing)
    text = stream.getvalue().decode("utf-8")
    return _UNUSED_ID.sub("", text[text.index("<svg") :])
