"""How one office writes its cells, whatever the format: blanks, spaces around numbers, labels broken over lines."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from reports.tags import Tag
from training.synthesis.draft import GridCell

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Look:
    """The habits of one file; ``label_width`` and ``head_width`` are in characters, 0 where labels are not broken."""

    blank: str = ""  # what stands in an empty value cell
    filler: str = ""  # what stands in an empty cell where no number belongs
    before: str = ""
    after: str = ""
    padded: float = 0.0  # share of the values with ``before`` and ``after`` around them
    head_width: int = 0
    label_width: int = 0
    align: str = "center"

    def lines(self, cell: GridCell, rng: Random) -> list[str]:
        """A cell's content as it is written, line by line."""
        if cell.tag is Tag.BLANK:
            return [self.blank]
        if not cell.text:
            return [self.filler]
        if cell.tag is Tag.VALUE:
            padded = rng.random() < self.padded
            return [self.before + cell.text + self.after] if padded else [cell.text]
        width = {Tag.COLUMN_LABEL: self.head_width, Tag.ROW_LABEL: self.label_width}.get(cell.tag, 0)
        return broken(cell.text, width) if width else cell.text.split("\n")


def draw_look(rng: Random) -> Look:
    """A look; half of them are plain."""
    if rng.random() < 0.5:
        return Look(blank=rng.choice(("", "", NBSP)))
    return Look(
        blank=rng.choice(("", NBSP, " ", "\u3000", NBSP + NBSP)),
        filler=rng.choice(("", "", NBSP, " ")),
        before=rng.choice((" ", NBSP, "\u3000", "  ", "")),
        after=rng.choice((" ", NBSP, "", "", "\u3000")),
        padded=rng.choice((0.0, 0.3, 1.0)),
        head_width=rng.choice((0, 2, 3, 4)),
        label_width=rng.choice((0, 0, 5, 8, 12)),
        align=rng.choice(("center", "left", "right")),
    )


def broken(text: str, width: int) -> list[str]:
    """A label in lines of ``width`` characters; one character more is not worth a line."""
    if len(text) <= width + 1:
        return [text]
    return [text[at : at + width] for at in range(0, len(text), width)]
