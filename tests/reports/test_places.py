"""Pages and boxes of cells, and what recognition was unsure of."""

from __future__ import annotations

from reports.assemble import Assembled, assemble
from reports.document import Place
from reports.formats.composing import Composer, TableCell
from reports.rules import RuleTagger

ROWS = ("规章", "行政规范性文件")


def read(certainties: dict[str, float]) -> Assembled:
    """A report with the first rows of table 二 on page 2; ``certainties`` by the cell's text."""
    composer = Composer()
    composer.line("某局2023年政府信息公开工作年度报告", place=Place(1, (0, 0, 100, 10)))
    for heading in ("一、总体情况", "二、主动公开政府信息情况"):
        composer.line(heading)
    header = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    composer.table(
        [
            [TableCell(text, at) for at, text in enumerate(header)],
            *(
                [TableCell(name, 0)]
                + [
                    TableCell(text, at, Place(2, (100.04 * at, 50, 100 * at + 90, 60), certainties.get(text, 1.0)))
                    for at, text in enumerate(values, start=1)
                ]
                for name, values in zip(ROWS, (("11", "", "13"), ("14", "15", "16")), strict=True)
            ),
        ]
    )
    for heading in ("三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"):
        composer.line(heading)
    document = composer.document(reader="test", media_type="application/pdf", pages=2)
    return assemble(document, RuleTagger().tag(document))


def test_cells_say_where_they_stand() -> None:
    cells = read({}).tables["proactive"]["rules"]
    assert (cells["issued"].value, cells["issued"].page, cells["issued"].bbox) == (11, 2, (100.0, 50.0, 190.0, 60.0))
    assert (cells["repealed"].state, cells["repealed"].page) == ("blank", 2)


def test_a_guessed_number_is_unreadable_and_keeps_its_text() -> None:
    found = read({"11": 0.6, "": 0.7, "13": 0.95})
    cells = found.tables["proactive"]["rules"]
    assert (cells["issued"].state, cells["issued"].value, cells["issued"].raw) == ("unreadable", None, "11")
    assert cells["issued"].confidence <= 0.6
    assert cells["repealed"].state == "unreadable"  # nothing was read, but something may stand there
    assert (cells["in_force"].value, cells["in_force"].state) == (13, "reported")
    assert cells["in_force"].confidence <= 0.95
    unsure = [w for w in found.warnings if w.code == "recognition_unsure"]
    assert [w.where for w in unsure] == ["proactive.rules"]
    assert "本年制发件数" in unsure[0].message
