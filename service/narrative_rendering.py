"""What a report's narrative says, for people: passages by role and theme, claims against the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from rich.padding import Padding
from rich.text import Text

from reports.report import Claim, Passage, Report, SpanPair
from reports.themes import ROLE_NAMES, THEME_NAMES
from service.phrasing import CellName, cell_label, find_cell, number

_ROLE_STYLES = {"problem": "bold red", "measure": "bold green", "context": "dim"}
_ROLE_SIGNS = {"problem": "▲", "measure": "●", "context": "·"}
_EVIDENCE = "underline"
_PREVIEW = 40  # characters of a passage that a measure points back to


def render_passages(report: Report, *, contexts: bool = False, full: bool = True) -> Iterator[Text | Padding]:
    """The passages in their order, each with role, themes and, underlined, the words that spoke for them.

    ``contexts``: also those that are neither problem nor measure. Not ``full``: the beginning of each in one line.
    """
    shown = [one for one in report.passages if contexts or one.role != "context"]
    if not shown:
        yield Text("  没有读到问题或改进措施", style="yellow")
    for passage in shown:
        head = Text.assemble(
            "  ", (f"{_ROLE_SIGNS[passage.role]} {ROLE_NAMES[passage.role]}", _ROLE_STYLES[passage.role])
        )
        head.append("  ")
        head.append(_themes(passage), style="cyan")
        if passage.answers is not None and full:
            problem = _one_line(report.passages[passage.answers].text)
            head.append(f"  → {_shortened(problem, _PREVIEW)}", style="dim")
        yield head
        text = _marked(passage, [span for theme in passage.themes for span in theme.evidence])
        if not full:
            text.truncate(_PREVIEW * 2, overflow="ellipsis")
        yield Padding(text, (0, 0, 0, 4), expand=False)


def _themes(passage: Passage) -> str:
    return "、".join(f"{THEME_NAMES.get(one.theme, one.theme)} {one.score:.2f}" for one in passage.themes) or "—"


def _marked(passage: Passage, evidence: Sequence[SpanPair]) -> Text:
    """The passage in one line, its evidence underlined."""
    start = passage.span[0]
    text = Text()
    for offset, character in enumerate(passage.text):
        if character in "\r\n":
            continue
        inside = any(a <= start + offset < b for a, b in evidence)
        text.append(character, style=_EVIDENCE if inside else "")
    return text


def theme_counts(report: Report) -> Counter[tuple[str, str]]:
    """How many passages a report has of each theme and role."""
    return Counter((theme.theme, passage.role) for passage in report.passages for theme in passage.themes)


def theme_summary(counts: Counter[tuple[str, str]]) -> Iterator[Text]:
    """The counts of one or more reports by theme, problems and measures apart; the commonest first."""
    themes = sorted(THEME_NAMES, key=lambda theme: -(counts[theme, "problem"] + counts[theme, "measure"]))
    for theme in themes:
        problems, measures = counts[theme, "problem"], counts[theme, "measure"]
        if problems or measures:
            line = Text(f"  {THEME_NAMES[theme]} {theme}：")
            line.append(f"问题 {problems}", style="red" if problems else "dim")
            line.append(f"  措施 {measures}", style="green" if measures else "dim")
            yield line


def render_claims(report: Report) -> Iterator[Text]:
    """Every claim in a line: what the text says and what the table says."""
    for claim in report.claims:
        sign, style = {"agrees": ("✓", "green"), "differs": ("✗", "bold red"), "unmatched": ("?", "dim")}[claim.status]
        yield Text.assemble((f"  {sign} ", style), describe_claim(report, claim))


def differing_claims(report: Report) -> Iterator[Text]:
    """The claims that the tables contradict."""
    for claim in report.claims:
        if claim.status == "differs":
            yield Text.assemble(("✗ 文表不一 ", "bold red"), describe_claim(report, claim))


def describe_claim(report: Report, claim: Claim) -> str:
    """A claim in words: "文中“受理申请93件”，表中（七）总计 总计为 91"."""
    said = f"文中“{_shortened(_one_line(claim.text), _PREVIEW)}”"
    keys = claimed_cells(report, claim.quantity)
    values = [cell.value for key in keys if (cell := find_cell(report, key)) and cell.value is not None]
    if not values:
        return f"{said}，表中没有这个数"
    place = cell_label(report, keys[0]) if len(keys) == 1 else f"{len(keys)} 格之和"
    return f"{said}，表中{place}为 {number(sum(values))}"


def claimed_cells(report: Report, quantity: str) -> list[str]:
    """The keys of the cells that a claim's quantity names; "*" stands for any part."""
    if "*" not in quantity:
        return [quantity]
    name = CellName.parse(quantity)
    return [
        f"{name.table}.{row}.{column}"
        for row, cells in report.tables.get(name.table, {}).items()
        for column in cells
        if fnmatchcase(row, name.row) and fnmatchcase(column, name.column)
    ]


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _one_line(text: str) -> str:
    return "".join(text.splitlines())
