"""Values as CSV and Excel can hold them, safe to open: no text of a report runs as a formula in a spreadsheet."""

from __future__ import annotations

import re

Value = str | int | float | None

LONGEST_TEXT = 32_000  # characters; a cell of Excel holds 32 767
EXCEL_ROWS = 1_048_576  # of a sheet

# A spreadsheet takes these for formulas, in full width too. A number with its sign and a lone dash are what they
# look like. What stands in front and cannot be seen may get lost on the way.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*(?:[=@＝＠]|[+\-＋－](?![\d.,\s]*$))|[\t\r\n]")
_LINE_END = re.compile(r"\r\n?")  # unquoted by csv, it would begin a line of its own
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 has no way to write them


def csv_value(value: Value) -> Value:
    """A value for a CSV file. A text that would run as a formula gets an apostrophe in front of it."""
    if not isinstance(value, str) or (value[:1].isalnum() and "\r" not in value):
        return value  # nearly all there are: a long table has millions
    return _harmless(_LINE_END.sub("\n", value))


def sheet_value(value: Value) -> Value:
    """A value for a cell of Excel: as in CSV, short enough, and without characters that its format cannot hold."""
    return sheet_text(value) if isinstance(value, str) else value


def sheet_text(text: str) -> str:
    """A text for a cell of Excel."""
    return _harmless(_CONTROL.sub("\ufffd", _LINE_END.sub("\n", text))[:LONGEST_TEXT])


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
