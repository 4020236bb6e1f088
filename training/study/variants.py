"""The taggers that the study compares, each differing from the shipped one in a single respect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from training.tagger.network import NetworkSettings
from training.tagger.train import TrainSettings

REPORTS = 1000  # that each variant learns from, but for the learning curve


@dataclass(frozen=True, slots=True)
class Variant:
    """A tagger of the study: what it is compared for (``series``), its name there, and how it is trained."""

    series: str
    name: str
    network: NetworkSettings
    reports: int = REPORTS

    @property
    def key(self) -> str:
        """A name for its folder: the same for variants that are the same training."""
        one = self.network
        marks = "" if one.marks else "-unmarked"
        return f"{one.layers}x{one.width}-w{one.window}-o{one.overlap}{marks}-{self.reports}"

    def settings(self) -> TrainSettings:
        """How it is trained: as the shipped tagger is, and not calibrated."""
        return TrainSettings(network=self.network, calibration_reports=0)


def variants(curve: tuple[int, ...] = (250, 500, 1000)) -> Iterator[Variant]:
    """All variants, series by series. Those of one key need be trained once."""
    base = NetworkSettings()
    for layers, width, heads in ((1, 64, 2), (2, 96, 3), (2, 128, 4), (3, 128, 4), (4, 192, 6)):
        sized = replace(base, layers=layers, width=width, heads=heads, inner=4 * width)
        yield Variant("size", f"{layers} × {width}", sized)
    yield Variant("marks", "with layout marks", base)
    yield Variant("marks", "without", replace(base, marks=False))
    for window, overlap in ((128, 32), (256, 32), (256, 64), (512, 128)):
        yield Variant("window", f"{window}, overlap {overlap}", replace(base, window=window, overlap=overlap))
    for reports in curve:
        yield Variant("reports", f"{reports}", base, reports)
