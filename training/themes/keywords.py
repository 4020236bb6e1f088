"""The cheapest baseline: words that name a theme or give a role away."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reports.themes import ROLES, THEMES

Floats = NDArray[np.float32]

_THEMES: dict[str, str] = {
    "timeliness": "及时|时效|滞后|迟缓|拖延|延迟|更新慢|不更新|长期未更新|第一时间",
    "content": "公开内容|内容不|内容较|内容单薄|不全面|不够全|深度|广度|重点领域|应公开尽公开|公开范围|信息量",
    "vetting": "审核|把关|错别字|错敏|保密|审查|校对|三审|隐私|准确性|信息质量|严谨",
    "interpretation": "解读|图解",
    "channels": "渠道|形式单一|公开形式|公开方式|多样|公开栏|公示栏|线下|宣传栏|载体|大喇叭",
    "new_media": "新媒体|公众号|微信|微博|抖音|视频号|粉丝",
    "platform": "网站|平台|栏目设置|检索|搜索|专区|网页|链接|后台|数据库",
    "requests": "依申请|申请人|答复书|信息公开申请|申请件|复议|诉讼",
    "participation": "征求意见|意见征集|参与|开放日|听证|座谈|决策|列席",
    "interaction": "互动|回应|留言|信箱|热线|舆情|回复|关切",
    "awareness": "认识|重视|意识|积极性|主动性|自觉|责任感|思想|站位",
    "staffing": "人员配备|兼职|专职|人手|人员变动|人员流动|队伍|调整频繁|交接|专人|力量",
    "training": "培训|学习|业务能力|业务水平|能力不|素质|熟悉|以会代训|业务知识|专业",
    "mechanism": "机制|制度|协调|流程|分工|职责|衔接|办法|配合|联动",
    "oversight": "监督|考核|检查|督查|督促|通报|评估|问责|整改|抽查|巡查",
    "standardization": "目录|标准化|规范化|清单|属性|动态调整|归档|事业单位",
    "publicity": "宣传|知晓|普及|推广|了解不多|不知道",
}
_PROBLEM = (
    "不够|不足|有待|不强|不高|不及时|欠缺|较少|单一|滞后|薄弱|缺乏|不到位|差距|不全|未能|尚未|不深|还需|不熟|偏少|过于"
)
_MEASURE = (
    "将|加强|强化|健全|建立|开展|组织|推进|落实|丰富|拓展|制定|加大|严格|下一步|完善|明确|安排|推行|设立|每[月季年]|已"
)
_EXPRESSIONS = [re.compile(_THEMES[theme]) for theme in THEMES]
_ROLES = {"problem": re.compile(_PROBLEM), "measure": re.compile(_MEASURE)}


def keyword_logits(texts: Sequence[str]) -> Floats:
    """±1 for every theme, and counts of words for the roles: ``[text, theme + role]``."""
    result = np.zeros((len(texts), len(THEMES) + len(ROLES)), dtype=np.float32)
    for row, text in enumerate(texts):
        result[row, : len(THEMES)] = [1.0 if words.search(text) else -1.0 for words in _EXPRESSIONS]
        for place, role in enumerate(ROLES):
            found = len(_ROLES[role].findall(text)) if role in _ROLES else 0.5
            # "有待进一步加强" speaks of a problem though it holds words of measures.
            result[row, len(THEMES) + place] = 3 * found if role == "problem" else found
    return result
