"""Documents composed from lines and tables."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document, Place
from reports.formats.composing import Composer, LooseLine, TableCell


def compose(composer: Composer) -> Document:
    return composer.document(reader="test", media_type="text/x-test")


def contents(document: Document) -> list[tuple[str, int | None, int, int]]:
    return [(document.text[s.start : s.end], s.grid, s.row, s.column) for s in document.segments]


def test_lines_and_a_table() -> None:
    composer = Composer()
    composer.line("　　二、主动公开政府信息情况 ")
    composer.table([[TableCell("规章", 0), TableCell("", 1), TableCell("3", 3)], [TableCell("规范性\r\n文件", 0)]])
    composer.line("")
    composer.line("三、")
    document = compose(composer)
    assert document.text == "二、主动公开政府信息情况\n规章\t\t3\n规范性\n文件\n\n三、\n"
    assert contents(document) == [
        ("二、主动公开政府信息情况", None, -1, -1),
        ("规章", 0, 0, 0),
        ("", 0, 0, 1),
        ("3", 0, 0, 3),
        ("规范性\n文件", 0, 1, 0),
        ("", None, -1, -1),
        ("三、", None, -1, -1),
    ]
    assert document.grids[0].aligned


def test_flattened_tables_among_lines_are_found() -> None:
    composer = Composer()
    for line in ("正文", "规章\t1\t2\t3", "规范性文件\t\t0\t12", "行政许可\t1\t\t3"):
        composer.line(line)
    document = compose(composer)
    assert len(document.grids) == 1
    assert ("12", 0, 1, 3) in contents(document)


def test_marked_lines_are_kept_apart() -> None:
    composer = Composer()
    composer.line("首页 > 年报", mark="navigation")
    composer.table([[TableCell("规章", 0), TableCell("1", 1)], LooseLine("- 3 -", "page_number")])
    document = compose(composer)
    assert [(document.text[m.start : m.end], m.kind) for m in document.marks] == [
        ("首页 > 年报", "navigation"),
        ("- 3 -", "page_number"),
    ]
    assert contents(document)[-1] == ("- 3 -", None, -1, -1)


def test_every_segment_has_the_place_it_was_given() -> None:
    line, cell, blank = (Place(1, (0, top, 10, top + 5)) for top in (0, 10, 20))
    composer = Composer()
    composer.line("标题", place=line)
    composer.table([[TableCell("规章", 0, cell), TableCell("", 1, blank), TableCell("1", 2)]])
    assert compose(composer).places == (line, cell, blank, None)


def test_without_places_there_are_none() -> None:
    composer = Composer()
    composer.line("标题")
    assert compose(composer).places == ()


TEXTS = st.text(st.sampled_from("规章1 \t\n\r\x00\x0b\u3000、/"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=3)), max_size=6))
def test_segments_are_in_order_and_hold_all_that_was_given(blocks: list[str | list[list[str]]]) -> None:
    composer = Composer()
    given_texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            composer.line(block)
            given_texts.append(block)
        else:
            composer.table([[TableCell(text, at) for at, text in enumerate(row)] for row in block])
            given_texts += [text for row in block for text in row]
    document = compose(composer)
    at = 0
    for segment in document.segments:
        assert at <= segment.start <= segment.end <= len(document.text)
        at = segment.end
    kept = "".join(document.text[s.start : s.end] for s in document.segments)
    blanks = " \t\n\r\x00\x0b\u3000"
    assert [c for c in kept if c not in blanks] == [c for text in given_texts for c in text if c not in blanks]
    assert len(document.places) in (0, len(document.segments))
