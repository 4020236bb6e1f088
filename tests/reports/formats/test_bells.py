"""Tables of Word's cell marks."""

from __future__ import annotations

from reports.formats.bells import find_blocks
from reports.formats.blocks import split_lines


def rows_of(text: str) -> list[list[str]]:
    (block,) = find_blocks(text, split_lines(text, 0, len(text)))
    return [[text[cell.start : cell.end].replace("\n", "") for cell in row] for row in block.rows]


def test_rows_end_in_two_marks_at_a_line_end_and_cells_hold_paragraphs() -> None:
    rows = [
        ["", "", "（1）属于国\n家秘密", "", "", "0", ""],
        ["", "", "（2）其他法\n律行政法规\n禁止公开", "0", "", "", ""],
        ["", "（七）总计", "", "0", "", "0", "0"],
    ]
    text = "".join("\x07".join(row) + "\x07\x07\n" for row in rows)
    assert rows_of(text) == [[cell.replace("\n", "") for cell in row] for row in rows]


def test_two_rows_between_line_ends_are_not_taken_for_one() -> None:
    rows = [["规章", "1", "2"], ["规范性文件", "3", "4"], ["行政许可", "5", "6"], ["行政处罚", "7", "8"]]
    marked = ["\x07".join(row) + "\x07\x07" for row in rows]
    text = f"{marked[0]}\n{marked[1]}\n{marked[2]}{marked[3]}\n"
    assert [row[0] for row in rows_of(text)] == [row[0] for row in rows]
