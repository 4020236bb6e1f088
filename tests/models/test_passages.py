"""Passages of a report: from its section on problems to roles, themes and links, all of it pointing into the text."""

from __future__ import annotations

from collections.abc import Sequence

from models.passages import passages_of, read_passages
from models.themes import Classified, FoundTheme
from reports.document import Document, Mark, Segment, Span
from reports.passages.cutting import cut
from reports.report import PassageRole, Section
from reports.tags import Stretch, Tag, Tags

HEADING = "五、存在的主要问题及改进情况"
BODY = (
    "\n一是渔港栏目更新滞后；二是业务培训偏少。\n— 7 —\n"
    "下一步，我局将从以下方面改进：一是明确专人，每周更新渔港栏目；二是每季度组织业务培训。\n"
)
TEXT = f"前面的话。\n{HEADING}{BODY}六、其他需要报告的事项\n一是栏目更新滞后。\n"
START = TEXT.index(HEADING)


class WordClassifier:
    """Goes by a few words; notes what headings announced."""

    name, version = "words", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.under: list[PassageRole | None] = []

    def classify(self, passages: Sequence[str], under: Sequence[PassageRole | None] | None = None) -> list[Classified]:
        self.asked += passages
        self.under += under or [None] * len(passages)
        return [self._one(passage) for passage in passages]

    def _one(self, passage: str) -> Classified:
        words = {"timeliness": "更新", "training": "培训"}
        themes = tuple(
            FoundTheme(theme, 0.912345, (Span(passage.index(word), passage.index(word) + len(word)),))
            for theme, word in words.items()
            if word in passage
        )
        role: PassageRole = "problem" if "滞后" in passage or "偏少" in passage else "measure"
        return Classified(role if themes else "context", 0.9, themes)


def document(text: str = TEXT, marks: tuple[Mark, ...] = ()) -> Document:
    return Document(text, (Segment(0, len(text)),), marks=marks)


def section(start: int = START, body: str = HEADING + BODY) -> Section:
    return Section(
        number=5,
        kind="problems",
        heading=HEADING,
        heading_span=(start, start + len(HEADING)),
        span=(start, start + len(body)),
    )


def page_number() -> tuple[int, int]:
    return TEXT.index("— 7 —"), TEXT.index("— 7 —") + len("— 7 —")


def test_passages_point_into_the_text_and_measures_answer_problems() -> None:
    classifier = WordClassifier()
    tags = Tags((Stretch(*page_number(), Tag.RUNNING_HEAD, 1.0),))
    found = read_passages(document(), tags, [section()], classifier)
    assert [one.role for one in found] == ["problem", "problem", "context", "measure", "measure"]
    assert all(TEXT[one.span[0] : one.span[1]] == one.text for one in found)
    assert all(one.section == "problems" for one in found)
    words = [[TEXT[a:b] for theme in one.themes for a, b in theme.evidence] for one in found]
    assert words == [["更新"], ["培训"], [], ["更新"], ["培训"]]
    assert found[0].themes[0].score == 0.9123
    assert [one.answers for one in found] == [None, None, None, 0, 1]
    assert classifier.asked == [one.text for one in found]
    assert classifier.under[-2:] == ["measure", "measure"]


def test_only_the_section_on_problems_is_read() -> None:
    classifier = WordClassifier()
    assert read_passages(document(), Tags(()), [], classifier) == ()
    other = section().model_copy(update={"kind": "other"})
    assert read_passages(document(), Tags(()), [other], classifier) == ()
    assert classifier.asked == []
    found = read_passages(document(), Tags(()), [section()], classifier)
    assert all(one.span[1] <= START + len(HEADING + BODY) for one in found)


def test_a_section_without_a_body_has_no_passages() -> None:
    assert read_passages(document(), Tags(()), [section(body=HEADING)], WordClassifier()) == ()


def test_page_furniture_is_no_passage() -> None:
    start, end = page_number()
    for tags, marks in (
        (Tags((Stretch(start, end, Tag.RUNNING_HEAD, 1.0),)), ()),
        (Tags(()), (Mark(start, end, "page_number"),)),
    ):
        found = read_passages(document(marks=marks), tags, [section()], WordClassifier())
        assert not any("7" in one.text for one in found)
        assert len(found) == 5


def test_a_passage_across_a_page_goes_around_the_page_number() -> None:
    body = "\n一是渔港栏目更新明显\n— 7 —\n滞后，需要改进；二是业务培训偏少。\n"
    text = HEADING + body
    start = text.index("— 7 —")
    tags = Tags((Stretch(start, start + 5, Tag.RUNNING_HEAD, 1.0),))
    found = read_passages(document(text), tags, [section(0, text)], WordClassifier())
    assert all(text[one.span[0] : one.span[1]] == one.text for one in found)
    assert [one.role for one in found] == ["problem", "problem"]
    assert found[0].text.startswith("一是") and found[0].text.endswith("需要改进")


def test_places_that_were_cut_elsewhere_keep_their_offset() -> None:
    text = "空白" * 50 + "更新滞后。" + "将更新栏目。"
    cuts = cut(text, 100, len(text))
    found = passages_of(text, cuts, WordClassifier())
    assert [one.text for one in found] == ["更新滞后", "将更新栏目"]
    assert [text[a:b] for one in found for theme in one.themes for a, b in theme.evidence] == ["更新", "更新"]
    assert passages_of(text, (), WordClassifier()) == ()


def test_a_table_of_problems_and_measures_is_read_but_none_of_figures() -> None:
    rows = [
        ["1", "渔港栏目更新严重滞后", "由专人每周更新渔港栏目"],
        ["全年更新渔港栏目信息的总条数", "120"],
    ]
    cells: list[Segment] = []
    text = HEADING + "\n"
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            cells.append(Segment(len(text), len(text) + len(words), 0, r, c))
            text += words + ("\t" if c + 1 < len(row) else "\n")
    tags = Tags(tuple(Stretch(cell.start, cell.end, Tag.PROSE, 1.0) for cell in cells))
    document = Document(text, tuple(cells))
    found = read_passages(document, tags, [section(0, text)], WordClassifier())
    assert [(one.role, one.text) for one in found] == [("problem", rows[0][1]), ("measure", rows[0][2])]
