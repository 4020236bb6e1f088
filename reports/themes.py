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

THEMES: tuple[str, ...] = tuple(THEME_NAMES)
