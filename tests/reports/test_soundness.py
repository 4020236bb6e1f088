"""What holds for every text whatever: nothing raises, and nothing is said that does not stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.assemble import assemble
from reports.document import Document
from reports.errors import ReadError
from reports.forms import editions, load_form
from reports.report import CellState
from reports.tags import Stretch, Tag, Tags

if TYPE_CHECKING:
    from tests.reports.conftest import Draft, Reading

    Read = Callable[[str], Reading]
    MakeDraft = Callable[..., Draft]

SEPARATORS = ["\t", " | ", "\n", "    ", " "]


def assert_sound(document: Document, tags: Tags) -> None:
    """What holds for every text: the contract's states, values only where reported, spans that index their text."""
    assembled = assemble(document, tags)
    length = len(document.text)
    for rows in assembled.tables.values():
        for row in rows.values():
            for cell in row.values():
                assert cell.state in get_args(CellState)
                assert (cell.value is None) == (cell.state != "reported")
                assert (cell.span is None) == (cell.state == "missing") or cell.state == "blank"
                assert 0 <= cell.confidence <= 1
                if cell.span is not None:
                    assert 0 <= cell.span[0] <= cell.span[1] <= length
                    assert cell.raw is None or document.text[slice(*cell.span)] == cell.raw
                if cell.value is not None:
                    assert cell.raw
    for section in assembled.sections:
        assert 0 <= section.span[0] == section.heading_span[0] < section.heading_span[1] <= section.span[1] <= length
    keys = {f"{t}.{r}.{c}" for t, rows in assembled.tables.items() for r, columns in rows.items() for c in columns}
    assert any(keys >= {k for k in load_form(e).cell_keys() if not k.startswith("proactive")} for e in editions())
    assert all(warning.code and warning.message for warning in assembled.warnings)


_WORDS = sorted(
    {
        label
        for edition in editions()
        for table in load_form(edition).tables.values()
        for block in table.blocks
        for label in [
            block.heading or "总计",
            *(text for row in block.rows for text in (*row.labels, *row.under)),
            *(column.label for column in block.columns),
        ]
    }
    | {"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项"}
    | {"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "某局2023年政府信息公开工作年度报告"}
    | {"（一）主动公开。", "本列数据的勾稽关系为", "[bookmark: _Toc1]", "<table><tr><td>", "</td></tr>", "|---|---|"}
)
_PIECES = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(["\n", "\n\n", "\t", "\t\n", " | ", "  ", "    ", "\u3000", "\u200b", "\x07", "\r\n", "，", "┃"]),
    st.sampled_from(
        ["0", "1", "12 077", "１２", "-3", "减2", "/", "—", "无", "O", "3件", "1,2", "9100002", "二", "0.5万元"]
    ),
    st.text(max_size=4),
)
_QUIET = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@_QUIET
@given(st.lists(_PIECES, min_size=1, max_size=80))
def test_any_text_is_read_soundly(read: Read, pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "ignore").decode()
    try:
        reading = read("文" + text)
    except ReadError:  # binary rubbish is the readers' affair
        return
    assert_sound(reading.document, reading.tags)


@_QUIET
@given(st.data())
def test_any_tags_are_assembled_soundly(read: Read, draft: MakeDraft, data: st.DataObject) -> None:
    separator = data.draw(st.sampled_from(SEPARATORS))
    reading = read(draft(data.draw(st.sampled_from(editions()))).text(separator))
    document, stretches = reading.document, list(reading.tags.stretches)
    for place in data.draw(st.lists(st.integers(0, len(stretches) - 1), max_size=40)):
        old = stretches[place]
        tags = [Tag.PROSE, Tag.BLANK] if old.start == old.end else [tag for tag in Tag if tag is not Tag.BLANK]
        stretches[place] = Stretch(old.start, old.end, data.draw(st.sampled_from(tags)), 0.8)
    assert_sound(document, Tags.of(stretches, "random"))


@pytest.mark.parametrize("separator", SEPARATORS)
def test_any_beginning_of_a_report_is_read_soundly(draft: MakeDraft, read: Read, separator: str) -> None:
    text = draft().text(separator)
    for end in range(1, len(text), max(1, len(text) // 20)):
        reading = read(text[:end])
        assert_sound(reading.document, reading.tags)


def test_a_document_of_nothing() -> None:
    assert_sound(Document("", ()), Tags.of([], "hand"))
