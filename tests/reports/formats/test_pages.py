"""From words and ruled lines on pages to a Document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import pytest

from reports.document import Document
from reports.formats.composing import Composer
from reports.formats.pages import Box, PageContent, Rule, Word, compose

SIZE = 10.0


def word(text: str, left: float, top: float, size: float = SIZE) -> Word:
    """A word of Chinese characters, or of digits half as wide."""
    width = sum(size if char > "\u2e80" else size / 2 for char in text)
    return Word(text, Box(left, top, left + width, top + size))


def page(*words: Word, rules: Sequence[Rule] = (), number: int = 1) -> PageContent:
    return PageContent(number, 595, 842, tuple(words), tuple(rules))


def across(y: float, left: float, right: float) -> Rule:
    return Rule(Box(left, y, right, y))


def down(x: float, top: float, bottom: float) -> Rule:
    return Rule(Box(x, top, x, bottom))


def ruled(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    return [*(across(y, xs[0], xs[-1]) for y in ys), *(down(x, ys[0], ys[-1]) for x in xs)]


def filled(xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> list[Word]:
    """One word in each cell, set left."""
    return [
        word(text, xs[column] + 3, ys[row] + 4)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]


def read(*pages: PageContent) -> Document:
    composer = Composer()
    compose(pages, composer)
    return composer.document(reader="pages", media_type="application/pdf")


def grids(document: Document) -> list[list[list[tuple[int, str]]]]:
    """The tables: for each row the column and text of its cells."""
    cells = [segment for segment in document.segments if segment.grid is not None]
    return [
        [
            [(cell.column, document.text[cell.start : cell.end]) for cell in row]
            for _, row in groupby(found, key=lambda cell: cell.row)
        ]
        for _, found in groupby(cells, key=lambda cell: cell.grid)
    ]


def texts(document: Document) -> list[list[list[str]]]:
    return [[[text for _, text in row] for row in grid] for grid in grids(document)]


def lines(document: Document, *, marked: bool = False) -> list[str]:
    marks = {(mark.start, mark.end) for mark in document.marks}
    return [
        document.text[start:end]
        for start, end, grid, *_ in document.segments
        if grid is None and ((start, end) in marks) == marked
    ]


XS, YS = (50.0, 150.0, 200.0, 250.0), (100.0, 120.0, 140.0)
ROWS = [["规章", "1", "23"], ["规范性文件", "", "4"]]


def test_ruled_table_keeps_its_empty_cells() -> None:
    document = read(page(*filled(XS, YS, ROWS), rules=ruled(XS, YS)))
    assert texts(document) == [ROWS]
    assert document.grids[0].aligned


def test_places_are_those_of_the_cells() -> None:
    document = read(page(*filled(XS, YS, ROWS), rules=ruled(XS, YS)))
    place = document.places[1]
    assert place is not None and (place.page, place.bbox) == (1, (150.0, 100.0, 200.0, 120.0))


def test_certainty_is_that_of_the_least_certain_word() -> None:
    words = [Word("1", Box(155, 104, 160, 114), 0.7), Word("2", Box(160, 104, 165, 114), 0.95)]
    document = read(page(*words, word("规章", 53, 104), rules=ruled(XS, YS)))
    assert [place.certainty for place in document.places if place][:2] == [1.0, 0.7]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(
            [
                Rule(side)
                for left, right in pairwise(XS)
                for top, bottom in pairwise(YS)
                for side in (
                    Box(left + 1, top + 1, right - 1, top + 1),
                    Box(left + 1, bottom - 1, right - 1, bottom - 1),
                    Box(left + 1, top + 1, left + 1, bottom - 1),
                    Box(right - 1, top + 1, right - 1, bottom - 1),
                )
            ],
            id="each cell by itself",
        ),
        pytest.param(
            [Rule(Box(x, y, x + 3, y)) for y in YS for x in range(50, 250, 6)]
            + [Rule(Box(x, y, x, y + 3)) for x in XS for y in range(100, 140, 6)],
            id="dashed",
        ),
        pytest.param([*ruled(XS, YS), *ruled([x + 2 for x in XS], [y + 2 for y in YS])], id="doubled"),
        pytest.param(
            [*(across(y, 48, 251) for y in YS), *(down(x, 102, 138) for x in XS)],
            id="lines too long and too short",
        ),
        pytest.param(
            [*(across(y, 50, 250) for y in YS), *(down(x, 100, 140) for x in XS[1:-1])], id="open at its sides"
        ),
        pytest.param([*(across(y, 50, 250) for y in YS[:-1]), *(down(x, 100, 140) for x in XS)], id="open below"),
    ],
)
def test_ways_of_drawing_the_same_table(rules: list[Rule]) -> None:
    assert texts(read(page(*filled(XS, YS, ROWS), rules=rules))) == [ROWS]


def test_merged_cells_are_given_once_and_columns_stay_below_one_another() -> None:
    rules = [
        *(across(y, 50, 250) for y in (100, 160)),
        across(120, 150, 250),
        across(140, 50, 250),
        *(down(x, 100, 160) for x in (50, 150, 250)),
        down(200, 120, 160),
    ]
    words = [
        word("项目", 60, 115),
        word("合计", 190, 104),
        word("甲", 160, 124),
        word("乙", 210, 124),
        word("丙", 60, 144),
    ]
    assert grids(read(page(*words, rules=rules))) == [
        [[(0, "项目"), (1, "合计")], [(1, "甲"), (2, "乙")], [(0, "丙"), (1, ""), (2, "")]]
    ]


def test_borders_that_are_a_little_off_are_one_column() -> None:
    rules = [
        *(across(y, 50, 250) for y in YS),
        *(down(x, 100, 140) for x in (50, 250)),
        down(150, 100, 120),
        down(159, 120, 140),
        down(200, 100, 140),
    ]
    assert grids(read(page(*filled((50, 160, 200), YS, ROWS), rules=rules))) == [
        [[(column, text) for column, text in enumerate(row)] for row in ROWS]
    ]


def test_label_broken_for_want_of_room_is_joined_and_numbers_never_are() -> None:
    xs, ys = (50.0, 105.0, 135.0), (100.0, 140.0)
    words = [word("行政规范", 53, 104), word("性文件", 53, 116), word("1234", 108, 104), word("56", 108, 116)]
    assert texts(read(page(*words, rules=[*ruled(xs, ys)]))) == [[["行政规范性文件", "1234\n56"]]]


def test_lines_that_end_early_stay_lines() -> None:
    xs, ys = (50.0, 250.0, 300.0), (100.0, 140.0)
    words = [word("规章", 53, 104), word("规范性文件", 53, 116), word("3", 260, 104), word("0", 260, 116)]
    assert texts(read(page(*words, rules=ruled(xs, ys)))) == [[["规章\n规范性文件", "3\n0"]]]


def test_label_written_one_character_a_line() -> None:
    xs, ys = (50.0, 70.0, 120.0), (100.0, 220.0)
    stack = [word(char, 54, 104 + 11 * number) for number, char in enumerate("三、本年度办理结果")]
    document = read(page(*reversed(stack), word("12", 80, 150), rules=ruled(xs, ys)))
    assert texts(document) == [[["三、本年度办理结果", "12"]]]


def test_columns_written_downwards_are_read_in_the_order_of_the_source() -> None:
    xs, ys = (50.0, 90.0, 120.0), (100.0, 220.0)
    words = [
        Word("本年度", Box(75, 105, 85, 135), 1.0),
        Word("办理结果", Box(60, 105, 70, 145), 1.0),
        word("1", 95, 150),
    ]
    assert texts(read(page(*words, rules=ruled(xs, ys)))) == [[["本年度办理结果", "1"]]]


def two_pages(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], *between: Word) -> Document:
    """A table at a page's foot that goes on at the top of the next page."""
    height = 20.0
    xs = (50.0, 100.0, 150.0, 200.0)
    low = [760 - height * (len(first) - row) for row in range(len(first) + 1)]
    high = [80 + height * row for row in range(len(second) + 1)]
    heads = [word("- 1 -", 290, 800)], [word("- 2 -", 290, 800), *between]
    return read(
        page(*filled(xs, low, first), *heads[0], rules=ruled(xs, low)),
        page(*filled(xs, high, second), *heads[1], rules=ruled(xs, high), number=2),
    )


def test_table_goes_on_over_the_page_and_its_number() -> None:
    document = two_pages([["规章", "1", "2"]], [["行政许可", "3", "4"]])
    assert texts(document) == [[["规章", "1", "2"], ["行政许可", "3", "4"]]]
    assert lines(document, marked=True) == ["- 1 -", "- 2 -"]


def test_row_torn_by_the_page_is_one_row() -> None:
    document = two_pages([["行政规范", "1", "2"]], [["性文件", "", ""], ["行政许可", "3", "4"]])
    assert texts(document) == [[["行政规范性文件", "1", "2"], ["行政许可", "3", "4"]]]


def test_a_group_over_three_pages_does_not_keep_a_torn_row_apart() -> None:
    """The middle page begins with the rest of a row, which leaves only the group's empty cell there."""
    xs = (50.0, 100.0, 150.0, 200.0)

    def part(number: int, tops: Sequence[float], rows: Sequence[Sequence[str]]) -> PageContent:
        lines = [across(y, 100, 200) for y in tops[1:-1]]
        sides = [across(y, 50, 200) for y in (tops[0], tops[-1])]
        uprights = [down(x, tops[0], tops[-1]) for x in xs]
        return page(*filled(xs, tops, rows), rules=[*lines, *sides, *uprights], number=number)

    document = read(
        part(1, (720, 740, 760), [["不予公开", "国家秘密", "1"], ["", "其他法律", "2"]]),
        part(2, (80, 100, 740, 760), [["", "规定", ""], ["", "安全稳定", "3"], ["", "第三方的", "4"]]),
        part(3, (80, 100, 120), [["", "权益", ""], ["", "内部事务", "5"]]),
    )
    rows = [[text for text in row if text] for row in texts(document)[0]]
    assert rows == [
        ["不予公开", "国家秘密", "1"],
        ["其他法律规定", "2"],
        ["安全稳定", "3"],
        ["第三方的权益", "4"],
        ["内部事务", "5"],
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param([["行政许可", "1", "2"]], [["行政处罚", "", ""]], id="a row whose values are all blank"),
        pytest.param([["行政规范", "1", "2"]], [["性文件", "3", "4"]], id="values on both pages"),
        pytest.param([["规章", "1", "2"]], [["件数", "", ""]], id="a label with room left"),
    ],
)
def test_rows_of_their_own_stay_apart(first: list[list[str]], second: list[list[str]]) -> None:
    assert texts(two_pages(first, second)) == [[*first, *second]]


def test_value_on_the_next_page_never_joins_the_header_above_it() -> None:
    xs, high = (50.0, 85.0, 120.0), (80.0, 120.0)
    rules = [*ruled(xs, (700, 720, 760)), across(740, 85, 120)]
    head = [
        word("复议", 53, 704),
        word("诉讼", 88, 704),
        word("维持", 53, 735),
        word("起诉", 88, 724),
        word("维持", 88, 744),
    ]
    below = [word(text, left, top) for left in (53, 88) for text, top in (("10", 84), ("件", 98))]
    document = read(page(*head, rules=rules), page(*below, rules=ruled(xs, high), number=2))
    assert texts(document)[0][1:] == [["维持", "起诉"], ["维持"], ["10\n件", "10\n件"]]


def test_tables_that_touch_are_two() -> None:
    upper, lower = (50.0, 150.0, 200.0, 250.0), (50.0, 120.0, 250.0)
    words = [*filled(upper, (100, 120), ROWS), *filled(lower, (140,), [["网站", "5"]])]
    document = read(page(*words, rules=[*ruled(upper, YS), *ruled(lower, (140, 160))]))
    assert texts(document) == [ROWS, [["网站", "5"]]]


def test_headings_between_tables_without_side_lines_are_lines() -> None:
    xs = (110.0, 150.0)
    tops = (100.0, 120.0, 140.0, 160.0)
    rules = [*(across(y, 50, 200) for y in tops), *(down(x, 100, 120) for x in xs), *(down(x, 140, 160) for x in xs)]
    words = [
        *filled((50, 110, 150), (100,), [["规章", "1", "2"]]),
        word("三、收到和处理申请情况", 53, 124, 9),
        *filled((50, 110, 150), (140,), [["合计", "3", "4"]]),
    ]
    document = read(page(*words, rules=rules))
    assert texts(document) == [[["规章", "1", "2"]], [["合计", "3", "4"]]]
    assert lines(document) == ["三、收到和处理申请情况"]


def test_nothing_that_stands_on_a_page_is_lost() -> None:
    words = [
        word(f"第{number}处{'一二三四五六七八九'[number % 9]}", 40 + 61 * (number % 8), 60 + 37 * (number // 5))
        for number in range(90)
    ]
    document = read(page(*words, rules=[*ruled(XS, YS), *ruled((60, 300), (300, 420, 500))]))
    assert sorted("".join(document.text.split())) == sorted("".join(w.text for w in words))


def test_header_repeated_on_the_next_page_is_no_row() -> None:
    document = two_pages([["项目", "件数", "合计"], ["规章", "1", "2"]], [["项目", "件数", "合计"], ["许可", "3", "4"]])
    assert texts(document) == [[["项目", "件数", "合计"], ["规章", "1", "2"], ["许可", "3", "4"]]]
    assert [mark.kind for mark in document.marks].count("running_head") == 3


def test_text_between_two_tables_parts_them() -> None:
    document = two_pages([["规章", "1", "2"]], [["行政许可", "3", "4"]], word("三、收到和处理申请情况", 50, 60))
    assert len(texts(document)) == 2


def test_paragraph_runs_over_lines_and_pages_and_headings_stand_alone() -> None:
    full = "本机关认真贯彻落实条例要求全面推进政务公开各项工作取得积极成效并"
    first = page(
        word("一、总体情况", 70, 100),
        word(full[:-2], 70, 120),
        word(full, 50, 140),
        word("- 1 -", 290, 800),
    )
    second = page(word("建立了制度。", 50, 80), word("（一）主动公开", 70, 100), word("- 2 -", 290, 800), number=2)
    document = read(first, second)
    assert lines(document) == ["一、总体情况", full[:-2] + full + "建立了制度。", "（一）主动公开"]


def test_lines_of_a_centred_title_stay_lines() -> None:
    body = word("二〇二三年本机关按照要求认真开展了政府信息公开各项工作现将情况", 50, 160)
    document = read(page(word("示例县司法局", 250, 80, 16), word("二〇二三年度报告", 240, 104, 16), body))
    assert lines(document)[:2] == ["示例县司法局", "二〇二三年度报告"]


def test_running_heads_and_bare_page_numbers_are_marked() -> None:
    pages = [
        page(
            word("示例县年度报告", 50, 40),
            word(f"第{number}段文字。", 50, 400),
            word(str(number), 295, 800),
            number=number,
        )
        for number in (1, 2, 3)
    ]
    document = read(*pages)
    assert [mark.kind for mark in document.marks].count("running_head") == 3
    assert [mark.kind for mark in document.marks].count("page_number") == 3
    assert lines(document) == ["第1段文字。", "第2段文字。", "第3段文字。"]


def test_a_number_on_a_single_page_is_no_page_number_beside_other_text() -> None:
    document = read(page(word("申请数量", 50, 786), word("7", 50, 800)))
    assert lines(document) == ["申请数量", "7"]


UNRULED_XS = (50.0, 160.0, 220.0, 280.0)


def test_unruled_table_shows_its_blanks() -> None:
    rows = [
        ["项目", "制发", "废止", "有效"],
        ["规章", "1", "", "12"],
        ["规范性文件", "23", "4", "567"],
        ["行政许可", "5", "", ""],
    ]
    words = filled(UNRULED_XS, [100, 120, 140, 160], rows)
    assert texts(read(page(*words))) == [rows]


def test_unruled_labels_of_several_lines_stand_level_with_their_values() -> None:
    words = [
        *filled(UNRULED_XS, [100], [["项目", "制发", "废止", "有效"]]),
        *filled(UNRULED_XS, [130], [["1.属于国家"]]),
        *filled(UNRULED_XS, [136], [["", "1", "2", "3"]]),
        *filled(UNRULED_XS, [142], [["秘密"]]),
        *filled(UNRULED_XS, [170], [["2.其他", "4", "5", "6"]]),
    ]
    assert texts(read(page(*words))) == [
        [["项目", "制发", "废止", "有效"], ["1.属于国家秘密", "1", "2", "3"], ["2.其他", "4", "5", "6"]]
    ]


def test_unruled_row_without_values_does_not_take_those_of_the_row_below() -> None:
    rows = [
        ["类别", "维持", "纠正", "总计"],
        ["行政复议", "1", "2", "3"],
        ["行政诉讼：未经复议", "", "", ""],
        ["行政诉讼：复议后", "4", "", "4"],
    ]
    words = filled((50.0, 170.0, 230.0, 290.0), [100, 117, 134, 151], rows)
    assert texts(read(page(*words))) == [rows]


def test_unruled_groups_stand_in_the_first_of_their_rows() -> None:
    xs = (50.0, 120.0, 220.0, 280.0)
    words = [
        *filled(xs, [100], [["", "（一）予以公开", "1", "2"]]),
        *filled(xs, [120], [["", "1.国家秘密", "3", "4"]]),
        *filled(xs, [140], [["不予公开", "2.其他法律", "5", "6"]]),
        *filled(xs, [160], [["", "3.安全稳定", "7", "8"]]),
    ]
    table = texts(read(page(*words)))[0]
    assert table[1] == ["不予公开", "1.国家秘密", "3", "4"]
    assert table[2] == ["2.其他法律", "5", "6"]


def test_prose_with_numbers_is_no_table() -> None:
    words = [
        *(
            word(text, left, 100)
            for text, left in (("全年收到申请", 50), ("12", 114), ("件，其中自然人申请", 128), ("7", 222))
        ),
        *(
            word(text, left, 116)
            for text, left in (("件。办结", 50), ("11", 94), ("件，结转", 108), ("1", 152), ("件。", 160))
        ),
    ]
    document = read(page(*words))
    assert not document.grids
    assert "".join(lines(document)).replace(" ", "").startswith("全年收到申请12件")


def test_frame_around_a_page_is_no_table() -> None:
    frame = ruled((20, 575), (20, 822))
    document = read(page(word("一、总体情况", 50, 100), word("本年度无。", 50, 130), rules=frame))
    assert not document.grids
    assert lines(document) == ["一、总体情况", "本年度无。"]


REMARKED_XS = (50.0, 200.0, 250.0, 300.0, 350.0)


def remark(*written: str, middle: float) -> list[Word]:
    """A remark to the right of the values, its lines around the middle of its row."""
    top = middle - 5 - 6 * (len(written) - 1)
    return [word(text, 350, top + 12 * number) for number, text in enumerate(written)]


@pytest.mark.parametrize("headed", [True, False])
def test_unruled_remarks_of_several_lines_stay_beside_their_row(headed: bool) -> None:
    header = ["项目", "自然人", "企业", "总计", *(["说明"] if headed else [])]
    first = 0 if headed else 1
    words = filled(REMARKED_XS, [112], [header])
    body: list[list[str]] = []
    for number in range(14):
        top = 146.0 + 44 * number
        body.append([f"{number + 1}.属于事项", "1", "2", "3", "本单位无此职能" if number % 2 == first else ""])
        words += filled(REMARKED_XS, [top], [body[-1][:4]])
        if body[-1][4]:
            words += remark("本单", "位无", "此职", "能", middle=top + 9)
    assert texts(read(page(*words))) == [[header, *body]]


def test_unruled_remark_is_no_header_of_a_single_column() -> None:
    words = [
        *filled((50.0, 200.0, 350.0), [100], [["信息内容", "处理决定数量", "说明"]]),
        *filled((50.0, 230.0), [130], [["行政处罚", "6"]]),
        *filled((50.0, 230.0), [170], [["行政强制", "3"]]),
        *remark("已在", "网上", "公开", "了", middle=179),
    ]
    assert texts(read(page(*words))) == [
        [["信息内容", "处理决定数量", "说明"], ["行政处罚", "6", ""], ["行政强制", "3", "已在网上公开了"]]
    ]


def test_unruled_values_without_rows_are_kept() -> None:
    """Many more levels of text beside the values than there are labels."""
    words = [
        *filled(REMARKED_XS, [60], [["项目", "自然人", "企业", "总计", "说明"]]),
        *filled(REMARKED_XS, [90], [["1.属于事项", "1", "2", "3"]]),
        *filled(REMARKED_XS, [120], [["2.其他事项", "4", "5", "6"]]),
        *(word(str(700 + number), 350, 140 + 20 * number) for number in range(20)),
        *filled(REMARKED_XS, [560], [["3.总计", "7", "8", "9"]]),
    ]
    document = read(page(*words))
    assert sorted("".join(document.text.split())) == sorted("".join(w.text for w in words))


def test_items_of_a_list_on_both_sides_of_a_page_break_are_rows_of_their_own() -> None:
    first, second = [["-申请人逾期不补正", "1"]], [["-申请人逾期未缴纳费用", ""], ["-其他", ""]]
    xs, size = (50.0, 135.0, 200.0), 20.0
    pages = [
        page(
            *filled(xs, [100 + size * row for row in range(len(rows))], rows),
            rules=ruled(xs, [100 + size * row for row in range(len(rows) + 1)]),
            number=number,
        )
        for number, rows in enumerate((first, second), 1)
    ]
    assert texts(read(*pages)) == [[*first, *second]]


def test_words_without_a_height_are_read() -> None:
    """Found by fuzzing: a damaged font matrix leaves words as flat as a line."""
    flat = [word("总体情况", 50, 100 + 20 * number, size=0) for number in range(3)]
    assert "".join(lines(read(page(*flat)))).count("总体情况") == 3
