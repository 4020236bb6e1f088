"""Everything between the tables: title, headings, paragraphs, furniture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.tags import Tag
from training.synthesis.draft import Block, Draft, Furniture, Heading, Paragraph, Subheading, Table, Title
from training.synthesis.layouts.writer import Chooser, Writer, display_width, wrap
from training.synthesis.pieces import Piece

TableWriter = Callable[[Writer, Table], None]
Tables = Callable[[str], tuple[str, TableWriter]]  # a table's name to the way in which it is written, and its writer


@dataclass(frozen=True, slots=True)
class ProseStyle:
    """How blocks are set off. ``wrap`` is in display columns, 0 for none."""

    between: str = "\n"  # closes a block
    line: str = "\n"  # a line break inside a block
    around_table: tuple[str, str] = ("", "")  # before and after a table, beyond ``between``
    indent: str = ""  # of paragraphs
    heading_indent: str = ""
    hanging: str = ""  # of the lines after a paragraph's first
    heading_marks: tuple[str, str] = ("", "")
    subheading_marks: tuple[str, str] = ("", "")
    run_in: tuple[str, str, str] = ("", "", "")  # before a heading that runs in, behind it, behind its paragraph
    title_marks: tuple[str, str] = ("", "")
    centred: bool = False
    trailing: str = ""  # white space at the end of paragraphs
    wrap: int = 0


# A heading that runs in, and its paragraph, as the two cells of a row.
_CELLS = {("| ", " | ", " |"): 1.0, ("|", "|", "|"): 0.4, ("│ ", " │ ", " │"): 0.3}
INDENTS = {"": 8.0, "\u3000\u3000": 4.0, "    ": 2.0, "  ": 1.0, "\u00a0\u00a0\u00a0\u00a0": 0.5, "\t": 0.2}


_BARS = {("| ", " |"): 1.0, ("|", "|"): 0.5, ("│ ", " │"): 0.4, ("｜", "｜"): 0.4}  # a heading in a box of its own


def plain_style(chooser: Chooser) -> ProseStyle:
    """Text as Word or a web page gives it: a paragraph a line."""
    indent = chooser.pick(INDENTS, heldout={"\u2003\u2003": 1.0})
    return ProseStyle(
        between=chooser.pick({"\n": 6, "\n\n": 3, "\n\n\n": 0.3}, heldout={"\n \n": 0.6}),
        around_table=(
            chooser.pick({"": 5, "\n": 2, "\n\n": 1}),
            chooser.pick({"": 4, "\n": 3, "\n\n": 2, "\n\n\n": 1}),
        ),
        indent=indent,
        heading_indent=indent if chooser.chance(0.6) else chooser.pick(INDENTS),
        centred=chooser.chance(0.15),
        trailing=chooser.pick({"": 9, " ": 1, "\u00a0": 0.5}),
        heading_marks=chooser.pick({("", ""): 92, ("**", "**"): 2.5, ("*", "*"): 0.5} | _BARS),
        subheading_marks=chooser.pick({("", ""): 95, ("**", "**"): 3, ("- ", ""): 0.5} | _BARS),
        run_in=chooser.pick({("", "", ""): 92, ("**", "**", ""): 3, ("", "\t", ""): 1} | _CELLS),
    )


def markdown_style(chooser: Chooser) -> ProseStyle:
    """Markdown as OCR engines and converters write it."""
    hashes = chooser.pick({"": 4, "# ": 2, "## ": 3, "### ": 1})
    bold = chooser.chance(0.2)
    return ProseStyle(
        between=chooser.pick({"\n\n": 9, "\n": 1}),
        heading_marks=("**", "**") if bold else (hashes, ""),
        subheading_marks=chooser.pick({("", ""): 9, ("### ", ""): 2, ("**", "**"): 1, ("- ", ""): 1}),
        run_in=chooser.pick({("", "", ""): 5, ("**", "**", ""): 4, ("- **", "**", ""): 0.4} | _CELLS),
        title_marks=(chooser.pick({"": 1, "# ": 1}) if hashes else "", ""),
        around_table=("", chooser.pick({"": 1, "\n": 5})),
    )


def page_style(chooser: Chooser) -> ProseStyle:
    """Pages as ``pdftotext -layout`` gives them: lines wrapped, margins of spaces."""
    margin = " " * chooser.pick({0: 5, 1: 1, 3: 1, 6: 1, 10: 0.5})
    return ProseStyle(
        between=chooser.pick({"\n": 5, "\n\n": 3}),
        around_table=(chooser.pick({"": 2, "\n": 3}), chooser.pick({"": 1, "\n": 3, "\n\n": 1})),
        indent=margin + chooser.pick({"    ": 4, "\u3000\u3000": 1, "": 1}),
        heading_indent=margin + chooser.pick({"    ": 4, "": 2}),
        hanging=margin,
        centred=chooser.chance(0.8),
        wrap=chooser.pick({0: 1, 56: 1, 64: 2, 72: 3, 80: 2, 90: 1}),
    )


def write_draft(draft: Draft, style: ProseStyle, tables: Tables) -> list[Piece]:
    """The whole report: prose in ``style``, each table in the way that ``tables`` gives for its name."""
    writer = Writer()
    before: Block | None = None
    for block in draft.blocks:
        if isinstance(block, Table):
            way, write_table = tables(block.name)
            writer.border(style.around_table[0], "table", way=way)
            write_table(writer, block)
            writer.border(style.around_table[1], "table")
            continue
        _write_block(writer, block, style, _runs_in(before))
        if isinstance(block, (Heading, Subheading)) and block.run_in:
            writer.delimiter("" if style.run_in[1].endswith((" ", "\t")) else block.gap)
        else:
            writer.delimiter(style.run_in[2] if _runs_in(before) else "")
            writer.border(style.between, "block")
        before = block
    return writer.pieces


def _runs_in(block: Block | None) -> bool:
    return isinstance(block, (Heading, Subheading)) and block.run_in


def _write_block(
    writer: Writer, block: Title | Heading | Subheading | Paragraph | Furniture, style: ProseStyle, run_in: bool
) -> None:
    if isinstance(block, Title):
        _write_lines(writer, block.text.split("\n"), Tag.TITLE, style, style.title_marks)
    elif isinstance(block, Heading):
        lines = [part for line in block.text.split("\n") for part in _wrapped(line, style, style.heading_indent)]
        marks = style.run_in[:2] if block.run_in else style.heading_marks
        _write_lines(writer, lines, Tag(f"heading.{block.kind}"), style, marks)
    elif isinstance(block, Subheading):
        marks = style.run_in[:2] if block.run_in else style.subheading_marks
        _write_lines(writer, [block.text], Tag.SUBHEADING, style, marks)
    elif isinstance(block, Furniture):
        for i, line in enumerate(block.text.split("\n")):
            if i:
                writer.border(style.line, "line")
            writer.content(line, Tag.RUNNING_HEAD)
    else:
        if not run_in:
            writer.delimiter(style.indent)
        lines = [part for line in block.text.split("\n") for part in _wrapped(line, style, style.indent)]
        joint = style.line + style.hanging
        writer.content(joint.join(lines), Tag.PROSE)
        writer.delimiter(style.trailing)


def _wrapped(text: str, style: ProseStyle, indent: str) -> list[str]:
    if not style.wrap or not text:
        return [text]
    first, *rest = wrap(text, max(20, style.wrap - display_width(indent)))
    return [first, *(wrap("".join(rest), style.wrap) if rest else [])]


def _write_lines(writer: Writer, lines: list[str], tag: Tag, style: ProseStyle, marks: tuple[str, str]) -> None:
    """A title or heading, each of its lines a piece."""
    opening, closing = marks
    for i, line in enumerate(lines):
        if i:
            writer.border(style.line, "line")
        if tag is Tag.TITLE and style.centred:
            writer.delimiter(" " * max(0, ((style.wrap or 70) - display_width(line)) // 2))
        elif tag is not Tag.TITLE:
            writer.delimiter(style.heading_indent if not i else style.hanging)
        writer.delimiter(opening)
        writer.content(line, tag, first=i == 0)
        writer.delimiter(closing)
