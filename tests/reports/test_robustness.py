"""Any bytes, any text and any tags: what the readers, the assembler and all behind them must survive."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.passages import read_passages
from reports.assemble import assemble
from reports.claims.finding import find_claims
from reports.document import Document, Grid, Segment
from reports.errors import ReadError
from reports.formats import read_document
from reports.narrative import narrative
from reports.tags import Stretch, Tag, Tags
from training.fuzzing.reading import Reading
from training.fuzzing.soundness import broken_promises
from training.fuzzing.tagging import DisturbedTagger, RandomClassifier, RandomTagger

_QUIET = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
_FILLED = [tag for tag in Tag if tag is not Tag.BLANK]
_WORDS = st.one_of(
    st.sampled_from(
        (
            *("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "1.其他需要报告的事项"),
            *("五、存在的主要问题及改进情况", "一是公开不够及时。二是改进。", "全年收到申请12件，予以公开3件。"),
            *("信息内容", "规章", "总计", "（一）予以公开", "某局2023年政府信息公开工作年度报告", "第二十条第（一）项"),
            *("12", "0", "", "", "/", "3 4 5", "12\n3", "０", "9" * 30, "一百二十", "-1", "1.5", "<br>", "\ue002"),
        )
    ),
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc")), max_size=6),
)
_PROBABILITY = st.floats(0, 1)


def _followed(document: Document, tags: Tags) -> Reading:
    """Everything that is made of a document and its tags."""
    assembled = assemble(document, tags)
    prose = narrative(document, tags, assembled.sections, assembled.end)
    claims = find_claims(document.text, prose, assembled.tables, assembled.form, assembled.year, assembled.organ)
    passages = read_passages(document, tags, assembled.sections, RandomClassifier())
    return Reading(document, tags, assembled, passages, claims)


@st.composite
def _tagged_documents(draw: st.DrawFn) -> tuple[Document, Tags]:
    """A document of lines and grids, each of its stretches with any tag."""
    text, segments, stretches, grids = (
        "政府信息公开 " * 4 + "\n",
        [Segment(0, 27)],
        [Stretch(0, 27, Tag.PROSE, 0.9)],
        [],
    )
    for rows in draw(st.lists(st.lists(st.lists(_WORDS, min_size=1, max_size=8), min_size=1, max_size=6), max_size=6)):
        in_grid = draw(st.booleans())
        if in_grid:
            grids.append(Grid(draw(st.booleans())))
        for number, cells in enumerate(rows):
            for column, content in enumerate(cells):
                start, end = len(text), len(text) + len(content)
                segments.append(Segment(start, end, *((len(grids) - 1, number, column) if in_grid else ())))
                stretches += draw(_stretches_of(content, start))
                text += content + "\n"
    return Document(text, tuple(segments), tuple(grids)), Tags.of(stretches, "any")


@st.composite
def _stretches_of(draw: st.DrawFn, content: str, start: int) -> list[Stretch]:
    if not content:
        return [Stretch(start, start, draw(st.sampled_from((Tag.BLANK, Tag.PROSE))), draw(_PROBABILITY))]
    cut = draw(st.integers(1, len(content))) if draw(st.booleans()) else len(content)
    found = []
    for a, b in ((0, cut), (cut, len(content))):
        part = content[a:b]
        low = start + a + len(part) - len(part.lstrip())
        high = start + b - len(part) + len(part.rstrip())
        if low < high:
            found.append(Stretch(low, high, draw(st.sampled_from(_FILLED)), draw(_PROBABILITY)))
    return found


@_QUIET
@given(_tagged_documents())
def test_any_tags_of_any_document_are_followed_soundly(tagged: tuple[Document, Tags]) -> None:
    assert broken_promises(_followed(*tagged)) == []


@_QUIET
@given(st.lists(_WORDS | st.sampled_from("\n\t|,，"), max_size=120).map("".join), st.booleans())
def test_any_text_is_followed_soundly_whatever_the_tagger_says(text: str, disturbed: bool) -> None:
    try:
        document = read_document(text.encode())
    except ReadError:
        return
    tags = (DisturbedTagger() if disturbed else RandomTagger()).tag(document)
    assert broken_promises(_followed(document, tags)) == []


@_QUIET
@given(
    st.sampled_from(
        (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><body>", b"\xff\xfe", b"\xef\xbb\xbf", b"MIME-Version: 1.0\n")
    ),
    st.binary(max_size=400),
)
@example(b"\xff\xfe", b"\x00\xd8")
def test_any_bytes_give_a_document_or_a_read_error(beginning: bytes, rest: bytes) -> None:
    try:
        document = read_document(beginning + rest)
    except ReadError as error:
        assert error.code and "\n" not in error.message
        return
    assert document.text.encode(), "it can be written down"
    assert broken_promises(_followed(document, RandomTagger().tag(document))) == []


def test_a_heading_does_not_reach_into_the_one_before_it_on_its_line() -> None:
    text = "一、总体情况二、主动公开政府信息情况\n政府信息公开 政府信息公开 政府信息公开 政府信息公开\n"
    document = read_document(text.encode())
    line, prose = document.segments[0], document.segments[1]
    tags = Tags.of(
        [
            Stretch(0, 6, Tag.HEADING_OVERVIEW, 0.9),
            Stretch(6, 10, Tag.PROSE, 0.9),
            Stretch(10, line.end, Tag.HEADING_PROACTIVE, 0.9),
            Stretch(prose.start, prose.end, Tag.HEADING_REQUESTS, 0.9),
        ],
        "hand",
    )
    sections = assemble(document, tags).sections
    assert [section.heading_span for section in sections][:2] == [(0, 6), (10, line.end)]
