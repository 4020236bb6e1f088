"""The narrative: prose of all sections, and nothing of tables."""

from collections.abc import Callable
from typing import Any

from reports.assemble import assemble
from reports.document import Document, Grid, Mark, Segment
from reports.narrative import narrative, noise
from reports.tags import Stretch, Tag, Tags

Tagged = Callable[..., Any]


def _texts(document: Any, tags: Any, sections: Any = (), end: int | None = None) -> list[str]:
    return [document.text[start:stop] for start, stop in narrative(document, tags, sections, end)]


def test_the_prose_of_a_report_and_not_its_tables(draft: Callable[..., Any], read: Callable[[str], Any]) -> None:
    report = draft()
    text = report.text().replace("说明完毕。", "全年未收取信息处理费。")
    reading = read("现将本局工作情况报告如下。\n" + text)
    texts = _texts(reading.document, reading.tags, reading.assembled.sections)
    assert "全年围绕水利工程和饮水安全公开信息，各项工作平稳推进。" in texts
    assert texts[0] == "现将本局工作情况报告如下。" and texts[-1] == "全年未收取信息处理费。"
    assert not any("新收" in part or "行政许可" in part or "总体情况" in part for part in texts)


def test_cells_of_other_tables_are_left_out(tagged: Tagged) -> None:
    document, tags = tagged(
        (("依申请公开情况见下表。", Tag.PROSE),),
        [("收到申请", Tag.PROSE), ("93件", Tag.PROSE)],
        [("办结", Tag.PROSE), ("90件", Tag.PROSE)],
    )
    assert _texts(document, tags) == ["依申请公开情况见下表。"]


def test_text_that_is_laid_out_in_a_table_stays(tagged: Tagged) -> None:
    alone = "全年收到政府信息公开申请93件。"
    document, tags = tagged([(alone, Tag.PROSE), ""], [("年度", Tag.PROSE), ("件数", Tag.PROSE)])
    assert _texts(document, tags) == [alone]


def test_running_heads_and_a_second_report_are_left_out(tagged: Tagged) -> None:
    document, tags = tagged(
        (("收到申请93件，", Tag.PROSE),),
        (("- 3 -", Tag.RUNNING_HEAD),),
        (("办结90件。", Tag.PROSE),),
        (("另一份报告。", Tag.PROSE),),
    )
    end = document.text.index("另一份")
    assert _texts(document, tags, end=end) == ["收到申请93件，", "办结90件。"]


def test_it_ends_with_the_last_section(read: Callable[[str], Any], draft: Callable[..., Any]) -> None:
    reading = read(draft().text())
    sections = assemble(reading.document, reading.tags).sections
    assert max(stop for _, stop in narrative(reading.document, reading.tags, sections)) <= sections[-1].span[1]


def test_noise_is_what_lies_inside_and_cells_of_tables_with_several_columns() -> None:
    text = "甲乙丙丁戊己庚"
    segments = (
        Segment(0, 1, 0, 0, 0),
        Segment(1, 2, 0, 0, 1),
        Segment(2, 3, 1, 0, 0),  # a frame around prose: one column
        Segment(3, 4),
        Segment(4, 4, 0, 1, 0),
        Segment(5, 6, 0, 1, 1),
    )
    page = Document(text, segments, grids=(Grid(True), Grid(True)), marks=(Mark(6, 7, "debris"), Mark(0, 1, "debris")))
    tags = Tags((Stretch(3, 4, Tag.RUNNING_HEAD, 1.0), Stretch(2, 3, Tag.PROSE, 1.0)))
    assert list(noise(page, tags, 0, 7)) == [(0, 1), (1, 2), (3, 4), (5, 6), (6, 7)]
    assert list(noise(page, tags, 1, 6)) == [(1, 2), (3, 4), (5, 6)]
    assert list(noise(page, tags, 6, 6)) == []
