"""The themes of passages on problems and improvements, in the order in which they are listed everywhere.

What each means is told in docs/themes.md; the keys are those of the report format.
"""

from __future__ import annotations

from typing import get_args

from reports.report import PassageRole

ROLES: tuple[PassageRole, ...] = get_args(PassageRole)

ROLE_NAMES: dict[str, str] = {"problem": "问题", "measure": "措施", "context": "其他"}

THEME_NAMES: dict[str, str] = {
    "timeliness": "公开时效",
    "content": "公开内容",
    "vetting": "审核把关与信息质量",
    "interpretation": "政策解读",
    "channels": "公开渠道与形式",
    "new_media": "政务新媒体",
    "platform": "网站与平台建设",
    "requests": "依申请公开办理",
    "participation": "公众参与与决策公开",
    "interaction": "互动回应",
    "awareness": "思想认识与重视",
    "staffing": "队伍与人员配备",
    "training": "业务培训与能力",
    "mechanism": "制度机制与协调",
    "oversight": "监督考核",
    "standardization": "标准化与信息管理",
    "publicity": "宣传推广",
}

THEME_DESCRIPTIONS: dict[str, str] = {
    "timeliness": "公开或更新不及时，栏目长期空置，信息发布的快慢。",
    "content": "公开内容的广度、深度和完整程度，重点领域信息，公众想知道的是否公开。",
    "vetting": "错别字、不当表述和格式差错，发布前的审核，保密与个人隐私的保护。",
    "interpretation": "对政策的解读：数量、形式、质量，由谁来解读。",
    "channels": "公开的渠道和形式单一或陈旧，公开栏、查阅点，信息能否送到公众手中，版面是否清楚。",
    "new_media": "公众号、微博等政务账号：发布的内容和频次、关注的人数、监管、关停与整合。",
    "platform": "网站及其栏目和搜索，一体化平台，政务公开专区的设施，背后的数据。",
    "requests": "公开申请的受理、答复和归档，答复的质量，由此引起的争议。",
    "participation": "决策前征求意见，公开决策过程，开放日，问公众需要公开什么。",
    "interaction": "信箱、热线和留言的办理，对社会关切和舆情的回应。",
    "awareness": "领导和工作人员是否重视公开工作，责任心和主动性。",
    "staffing": "人员太少、兼职、变动频繁或交接不清，岗位有没有专人。",
    "training": "业务培训和条例学习，业务能力，新手多、不熟练。",
    "mechanism": "制度、流程和分工的建立或缺失，部门之间的协调配合。",
    "oversight": "检查、考核、问责和整改清单，第三方和公众的评议。",
    "standardization": "公开目录和标准清单，基层标准化规范化，公开属性、动态调整与归档，公共企事业单位的公开规定。",
    "publicity": "宣传条例和公开服务，让公众知道可以看什么、怎样申请。",
}
"""What each is about, in a sentence; docs/themes.md says more, with examples and borders."""

THEMES: tuple[str, ...] = tuple(THEME_NAMES)
