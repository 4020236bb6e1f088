"""Alignment of labels with the form, and of rows with its rows."""

from reports.alignment import align_characters, assign_monotonic


def test_equal_texts_align_place_by_place() -> None:
    assert align_characters("甲乙丙丁", ["甲乙", "丙丁"]) == [0, 1, 2, 3]


def test_foreign_and_lost_characters_leave_gaps() -> None:
    assert align_characters("甲X乙丁", ["甲乙丙丁"]) == [0, -1, 1, 3]


def test_runs_win_over_scattered_matches() -> None:
    # 公开 stands twice in the form; the run 予以公开 decides which one is meant.
    assert align_characters("予以公开", ["部分公开", "予以公开"]) == [4, 5, 6, 7]


def test_no_text_aligns_with_nothing() -> None:
    assert align_characters("", ["甲"]) == []
    assert align_characters("甲", []) == [-1]


def test_a_run_ends_where_a_label_ends() -> None:
    # The tail that both long labels share belongs to the label whose beginning stands there, although the
    # other one is followed by the label that comes next in the report.
    labels = ["甲乙丙公开申请", "丁戊己公开申请", "其他"]
    assert align_characters("甲乙庚丙公开申请其他", labels) == [0, 1, -1, 2, 3, 4, 5, 6, 14, 15]


def test_assignment_rises_and_takes_the_best_total() -> None:
    # The first item prefers place 2, but then the others would have none.
    assert assign_monotonic([{2: 1.0, 0: 0.8}, {1: 1.0}, {2: 1.0}], 3) == [0, 1, 2]


def test_items_without_evidence_stay_unassigned() -> None:
    assert assign_monotonic([{0: 1.0}, {}, {1: 1.0}], 2) == [0, None, 1]
