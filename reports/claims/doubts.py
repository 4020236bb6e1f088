"""What makes it doubtful that a count is the one the table has: such a statement counts only where it agrees."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.claims.counts import Count

# Work on what others answer, and answers that are looked at again.
_HELPING = re.compile(
    r"审核|审查|抽查|抽取|评查|复核|核查|会办|协办|协助|配合|指导|转办|转交|转送|督办|督促|交办|分办|会商|会签|把关|研判|"
    r"代[县市区省镇局委]|代为|代拟|起草|参与|牵头|备案|清理|梳理|汇总|通报|监测|模拟|演练|培训|归档|整理|统筹|调研|例如|比如|如:"
)
# Requests by what they were about, by no result.
_BY_CONTENT = re.compile(r"内容|主要(?:涉及|集中|为|是|包括)|类型|涉及领域|领域|诉求")
_REASONS = {
    "refused": re.compile(r"不予公开|不公开|部分公开|免予公开|未予公开|不同意公开|拒绝公开"),
    "unavailable": re.compile(r"无法提供|不掌握|未掌握|不存在|没有现成|无现成|未能提供"),
    "not_processed": re.compile(r"不予处理|不处理|不再处理|不予答复|不重复处理|未予处理|不作处理"),
    "other": re.compile(r"其[他它]处理|其[他它]方式|逾期|补正|缴"),
}
_PER_SE = ("unavailable.not_held", "unavailable.needs_creation")
# Documents by their kind of disclosure, and what a site shows.
_SHOWN = re.compile(r"主动公开[^,;]{0,14}\d|属性|目录|事项清单|栏目")
_ON_REQUEST = re.compile(r"依(?:法)?申请公开(?:政府信息|政务信息|信息)?(?!申请)")
_PUBLISHED = re.compile(r"审查|审核|拟公开|发布|公文|文件|发文|主动公开")
_TAKEN_UP = re.compile(
    r"受理|申请|接件|收件|网上|线上|平台|公示|公开|立案|查处|信息|归集|案卷|案件|评查|检查|系统|事项|各类|咨询|其中"
)
# What may stand before decisions and fees that are all of them, and no kind ("简易程序行政处罚").
_PLAIN = re.compile(
    r"(?:^|[,;。、和及与:)(.]|作出|做出|办理|办结|实施|完成|全年|年度?|今年|年内|[共计]|依法|新增|采取|下达|[件起宗个元]|予以|处理|收取|征收|的|"
    r"[局委办厅县区市镇乡省会队处院]|单位|机关|街道|政府|了|等|因|以及|方面)$"
)
_ALL_YEAR = re.compile(r"全年|年度|今年|年内|本年|20\d\d年|报告期|1月1日")
_IN_ALL = re.compile(r"累计(?:共)?(?:收到|受理|接收|办理|办结|答复|处理)")
_LENGTH = re.compile(r"(?:最短|最快|最长|平均|提前|\d天|\d日|工作日)[^,;]{0,8}$")
_OF_A_KIND = re.compile(r"(?:类|方面|领域)(?:的)?(?:申请|信息|事项)?(?:\d+件)?(?:全部|均|中|,)?$")
_SOME_REVIEWS = re.compile(
    r"不规范|不当|不及时|纠错|纠正|败诉|撤销|超期|逾期|出庭|开庭|庭审|旁听|二审|一审|再审|上诉|上年|去年|往年|遗留|结转"
)
_CLEANING = re.compile(r"清理|评估|备案|审查|转发|征求意见|起草|代拟|汇编|收录|入库|数据库|文件库")
_DRAFTING = re.compile(r"代|起草|协助|配合|参与|牵头|指导|提请|推动|督促|报送|审核|会同|联合|转发|[县市区省]委")
# An organ that decides reconsiderations: all that it gets, not those against itself.
_DECIDING = re.compile(
    r"作为(?:行政)?复议机关|复议(?:机构|局|委员会|中心|办)|复议[^,;]{0,14}\d+[件起宗例][,、;]?(?:其中)?(?:经审查)?(?:依法)?(?:决定)?"
    r"(?:已|均)?(?:予以)?(?:受理|立案|不予受理|办结|审结|调解|化解)|(?:审理|审结|受理|承办|代理|新收|化解)[^,;]{0,10}复议"
    r"|(?:代理|代表)[县市区省]?(?:人民)?政府"
)
_THOSE_ON_DISCLOSURE = re.compile(r"[^,;]{0,10}?\d+[件起宗例][^;]{0,24}?其中[^,;\d]{0,10}信息公开")
_NOT_ON_DISCLOSURE = re.compile(
    r"(?:与|和)(?:政府|政务)?信息公开[^,;。]{0,6}无关|(?:不涉及|非|无涉|不属于)(?:政府|政务)?信息公开"
)
_END = re.compile(r"[,;:、。.!?()]|$")
_BESIDE = re.compile(r"(?:超期|逾期|延期|撤回|撤销|终止)[^,;]{0,6}\d")
_IN_TIME = re.compile(r"按时|按期|及时|如期|准时|期限内|时限内|日内|限期|规范|当场|当面")


def decides(text: str) -> bool:
    """Whether a sentence is of an organ as the one that decides reconsiderations."""
    return _DECIDING.search(text) is not None


def is_on_others(text: str) -> bool:
    """Whether a sentence says that what it counts is not about disclosure."""
    return _NOT_ON_DISCLOSURE.search(text) is not None


def is_whole(text: str, end: int) -> bool:
    """Whether reviews that are named before ``end`` are all, those on disclosure being told apart behind them."""
    return _THOSE_ON_DISCLOSURE.match(text, end) is not None


def is_closed(text: str, end: int) -> bool:
    """Whether a phrase behind its number ends there ("2件不予公开", not "2件不予公开答复被纠正")."""
    return _END.match(text, end) is not None


def is_part(text: str, start: int, end: int) -> bool:
    """Whether what was answered in time is spoken of, which may be less than all."""
    return _IN_TIME.search(text, start, end) is not None or _BESIDE.search(text) is not None


def is_doubtful(text: str, clause: int, start: int, count: Count, quantity: str, said: Iterable[str]) -> bool:
    """Whether a count of a quantity, whose words begin at ``start``, may be of something else.

    ``clause`` is where its clause begins, and ``said`` are the quantities that the paragraph has stated before.
    """
    table, row, *_ = quantity.split(".")
    lead = text[clause : max(start, clause)]
    if count.doubtful or (table != "proactive" and _HELPING.search(lead)):
        return True
    in_all = "累计" in text[clause : count.start] or _IN_ALL.search(text, 0, count.start)
    if in_all and not _ALL_YEAR.search(text, 0, count.start):
        return True  # perhaps over years
    if table == "proactive":
        return _is_doubtful_work(text, clause, start, count, row)
    if table == "requests":
        return _is_doubtful_request(text, start, count, quantity, said)
    return count.value != 0 and _SOME_REVIEWS.search(lead) is not None


def _is_doubtful_work(text: str, clause: int, start: int, count: Count, row: str) -> bool:
    if row in ("normative_documents", "rules"):
        return bool(_CLEANING.search(text) or _DRAFTING.search(text[clause:start]))
    if row in ("licensing", "penalty", "coercion", "other_services"):
        if count.value != 0 and not _PLAIN.search(text[clause:start]):
            return True
        begin, end = sorted((start, count.start))
        named = text[begin : max(end, count.end) + 12 * (count.start <= start)]
        return "决定" not in named and count.value != 0 and _TAKEN_UP.search(text, clause, count.end) is not None
    return row == "fees" and count.value != 0 and not _PLAIN.search(text[clause:start])


def _is_doubtful_request(text: str, start: int, count: Count, quantity: str, said: Iterable[str]) -> bool:
    row = quantity.removeprefix("requests.").rpartition(".")[0]
    if row == "new_received":
        on_request = _ON_REQUEST.search(text, max(0, start - 2), max(count.end, start + 8))
        shown = _SHOWN.search(text, 0, max(start, count.start)) is not None
        return on_request is not None and count.value != 0 and (shown or count.unit in ("条", "项", "个"))
    group, _, reason = row.partition(".")
    if row == "total_processed":
        return _LENGTH.search(text[:start]) is not None
    outcome = group in _REASONS or row in ("granted", "partly_granted")
    if outcome and count.unit in ("条", "份", "篇", "个", "项") and _PUBLISHED.search(text, 0, start):
        return True
    if outcome and _OF_A_KIND.search(text[:start]):
        return True
    if group not in _REASONS or reason in ("", "*"):
        return False
    if _BY_CONTENT.search(text, 0, start):
        return True
    listed = any(other.startswith(f"requests.{group}.") for other in said)
    return row not in _PER_SE and not (listed or _REASONS[group].search(text, 0, max(start, count.end) + 14))
