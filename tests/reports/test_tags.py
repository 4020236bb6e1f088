"""The tag scheme."""

from __future__ import annotations

from reports.tags import SECTION_KINDS, Stretch, Tag, Tags


def test_every_section_has_its_heading_tag_and_no_other_tag_has_a_kind() -> None:
    kinds = [tag.heading_kind for tag in Tag if tag.heading_kind is not None]
    assert kinds == list(SECTION_KINDS)
    assert Tag.HEADING_PROBLEMS.heading_kind == "problems"
    assert Tag.SUBHEADING.heading_kind is None


def test_tags_keep_their_stretches_in_order() -> None:
    stretches = [Stretch(0, 2, Tag.TITLE, 0.9), Stretch(3, 3, Tag.BLANK, 0.8)]
    assert Tags.of(iter(stretches), "hand 1") == Tags(tuple(stretches), "hand 1")
