"""Reports as the markup of web pages: what stands in the content area of a page, in the manner of an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from reports.tags import Tag
from training.corpus.cases import Line, lines_and_tables
from training.corpus.looks import NBSP, Look
from training.synthesis.draft import Draft, GridCell, Table

_HEAD_TAGS = (Tag.COLUMN_LABEL, Tag.CAPTION)


@dataclass(frozen=True, slots=True)
class Editor:
    """How an editor marks things up. Patterns take "{text}"; a table cell's takes "{span}" and "{look}" as well.

    ``wrap`` is put around each table, ``row`` around each row; ``no_breaks``: paragraphs are parted by ``<br>`` only.
    """

    title: str = '<p style="text-align:center"><strong>{text}</strong></p>'
    heading: str = "<p><strong>{text}</strong></p>"
    subheading: str = "<p>{text}</p>"
    text: str = "<p>{text}</p>"
    lead: str = "<strong>{text}</strong>"
    line: str = "<br/>"  # a line break
    table: str = '<table border="1" cellspacing="0" cellpadding="0">'
    wrap: str = "{text}"
    row: str = "<tr>{text}</tr>"
    cell: str = "<td{span}>{text}</td>"
    value: str = "<p align={align}>{text}</p>"
    label: str = "<p align=center>{text}</p>"
    body: str = "<tbody>{text}</tbody>"
    head: str = ""  # for the header's rows, where the editor tells them apart
    column: str = ""  # one for each column of the grid, before the rows
    row_end: str = ""  # after the rows, "{cells}" for empty cells of all columns
    quote: str = '"'  # around the numbers of spans; older tools have none
    between: str = "\n"


def content(draft: Draft, editor: Editor, look: Look, rng: Random, *, title: bool = True) -> str:
    """The report's markup; without its title where the page keeps that elsewhere."""
    write = _Writer(editor, look, rng)
    parts = []
    for item in lines_and_tables(draft):
        if isinstance(item, Table):
            parts.append(write.table(item))
        elif item.kind != "title" or title:
            parts.append(write.line(item))
    return editor.between.join(parts)


class _Writer:
    """Writes the blocks of one page."""

    def __init__(self, editor: Editor, look: Look, rng: Random) -> None:
        self.editor = editor
        self.look = look
        self.rng = rng

    def line(self, line: Line) -> str:
        """A paragraph."""
        editor = self.editor
        pattern: str = {
            "title": editor.title,
            "heading": editor.heading,
            "subheading": editor.subheading,
        }.get(line.kind, editor.text)
        lead = editor.lead.replace("{text}", self.lines([line.lead])) if line.lead else ""
        return pattern.replace("{text}", lead + self.lines(line.text.split("\n")))

    def lines(self, lines: Sequence[str]) -> str:
        """Text in lines; a run of spaces and non-breaking ones survive as entities."""
        return self.editor.line.join(
            escape(line, quote=False).replace(NBSP, "&nbsp;").replace("  ", " &nbsp;") for line in lines
        )

    def table(self, table: Table) -> str:
        """A table with its spans; the header apart where the editor does so."""
        editor = self.editor
        rows = [self.row(row) for row in table.rows]
        first = next((n for n, row in enumerate(table.rows) if any(cell.key for cell in row)), 0)
        spans_on = any(cell.rowspan + n > first for n, row in enumerate(table.rows[:first]) for cell in row)
        if editor.head and first and not spans_on:
            inner = editor.head.replace("{text}", "".join(rows[:first]))
            inner += editor.body.replace("{text}", "".join(rows[first:]))
        else:
            inner = editor.body.replace("{text}", "".join(rows))
        width = sum(cell.colspan for cell in table.rows[0])
        columns = f"<colgroup>{editor.column * width}</colgroup>" if editor.column else ""
        end = editor.row_end.replace("{cells}", "<td style='border:none'></td>" * width)
        markup = f"{editor.table}{columns}{inner}{end}</table>"
        return editor.wrap.replace("{text}", markup)

    def row(self, row: Sequence[GridCell]) -> str:
        """A row's cells."""
        cells = [self.cell(cell) for cell in row]
        return self.editor.row.replace("{text}", self.editor.between.join(cells))

    def cell(self, cell: GridCell) -> str:
        """A cell, its content in the editor's manner."""
        editor, quote = self.editor, self.editor.quote
        spans = ((cell.rowspan, "rowspan"), (cell.colspan, "colspan"))
        span = "".join(f" {name}={quote}{count}{quote}" for count, name in spans if count > 1)
        inside = editor.label if cell.tag is not Tag.VALUE and cell.tag is not Tag.BLANK else editor.value
        text = inside.replace("{align}", self.look.align).replace("{text}", self.lines(self.look.lines(cell, self.rng)))
        markup = editor.cell.replace("{span}", span).replace("{text}", text)
        return markup.replace("<td", "<th").replace("</td", "</th") if self._is_head(cell) else markup

    def _is_head(self, cell: GridCell) -> bool:
        return bool(self.editor.head) and cell.tag in _HEAD_TAGS


EDITORS: dict[str, Editor] = {
    "cms": Editor(
        title='<p style="text-align: center;"><span style="font-size: 22pt;">{text}</span></p>',
        heading='<p style="text-indent: 2em;"><span style="font-family: 黑体;">{text}</span></p>',
        subheading='<p style="text-indent: 2em;"><strong>{text}</strong></p>',
        text='<p style="text-indent: 2em;"><span style="font-size: 16pt; line-height: 2;">{text}</span></p>',
        table='<table border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;width:100%">',
        cell='<td width="64"{span} valign="center"><div>{text}</div></td>',
        value='<p style="text-align:{align}"><span style="font-size:14px">{text}</span></p>',
        label='<p style="text-align:center"><span style="font-size:14px">{text}</span></p>',
    ),
    "oldtable": Editor(
        title='<CENTER><FONT face=黑体 size=5><B>{text}</B></FONT></CENTER><BR>',
        heading="<P>&nbsp;&nbsp;&nbsp; <B>{text}</B>",
        subheading="<P>&nbsp;&nbsp;&nbsp; {text}",
        text="<P>&nbsp;&nbsp;&nbsp; <FONT size=3>{text}</FONT>",
        lead="<B>{text}</B>",
        line="<BR>",
        table="<TABLE borderColor=#000000 cellSpacing=0 cellPadding=3 width=620 align=center border=1>",
        row="<TR>\n{text}",
        cell="<TD{span}>{text}",
        value="<DIV align={align}>{text}</DIV>",
        label="<DIV align=center><FONT size=2>{text}</FONT></DIV>",
        body="{text}",
        quote="",
    ),
    "word": Editor(
        title="<p class=MsoNormal align=center style='text-align:center;line-height:29.0pt;mso-line-height-rule:\n"
        "exactly'><span style='font-size:22.0pt;font-family:方正小标宋简体;mso-hansi-font-family:\n"
        "\"Times New Roman\"'>{text}<span lang=EN-US><o:p></o:p></span></span></p>\n",
        heading="<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span\n"
        "style='font-size:16.0pt;font-family:黑体'>{text}<span lang=EN-US><o:p></o:p></span></span></p>\n",
        subheading="<p class=MsoNormal style='text-indent:32.0pt'><b style='mso-bidi-font-weight:normal'><span\n"
        "style='font-family:楷体_GB2312'>{text}</span></b></p>\n",
        text="<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span\n"
        "style='font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:仿宋'>{text}<span\n"
        "lang=EN-US><o:p></o:p></span></span></p>\n",
        lead="<b><span style='font-family:楷体_GB2312'>{text}</span></b>",
        line="<br>",
        table="<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 width=649\n"
        " style='border-collapse:collapse;mso-padding-alt:0cm 5.4pt 0cm 5.4pt'>\n",
        wrap="<div align=center>{text}</div>\n<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>",
        row=" <tr style='mso-yfti-irow:1;height:20.0pt'>\n{text} </tr>\n",
        cell="  <td width=64{span} style='width:48.0pt;border:solid windowtext 1.0pt;\n"
        "  mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;height:20.0pt'>\n{text}\n  </td>\n",
        value="  <p class=MsoNormal align={align} style='mso-pagination:widow-orphan'><span lang=EN-US\n"
        "  style='font-size:10.5pt;mso-font-kerning:0pt'>{text}<o:p></o:p></span></p>",
        label="  <p class=MsoNormal align=center style='text-align:center'><span\n"
        "  style='font-size:10.5pt;font-family:宋体'>{text}</span></p>",
        body="{text}",
        row_end="<![if !supportMisalignedColumns]>\n <tr height=0>\n{cells} </tr>\n<![endif]>\n",
        quote="",
    ),
    "fragment": Editor(
        title='<p align="center"><b>{text}</b></p>',
        heading="<p>\u3000\u3000<b>{text}</b></p>",
        text="<p>\u3000\u3000{text}</p>",
        table='<table class="table ke-zeroborder">',
        value="{text}",
        label="{text}",
        between="",
    ),
    "divs": Editor(
        title='<div class="art-tit"><h2>{text}</h2></div>',
        heading='<div><div style="font-weight:bold">{text}</div></div>',
        subheading="<div><span><b>{text}</b></span></div>",
        text='<div style="text-indent:2em"><span><span>{text}</span></span></div>',
        wrap='<div class="table-box"><div style="overflow-x:auto">{text}</div></div>',
        value='<div><span style="color:#333">{text}</span></div>',
        label="<div><strong>{text}</strong></div>",
        head="<thead>{text}</thead>",
        column='<col width="72">',
        line="<br>",
    ),
    "breaks": Editor(
        title="<b>{text}</b><br><br>",
        heading="&nbsp;&nbsp;&nbsp;&nbsp;<b>{text}</b><br>",
        subheading="&nbsp;&nbsp;&nbsp;&nbsp;{text}<br>",
        text="&nbsp;&nbsp;&nbsp;&nbsp;{text}<br>",
        line="<br>",
        wrap="{text}<br>",
        value="{text}",
        label="{text}",
        body="{text}",
    ),
    "sheet": Editor(
        title="<h1>{text}</h1>",
        text="<p class='p1'>{text}</p>",
        table='<table border="0" cellpadding="0" cellspacing="0" width="792" style="border-collapse:collapse">',
        cell='<td class="et3" height="24"{span} x:str>{text}</td>',
        value="{text}",
        label="{text}",
        column='<col width="72" style="width:54.00pt;">',
        line='<br style="mso-data-placement:same-cell">',
    ),
}  # fmt: skip


def editor_named(name: str, **changes: str) -> Editor:
    """An editor of ``EDITORS``, some of its patterns changed."""
    return replace(EDITORS[name], **changes)  # type: ignore[arg-type]
