"""The model's view of a Document keeps every position and shows every blank and border."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from models import model_input as mi
from reports.document import Document, Grid, Mark, Segment
from training.tagger.tokenizer import train_tokenizer

SENTENCE = "我单位认真贯彻落实上级部署要求，不断加强组织领导和队伍建设、持续提升工作质量和服务水平"


def lines(text: str, marks: tuple[Mark, ...] = ()) -> Document:
    segments, at = [], 0
    for line in text.split("\n"):
        segments.append(Segment(at, at + len(line)))
        at += len(line) + 1
    return Document(text, tuple(segments), marks=marks)


def row(cells: list[str], *, aligned: bool = False) -> Document:
    segments, at = [], 0
    for column, cell in enumerate(cells):
        segments.append(Segment(at, at + len(cell), 0, 0, column))
        at += len(cell) + 1
    return Document("|".join(cells), tuple(segments), (Grid(aligned),))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer([SENTENCE, "行政许可", "规章"] * 5, minimum=1)


def words(document: Document, tokens: mi.ModelInput) -> list[str]:
    return [document.text[start:end] for start, end in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        ("0", mi.ZERO), ("00", mi.ZEROS), ("7", mi.ONE_DIGIT), ("93", mi.TWO_DIGITS), ("345", mi.THREE_DIGITS),
        ("2023", mi.YEAR), ("3023", mi.FOUR_DIGITS), ("14285", mi.FOUR_DIGITS), ("4615098", mi.MANY_DIGITS),
        ("12.50", mi.DECIMAL), ("1,234", mi.GROUPED),
    ],
)  # fmt: skip
def test_numbers_become_shapes(number: str, shape: str) -> None:
    assert mi.view(lines(f"共{number}件")).text == f"{mi.BORDER}共{shape}件"
    wide = number.translate({code: code + 0xFEE0 for code in (*range(0x30, 0x3A), 0x2C, 0x2E)})
    seen = mi.view(lines(f"共{wide}件"))
    assert seen.text == f"{mi.BORDER}共{shape}件"
    assert (seen.start[2], seen.end[2]) == (1, 1 + len(number))


def test_long_running_text_is_left_out_in_the_middle() -> None:
    seen = mi.view(lines(SENTENCE + "。"))
    shown = SENTENCE.replace("，", ",")
    assert seen.text == f"{mi.BORDER}{shown[:12]}{mi.ELIDED}{shown[-6:]}。"
    place = seen.text.index(mi.ELIDED)
    assert (seen.start[place], seen.end[place]) == (12, len(SENTENCE) - 6)


def test_text_that_may_hold_a_border_is_never_left_out() -> None:
    text = "进一步提高了全单位的工作透明度和满意度主动公开政府信息情况信息内容本年制发件数本年废止件数"
    assert mi.ELIDED not in mi.view(lines(text)).text


def test_an_empty_cell_is_one_token_and_says_its_column(tokenizer: Tokenizer) -> None:
    document = row(["规章", "0", "", "12"], aligned=True)
    tokens = mi.encode(document, tokenizer)
    assert words(document, tokens) == ["规章", "0", "", "12"]
    assert tokens.empty.tolist() == [False, False, True, False]
    assert tokens.types.tolist() == [mi.ALIGNED_CELL_START + column for column in range(4)]


def test_columns_beyond_the_last_type_share_it(tokenizer: Tokenizer) -> None:
    tokens = mi.encode(row(["0"] * 40), tokenizer)
    assert tokens.types.max() == mi.CELL_START + mi.COLUMNS - 1


def test_types_tell_what_stands_before_a_token(tokenizer: Tokenizer) -> None:
    document = lines("1/2 3\u00a0\u30004\t5")
    tokens = mi.encode(document, tokenizer)
    assert words(document, tokens) == ["1", "/", "2", "3", "4", "5"]
    assert tokens.types.tolist() == [mi.LINE_START, mi.ATTACHED, mi.ATTACHED, mi.SPACED, mi.GAPPED, mi.GAPPED]
    assert tokens.spaced.tolist() == [False, False, False, True, True, True]
    cell = mi.encode(Document("1\n2", (Segment(0, 3, 0, 0, 0),), (Grid(False),)), tokenizer)
    assert cell.types.tolist() == [mi.CELL_START, mi.IN_CELL + mi.BROKEN]


def test_marked_debris_is_not_shown(tokenizer: Tokenizer) -> None:
    document = lines("[x]规章", (Mark(0, 3, "debris"),))
    assert words(document, mi.encode(document, tokenizer)) == ["规章"]
    page = lines("规章\n- 3 -\n规章", (Mark(3, 8, "page_number"),))
    tokens = mi.encode(page, tokenizer)
    assert words(page, tokens) == ["规章", "- 3 -", "规章"]
    assert mi.view(page).text.count(mi.MARKED) == 1


def test_characters_that_look_like_marks_are_no_marks() -> None:
    assert not set(mi.view(lines(mi.EMPTY + mi.ZERO + "\ud800")).text) & {mi.EMPTY, mi.ZERO, "\ud800"}


def test_an_endless_text_is_cut_at_the_limit(tokenizer: Tokenizer) -> None:
    assert len(mi.encode(lines("\n".join(["规章"] * 500)), tokenizer, limit=100)) == 100
    assert len(mi.encode(Document("", ()), tokenizer)) == 0


ALPHABET = st.text(alphabet="一、（）规章政府信息公开0１2.,，/- \u3000|ab〇①\U00020000\ue000é", max_size=60)


@given(cells=st.lists(ALPHABET.map(str.strip), min_size=1, max_size=8), as_row=st.booleans())
@settings(max_examples=150, deadline=None)
def test_tokens_stand_in_order_inside_their_segments(cells: list[str], as_row: bool) -> None:
    document = row(cells) if as_row else lines("\n".join(cells))
    tokens = mi.encode(document, train_tokenizer(["规章"], minimum=1))
    previous = 0
    covered = np.zeros(len(document.text), dtype=bool)
    for start, end, index, kind in zip(tokens.start, tokens.end, tokens.segment, tokens.types, strict=True):
        segment = document.segments[index]
        assert segment.start <= start <= end <= segment.end
        assert (start == end) == segment.is_empty
        assert start >= previous
        assert 0 <= kind < mi.TYPE_COUNT
        covered[start:end] = True
        previous = end
    for segment in document.segments:
        for at in range(segment.start, segment.end):
            assert covered[at] or mi.fold(document.text)[at].isspace()
