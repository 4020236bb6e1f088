"""Claims about documents, decisions, fees and procurement."""

from collections.abc import Callable

import pytest

Said = Callable[..., list[tuple[str, float]]]

DOCUMENTS = "proactive.normative_documents"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年制发行政规范性文件2件，废止1件，现行有效13件。",
            [(f"{DOCUMENTS}.issued", 2), (f"{DOCUMENTS}.repealed", 1), (f"{DOCUMENTS}.in_force", 13)],
        ),
        ("行政规范性文件：出台2件、废止1件。", [(f"{DOCUMENTS}.issued", 2), (f"{DOCUMENTS}.repealed", 1)]),
        ("制定出台2件行政规范性文件。", [(f"{DOCUMENTS}.issued", 2)]),
        ("现行有效的行政规范性文件13件。", [(f"{DOCUMENTS}.in_force", 13)]),
        ("废止行政规范性文件1件，宣布失效5件。", [(f"{DOCUMENTS}.repealed", 1)]),
        ("未制定规章。", [("proactive.rules.issued", 0)]),
        ("规章制发数为0。", [("proactive.rules.issued", 0)]),
        (
            "作出行政许可决定14,285件、行政处罚决定2465件、行政强制决定234件。",
            [
                ("proactive.licensing.decisions", 14285),
                ("proactive.penalty.decisions", 2465),
                ("proactive.coercion.decisions", 234),
            ],
        ),
        ("行政许可处理决定1.4万余件。", [("proactive.licensing.decisions", 14000)]),
        ("行政事业性收费2614.5万元。", [("proactive.fees.amount", 2614.5)]),
        ("行政事业性收费金额为26145000元。", [("proactive.fees.amount", 2614.5)]),
        ("行政事业性收费0.26亿元。", [("proactive.fees.amount", 2600)]),
    ],
)
def test_proactive(said: Said, text: str, expected: list[tuple[str, float]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "主动公开信息42条，其中规范性文件5个。",
        "公开规范性文件5件，政策解读15条。",
        "审查备案规范性文件30件。",
        "制定印发红头文件22份，政府文件17件。",
        "公示行政许可信息860条、行政处罚信息110条。",
        "公布权责清单，其中行政许可120项、行政处罚350项。",
        "不予行政处罚15件，减轻行政处罚6件。",
        "行政处罚案件立案95件，罚款120万元。",
        "减免行政事业性收费350万元。",
        "收取政府信息公开信息处理费0元。",
        "无行政许可职能。",
    ],
)
def test_what_is_no_claim_about_them(said: Said, text: str) -> None:
    assert said(text) == []


def test_decisions_that_were_not_taken(said: Said) -> None:
    text = "行政许可、行政处罚、行政强制均未发生。"
    decided = ("licensing", "penalty", "coercion")
    assert said(text, {}) == [(f"proactive.{row}.decisions", 0) for row in decided]
    assert said("全年行政许可、处罚、强制均为零件。", {}) == [(f"proactive.{row}.decisions", 0) for row in decided]


def test_the_form_of_2019(said: Said) -> None:
    text = (
        "2019年，我镇新制作规范性文件3件，对外公开规范性文件总数17件。作出行政许可决定95件、"
        "其他对外管理服务事项处理决定1216件。政府集中采购7项，采购总金额212.4万元。"
    )
    assert said(text, form="2019", year=2019, organ="柳河镇人民政府") == [
        (f"{DOCUMENTS}.made", 3),
        (f"{DOCUMENTS}.disclosed_in_all", 17),
        ("proactive.licensing.decisions", 95),
        ("proactive.other_services.decisions", 1216),
        ("proactive.procurement.projects", 7),
        ("proactive.procurement.amount", 212.4),
    ]


def test_projects_and_their_cost_without_a_word_for_it(said: Said) -> None:
    text = "政府集中采购7个项目、212.4万元。"
    assert said(text, form="2019", year=2020)[1] == ("proactive.procurement.amount", 212.4)
