"""What a subheading, a label or a lead-in announces: problems, measures, both or nothing."""

from __future__ import annotations

import re
from typing import Literal

Under = Literal["problem", "measure"]

FAULTS = "问题|不足|短板|弱项|困难|差距|薄弱环节|薄弱点|难点|欠缺|缺点|瓶颈|弱点"
REMEDIES = (
    "改进|整改|措施|下一步|下步|下一阶段|下阶段|打算|对策|举措|思路|计划|办法|做法|改善|解决|努力方向|"
    "工作安排|工作重点|重点工作|今后|建议"
)
_FILLING = (
    "对应|之处|存在|的|主要|目前|当前|以及|及|其|和|与|、|情况|方面|工作|政府|信息|政务|公开|我|局|镇|乡|街道|办事处|委|厅|"
    "县|区|市|省|本|单位|部门|机关|行政|年度|年|20[0-9]{2}|上|去|今|关于|对|针对|以|上述|有关|相关|具体|原因|分析|中|在|"
    "过程|一些|几|个|点|是|有|如|下|采取|将|拟|落实|内容|成效|自查|检查|发现|评估|反馈|考核|指出|通报|"
    "第三方|级|巡察|督查|未来|方向|后续|完成|突出|亟待|报告|这些|需|要|待|主|改|一|二|三|四|五|两|六|[0-9]|“|”|安排|回头看|再|所列|所|列|第|部分"
)
_WORD = re.compile(f"({FAULTS})|({REMEDIES})|(?:{_FILLING})")
_BRACKETS = {"【": "】", "[": "]", "〖": "〗", "<": ">", "(": ")"}
_LONGEST_LABEL = 32
_NO_LABEL_END = re.compile("[的在对将拟、和与及以是有我一]$|存在$|采取$")


def label_lengths(text: str) -> list[int]:
    """How long the labels are that ``text`` may begin with, the shortest first, punctuation behind them not included.

    A label consists only of words that say nothing of what is wrong or done: 存在的主要问题, 下一步改进措施.
    """
    start = 1 if text[:1] in _BRACKETS else 0
    position, lengths, said = start, [], False
    while match := _WORD.match(text, position, _LONGEST_LABEL + start):
        position = match.end()
        said = said or match.lastindex is not None
        if said and not _NO_LABEL_END.search(text, start, position):
            lengths.append(position)
    if start:
        return [length + 1 for length in lengths if text[length : length + 1] == _BRACKETS[text[0]]]
    return lengths


def label_length(text: str) -> int:
    """How long the longest label is that ``text`` begins with; 0 where there is none."""
    return max(label_lengths(text), default=0)


def label_under(label: str) -> Under | None:
    """What a label announces. 存在问题的整改情况 are measures, 问题及改进情况 are both."""
    found = [(match.end(), match.lastindex) for match in _WORD.finditer(label) if match.lastindex]
    kinds = {kind for _, kind in found}
    if len(kinds) == 2:
        first = next(end for k, (end, kind) in enumerate(found) if found[k + 1][1] != kind)
        if re.search("[及和与、]", label[first:]):
            return None
    if not found:
        return None
    return "problem" if found[-1][1] == 1 else "measure"


_FAULT_SIGNS = re.compile(f"{FAULTS}|主要(?:表现|体现|存在)|(?:表现|体现)(?:在|为|是)")
_REMEDY_SIGNS = re.compile(
    "措施|改进|整改|下一步|下步|下一?阶段|今后|着力|将从|将在|从(?:以下|如下|[一二两三四五六几]个?)|打算|加以|采取|"
    "抓好|做好|做了|着重|努力|重点|着手|完善|提升|拟|对策|举措|计划(?=[:,]?$)"
)
_BOTH = re.compile(f"(?:{FAULTS})(?:(?:及其?|以及|和|与|、)(?:{REMEDIES}|下)[^,]*|,(?:并|现)[^,]*(?:{REMEDIES})[^,]*)$")
_TO_MEND = re.compile("(?:需要?|有待|亟待|值得)[^,]{0,6}(?:改进|完善|提升|解决|加强)")
_ANSWERING = re.compile("(?:针对|对于|对)(?:以上|上述|存在|这些|此|这)|为此|对此|[^,]{0,12}为(?:解决|改进)")


def lead_in_under(sentence: str) -> Under | None:
    """What the sentence before a list announces: the last thing that it speaks of."""
    if TURN.match(sentence):
        return "measure"
    sentence = _TO_MEND.sub("不足", sentence)
    fault = max((match.start() for match in _FAULT_SIGNS.finditer(sentence)), default=-1)
    remedy = max((match.start() for match in _REMEDY_SIGNS.finditer(sentence)), default=-1)
    if (fault < 0 and remedy < 0) or _BOTH.search(sentence):
        return None
    if remedy > fault or (fault >= 0 and _ANSWERING.match(sentence)):
        return "measure"
    return "problem"


_THIS_FAULT = "(?:针对|对于|对照|为(?:解决|改进))(?:这|此|该)(?:一|个|些|类|项)?|(?:为此|对此|因此)(?:,|:|我|已|将)"

TURN = re.compile(
    f"(?:在)?(?:新的一年|来年|明年|下一步|下步|下一?阶段|今后|接下来|后续|{_THIS_FAULT}|20[0-9]{{2}}年(?:以来|度)?,?[^,。:]{{0,12}}(?:将|整改|改进)|"
    "(?:针对|对于|对照|围绕|结合|为(?:解决|改进))(?:以上|上述|存在|所存|前述)|"
    "(?:针对|关于)[^,。;]{2,50}(?:问题|不足|现象|短板|情况)(?:,|我)|针对[^,。;]{2,50},|"
    "(?:我[^,。;的]{1,3}|本单位|本局)已(?![^。]*,(?:但|却|仍|然而))|"
    "[^,。;]{0,8}(?:将|拟)(?:采取|从|进一步|继续|着力|认真|重点|切实|着重|努力))"
)
"""How a sentence begins that turns from what is wrong to what is done."""

TURN_TO_IT = re.compile(_THIS_FAULT)
"""How a sentence begins that says what is done about the one fault before it."""

BACK = re.compile(
    "(?:以上|上述|这些|存在)(?:这些)?(?:问题|不足|困难|情况|差距|措施|工作)|通过(?:以上|上述|不懈|这些)|总之|总的来说|"
    "力争|努力(?:推动|开创|使)|推动[^,。]{0,20}(?:再|迈)|不断(?:开创|推动)|"
    "(?:我[^,。;的]{1,3}?|全.)?将?(?:持之以恒|再接再厉|一如既往|久久为功|常抓不懈|继续努力)"
)
"""How a sentence begins that speaks of all the points before it."""
