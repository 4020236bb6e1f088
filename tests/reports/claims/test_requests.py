"""Claims about requests: what came in, what was done with it, who asked."""

from collections.abc import Callable

import pytest

Said = Callable[..., list[tuple[str, float]]]

NEW, IN = "requests.new_received.total", "requests.carried_in.total"
DONE, OUT = "requests.total_processed.total", "requests.carried_out.total"
GRANTED, PARTLY = "requests.granted.total", "requests.partly_granted.total"
REFUSED, UNAVAILABLE = "requests.refused.*.total", "requests.unavailable.*.total"
NOT_PROCESSED, OTHER = "requests.not_processed.*.total", "requests.other.*.total"
PERSON, BUSINESS = "requests.new_received.natural_person", "requests.new_received.business"


@pytest.mark.parametrize(
    "text",
    [
        "2023年，全县依申请公开93件。",
        "我县共收到依申请公开件93件。",
        "本机关受理政府信息公开申请 93 件。",
        "全年新收政府信息公开申请数量为93件",
        "今年共收到93份政府信息公开申请表。",
        "共收到政府信息公开申请总数：93。",
        "政府信息公开申请共受理93件。",
        "截至2023年12月31日，收到公民、法人和其他组织提出的政府信息公开申请共计93件。",
        "收到政府信息公开申请九十三件。",
        "收到政府信息公开申请９３件。",
        "(二)依申请公开.全年收到申请93件.",
        "收到政府信息公\n开申请9\n3件。",
        "2023年1月1日至2023年12月31日，我县收到信息公开申请93宗。",
        "全年收到政府信息公开申请，共93件。",
        "我县通过网络、信函等渠道共收到政府信息公开申请93件。",
        "共收到政府信息公开申请93件，比上年增加12件，同比增长14.8%。",
        "与2022年的81件相比，今年收到政府信息公开申请93件。",
        "2022年收到政府信息公开申请81件，2023年收到政府信息公开申请93件。",
        "收到政府信息公开申请93件，其中网上申请60件、信函申请30件、当面申请3件。",
        "收到政府信息公开申请93件，其中涉及征地拆迁类50件。",
    ],
)
def test_requests_received(said: Said, text: str) -> None:
    assert said(text) == [(NEW, 93)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请93件，上年结转4件，已办结90件，结转下年度继续办理7件。", [(NEW, 93), (IN, 4), (DONE, 90), (OUT, 7)]),
        ("加上2022年结转4件，已答复90件，结转2024年7件。", [(IN, 4), (DONE, 90), (OUT, 7)]),
        ("按期办结90件，7件正在办理。", [(DONE, 90), (OUT, 7)]),
        ("新收93件；结转上年度申请4件；办结数90；尚在办理7件。", [(NEW, 93), (IN, 4), (DONE, 90), (OUT, 7)]),
        ("对收到的93件申请，均按时答复。", [(NEW, 93)]),
        ("办结90件，其中予以公开40件，部分公开7件。", [(DONE, 90), (GRANTED, 40), (PARTLY, 7)]),
        ("40件予以公开，7件部分公开，6件不予公开。", [(GRANTED, 40), (PARTLY, 7), (REFUSED, 6)]),
        ("予以公开、部分公开、不予公开分别为40件、7件和6件。", [(GRANTED, 40), (PARTLY, 7), (REFUSED, 6)]),
        ("无法提供25件，不予处理11件，其他处理1件。", [(UNAVAILABLE, 25), (NOT_PROCESSED, 11), (OTHER, 1)]),
        (
            "不予公开6件（属于国家秘密1件、保护第三方合法权益2件、属于内部事务信息3件）。",
            [
                (REFUSED, 6),
                ("requests.refused.state_secret.total", 1),
                ("requests.refused.third_party_rights.total", 2),
                ("requests.refused.internal_affairs.total", 3),
            ],
        ),
        ("因本机关不掌握相关政府信息无法提供20件。", [("requests.unavailable.not_held.total", 20)]),
        ("没有现成信息需要另行制作5件。", [("requests.unavailable.needs_creation.total", 5)]),
        ("信访举报投诉类不予处理8件，重复申请3件。", [
            ("requests.not_processed.petition.total", 8),
            ("requests.not_processed.repeated.total", 3),
        ]),
        ("无正当理由逾期不补正1件。", [("requests.other.not_corrected.total", 1)]),
        ("收到申请93件，其中自然人91件，商业企业2件。", [(NEW, 93), (PERSON, 91), (BUSINESS, 2)]),
        ("收到申请93件，其中自然人申请91件，法人或其他组织2件。", [(NEW, 93), (PERSON, 91)]),
        ("申请人为科研机构、社会公益组织的均为0件。", [
            ("requests.new_received.research", 0),
            ("requests.new_received.public_interest", 0),
        ]),
        ("对行政执法案卷类申请不予公开0件。", [("requests.refused.enforcement_files.total", 0)]),
    ],
)  # fmt: skip
def test_what_was_done_with_them(said: Said, text: str, expected: list[tuple[str, float]]) -> None:
    assert said(f"（二）依申请公开。{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "2022年收到政府信息公开申请81件。",
        "上年度共收到政府信息公开申请81件。",
        "自2008年《条例》施行以来，累计收到政府信息公开申请320件。",
        "近三年共收到政府信息公开申请260件。",
        "上半年收到政府信息公开申请50件。",
        "2023年1至6月收到政府信息公开申请50件。",
        "2021年、2022年、2023年分别收到政府信息公开申请50件、81件、95件。",
        "各乡镇共收到政府信息公开申请30件。",
        "县直各部门受理依申请公开60件，局属单位受理5件。",
        "收到群众来信95件，办结95件。",
        "局长信箱收到来信407封，答复407封；12345热线工单1200件，办结1190件。",
        "依申请公开按时办结率100%，20个工作日内答复。",
        "全年发文150件，其中主动公开80件、依申请公开50件、不予公开20件。",
        "将3件依申请公开文件转为主动公开。",
        "力争2024年收到政府信息公开申请不超过50件。",
        "告知补正12件，延期答复5件，不予受理1件，撤回申请2件。",
        "没有一件政府信息公开申请逾期答复，无逾期答复的申请。",
        "开展依申请公开业务培训3次，编印答复范本15份。",
        "收到行政许可申请95件，办理低保申请30件。",
        "承办人大代表建议20件、政协提案15件，办结35件。",
        "依申请公开、主动公开合计95件。",
        "本年度政府信息公开申请近百件，办理了几十件。",
    ],
)
def test_what_is_no_claim_about_them(said: Said, text: str) -> None:
    assert said(text) == []


NONE_AT_ALL = {"requests.new_received.total": 0.0}


@pytest.mark.parametrize(
    "text",
    [
        "全年未收到政府信息公开申请。",
        "2023年没有收到公民、法人或者其他组织提出的依申请公开事项。",
        "本年度无依申请公开。",
        "本年度未接到任何形式的信息公开申请。",
        "依申请公开情况：无。",
        "（二）依申请公开。本年度未收到。",
        "本机关全年零申请。",
        "0申请。",
        "收到依申请公开数量为零。",
        "依申请公开0件（其中官网收到0件，信函0件）。",
        "无人申请政府信息公开。",
    ],
)
def test_none_received(said: Said, text: str) -> None:
    heading = "（二）依申请公开\n" if "申请公开" not in text[:5] else ""
    assert said(heading + text, NONE_AT_ALL) == [(NEW, 0)]


def test_a_list_shares_its_number(said: Said) -> None:
    text = "本年新收政府信息公开申请数量、上年结转数量、结转下年度继续办理数量均为0。"
    assert said(text, NONE_AT_ALL) == [(NEW, 0), (IN, 0), (OUT, 0)]
    bracketed = "依申请公开：其余结果（部分公开、不予公开、无法提供）均为0件。"
    assert said(bracketed, NONE_AT_ALL) == [(PARTLY, 0), (REFUSED, 0), (UNAVAILABLE, 0)]


def test_none_was_carried_over(said: Said) -> None:
    cells = {NEW: 3.0}
    assert said("收到政府信息公开申请3件，无上年结转，没有结转下年度办理的申请。", cells) == [
        (NEW, 3),
        (IN, 0),
        (OUT, 0),
    ]


def test_a_figure_with_what_was_carried_in_is_not_what_came_in(said: Said) -> None:
    """97 differs from 93, and yet contradicts nothing."""
    assert said("共收到政府信息公开申请97件，其中上年结转4件。") == [(IN, 4)]
    assert said("共收到政府信息公开申请（含上年结转4件）97件。") == [(IN, 4)]


def test_other_results_are_one_row_in_2019(said: Said) -> None:
    text = "2020年收到政府信息公开申请6件，其他处理2件。"
    assert said(text, form="2019", year=2020) == [(NEW, 6), ("requests.other.total", 2)]
