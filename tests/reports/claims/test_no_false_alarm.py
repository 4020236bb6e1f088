"""Counts that are of something else must never be held against the table: none of these may differ."""

from collections.abc import Callable

import pytest

from reports.claims.doubts import is_closed, is_whole
from reports.report import Claim

Find = Callable[..., tuple[Claim, ...]]

_PARTS_OF_REQUESTS = """
全年办理县长信箱来信120件，其中涉及信息公开申请12件，均已答复。
全年开展依申请公开案卷评查30件，发现问题5件。
自2008年以来累计收到政府信息公开申请1330件，办结1312件。
累计收到政府信息公开申请1330件，办结1312件。
一季度收到申请30件，二季度收到23件。
连续三个月未收到政府信息公开申请。
全年收到涉及土地征收的政府信息公开申请40件，办结38件。
协助办理市政府转来的依申请公开15件，办结15件。
审核依申请公开答复件120件。
指导各部门办理依申请公开30件。
线上收到政府信息公开申请60件，线下收到33件。
同一申请人提出政府信息公开申请25件。
县自然资源局收到政府信息公开申请40件，县住建局收到12件。
全县有16个单位收到政府信息公开申请，13个单位零申请。
派出机构12家共收到政府信息公开申请41件。
下设的5个分中心共收到政府信息公开申请41件。
登记各类申请1322件，转交各单位办理1305件。
5个工作日内办结30件，10个工作日内办结40件。
平均用时12天，最短1天办结5件。
已答复83件，超期答复2件，撤回5件。
按时办结88件，按时办结率97.8%。
逾期未答复0件，未按时办结0件。
共答复政府信息公开申请89件，撤回1件。
告知补正12件，出具答复书88份。
较2022年（收到81件、办结79件）有所增加。
是2022年（1,187件）的1.18倍。
报告期后收到的申请3件，计入下一年度。
典型案例汇编收录不予公开案例6件、予以公开案例10件。
受理信访事项200件，办结200件。
本年度受理法律援助申请300件，办结290件。
接待群众查阅300人次，受理申请20件次。
对3件政府信息公开申请作出延期答复。
3件不予公开答复被行政复议纠正。
其中信访举报类申请20件、征地类申请50件。
从内容看，涉及第三方权益5件、信访类20件、行政查询30件。
收到政府信息公开申请97件（含上年结转4件），其中自然人95件。
共收到政府信息公开申请97件。
同意公开（含部分公开）47件。
制发公文300件，其中主动公开120件，依申请公开80件，不予公开100件。
全年主动公开信息280条，依申请公开信息20条。
审查拟公开信息500条，不予公开5条，部分公开3条。
"""
_DENIED_IN_PART = """
未收到通过信函提交的政府信息公开申请。
未收到企业提出的政府信息公开申请。
除网上申请外，未收到其他政府信息公开申请。
下半年以来未再收到政府信息公开申请。
全年有13个单位未收到政府信息公开申请。
未收到涉及商业秘密的政府信息公开申请。
未收到针对本局行政执法的政府信息公开申请。
下属单位均未收到政府信息公开申请。
未发生因答复不当引起的行政复议、行政诉讼。
没有因处理费问题引发的行政复议、行政诉讼。
未发生申请人因不服答复申请行政复议的情况。
没有一件申请超期办理。
"""
_REVIEWS_OF_OTHERS = """
全年收到行政复议申请116件，受理104件，审结98件，其中涉政府信息公开18件，纠正2件。
县政府作为复议机关，受理政府信息公开行政复议案件18件，维持10件，纠正8件。
代理县政府应诉政府信息公开行政诉讼21件。
我局共发生行政诉讼15件，其中涉及政府信息公开的3件，均胜诉。
因信息公开引发行政复议4件、行政诉讼3件，其中被纠正2件。
因信息公开工作不规范被纠错的行政复议2件。
行政机关负责人出庭应诉政府信息公开行政诉讼2次。
一般行政复议案件6件，行政诉讼案件2件，均与政府信息公开无关。
往年遗留的政府信息公开行政诉讼1件，本年度判决驳回。
"""
_OTHER_WORK = """
受理行政许可500件，办结480件。
其中简易程序行政处罚100件，一般程序行政处罚50件。
行政许可处理情况录入系统500件。
公示行政许可500件、行政处罚200件。
清理规范性文件200件，废止20件，继续有效180件。
代县政府起草制定行政规范性文件8件。
对历年规范性文件进行评估，保留85件，废止9件，宣布失效4件。
不动产登记行政事业性收费50万元。
"""


def _lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.split()]


def _differing(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [(claim.quantity, claim.text) for claim in claims if claim.status == "differs"]


@pytest.mark.parametrize("text", _lines(_PARTS_OF_REQUESTS, _DENIED_IN_PART))
@pytest.mark.parametrize("heading", ["", "（二）依申请公开\n", "（二）依申请公开。收到政府信息公开申请93件。"])
def test_parts_and_other_requests(find: Find, heading: str, text: str) -> None:
    assert _differing(find(heading + text)) == []


@pytest.mark.parametrize("text", _lines(_REVIEWS_OF_OTHERS, _OTHER_WORK))
@pytest.mark.parametrize("heading", ["", "（五）监督保障。", "（三）行政复议、行政诉讼\n"])
def test_reviews_and_other_work(find: Find, heading: str, text: str) -> None:
    assert _differing(find(heading + text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "共收到依申请公开件O件，办结l2件，结转1O件。",
        "新收政府信息公开申请数为9O，结转为O。",
        "收到政府信息公开申请，045件。",
        "收到政府信息公开申请l，027件。",
        "收到政府信息公开申请9.3件。",
        "收到政府信息公开申请1 5 60件。",
        "收到政府信息公开申请1|05件。",
        "2o22年收到政府信息公开申请81件。",
        "2 0 2 2 年收到政府信息公开申请 8 1 件。",
        "20 22年收到政府信息公开申请81件。",
        "自然人、商业企业、科研机构分别为91件、2件。",
        "予以公开、部分公开、不予公开分别为40件、7件、l2件。",
        "（二）依申请公开：20\n22年，收到政府信息公开申请81件。",
    ],
)
def test_damaged_figures(find: Find, text: str) -> None:
    assert _differing(find(f"（二）依申请公开\n{text}")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到政府信息公开申请9 3件。", [93]),
        ("收到政府信息公开申请 9 3 件。", [93]),
        ("收到政府信息公开申请93\n件，办结9\n0件。", [93, 90]),
        ("收到政府信息公开申请9\n- 4 -\n3件。", [93]),
        ("2 0 2 3 年收到政府信息公开申请 9 3 件。", [93]),
    ],
)
def test_damage_that_can_be_read(find: Find, text: str, found: list[int]) -> None:
    assert [claim.value for claim in find(text)] == found


def test_a_thousand_with_a_point(find: Find) -> None:
    claims = find("收到政府信息公开申请1.027件。", {"requests.new_received.total": 1027})
    assert [(claim.value, claim.status) for claim in claims] == [(1027, "agrees")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我县收到政府信息公开申请120件。", 120),
        ("全县各级行政机关共收到政府信息公开申请120件。", 120),
        ("（二）依申请公开情况：本年度政府信息公开申请120件。", 120),
        ("本年度共收到120件政府信息公开申请。", 120),
        ("收到政府信息公开申请100余件。", None),
        ("全年累计收到政府信息公开申请120件。", 120),
        ("2022年收到政府信息公开申请81件，2023年收到政府信息公开申请120件。", 120),
    ],
)
def test_contradictions_are_still_found(find: Find, text: str, value: int | None) -> None:
    assert [c.value for c in find(text) if c.status == "differs"] == ([value] if value else [])


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开申请办结99件。",
        "政府信息公开行政复议案件9件。",
        "因政府信息公开被提起行政诉讼9件。",
        "全年作出行政处罚决定99件。",
        "全年制发行政规范性文件9件。",
        "收到政府信息公开申请93件，上年结转9件。",
        "收到政府信息公开申请93件，结转下年度继续办理99件。",
        "收到政府信息公开申请93件，予以公开99件。",
        "未发生因政府信息公开引起的行政复议。",
        "本年度未收到政府信息公开申请。",
    ],
)
def test_plain_contradictions(find: Find, text: str) -> None:
    assert len(_differing(find(text))) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到政府信息公开申请93件，其中投诉举报类较多。已办结90件，另有7件正在按程序办理。", [93, 90, 7]),
        ("收到政府信息公开申请93件，主要涉及行政处罚案卷、行政复议材料等。办结90件，予以公开40件。", [93, 90, 40]),
        ("收到政府信息公开申请93件，91件来自自然人，2件来自商业企业。", [93, 91, 2]),
        ("收到政府信息公开申请93件，7件未到期正在办理。", [93, 7]),
        ("县政府（含各部门、街道）共收到政府信息公开申请93件。", [93]),
        ("收到公民政府信息公开申请93件，上年结转转入4件，办理答复完毕90件。", [93, 4, 90]),
        ("政府信息公开类行政复议4件，其中维持3件，责令重新答复（纠正）1件。", [4, 3, 1]),
        ("全县现行有效规章0件、行政规范性文件13件；新制发规章0件、规范性文件2件。", [0, 13, 0, 2]),
        ("收到政府信息公开申请93件，办结90件，属信访投诉不予处理8件。", [93, 90, 8]),
    ],
)
def test_what_is_no_longer_lost(find: Find, text: str, found: list[int]) -> None:
    claims = find(text)
    assert [claim.value for claim in claims] == found
    assert {claim.status for claim in claims} == {"agrees"}


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("2022年收到政府信息公开申请81件。", {"year": None}),
        ("县自然资源局收到政府信息公开申请40件。", {"organ": None}),
        ("全市共收到政府信息公开申请400件。", {"organ": None}),
    ],
)
def test_what_is_not_known_of_the_report(find: Find, text: str, options: dict[str, None]) -> None:
    assert _differing(find(text, **options)) == []


def test_reviews_on_disclosure_are_told_apart_behind() -> None:
    text = "行政复议58件,其中涉及政府信息公开4件"
    assert is_whole(text, 4)
    assert not is_whole("行政复议4件,其中维持3件", 4)


def test_a_phrase_that_goes_on_is_not_closed() -> None:
    assert is_closed("2件不予公开,", 6)
    assert not is_closed("2件不予公开答复被纠正", 6)
