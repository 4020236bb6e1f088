"""Examples for the OpenAPI document: an organ's reports across the years."""

from __future__ import annotations

from service.api.examples import EARLIER_ID, ORGAN, REGION, REPORT_ID, YEAR

_RECURRING = {
    "themes": ["timeliness"],
    "years": [YEAR - 1, YEAR],
    "named": [
        {
            "year": YEAR - 1,
            "report_id": EARLIER_ID,
            "number": 1,
            "text": "部分栏目内容更新不够及时",
            "span": [5120, 5132],
            "themes": ["timeliness"],
            "similarity": None,
        },
        {
            "year": YEAR,
            "report_id": REPORT_ID,
            "number": 1,
            "text": "部分栏目更新不够及时",
            "span": [5210, 5220],
            "themes": ["timeliness"],
            "similarity": 0.93,
        },
    ],
}
HISTORY = {
    "organ": ORGAN,
    "years": [
        {"year": YEAR - 1, "report_id": EARLIER_ID, "problems": 2},
        {"year": YEAR, "report_id": REPORT_ID, "problems": 3},
    ],
    "recurring": [_RECURRING],
    "copied": [
        {
            "section": "overview",
            "year": YEAR,
            "report_id": REPORT_ID,
            "earlier_year": YEAR - 1,
            "earlier_id": EARLIER_ID,
            "share": 0.86,
            "verbatim": 0.41,
            "sentences": 7,
            "aligned": [
                {
                    "later": "全年主动公开政府信息312条。",
                    "later_span": [210, 225],
                    "earlier": "全年主动公开政府信息287条。",
                    "earlier_span": [205, 220],
                    "similarity": 1.0,
                }
            ],
        }
    ],
}
RECURRING = {"items": [{"organ": ORGAN, "region": REGION, "recurring": [_RECURRING]}], "next": None}
