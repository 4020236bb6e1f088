"""Examples for the OpenAPI document: the search."""

from __future__ import annotations

from typing import Any

from service.api.examples import ORGAN, REGION, REPORT_ID, YEAR

_TEXT = "二是公开工作力量薄弱，经办人员多为兼职，变动频繁。"
PASSAGE_ID = f"{REPORT_ID}-12"
PASSAGE: dict[str, Any] = {
    "id": PASSAGE_ID,
    "report_id": REPORT_ID,
    "organ": ORGAN,
    "region": REGION,
    "level": "county",
    "year": YEAR,
    "form": "2021",
    "section": "problems",
    "under": None,
    "role": "problem",
    "themes": [{"theme": "staffing", "score": 0.97}],
    "failed": False,
    "text": _TEXT,
    "previous": f"{REPORT_ID}-11",
    "next": f"{REPORT_ID}-13",
}
FOUND: dict[str, Any] = PASSAGE | {
    "score": 0.8412,
    "why": {"words": 0.31, "theme": 0.97, "meaning": 0.74},
    "highlights": [[6, 10]],
}
ANSWER: dict[str, Any] = {
    "total": 1,
    "total_is_least": False,
    "understood": {
        "applied": True,
        "text": "人手不足",
        "themes": ["staffing"],
        "role": "problem",
        "years": [YEAR],
        "year_from": None,
        "year_to": None,
        "regions": [],
        "organs": [],
        "levels": [],
        "phrases": [],
        "synonyms": [{"word": "人手不足", "terms": ["力量薄弱", "人员配备"]}],
    },
    "facets": {
        "theme": [{"key": "staffing", "passages": 1}],
        "role": [{"key": "problem", "passages": 1}],
        "section": [{"key": "problems", "passages": 1}],
        "year": [{"key": str(YEAR), "passages": 1}],
        "region": [{"key": REGION, "passages": 1}],
        "level": [{"key": "county", "passages": 1}],
    },
    "items": [FOUND],
    "organs": None,
    "next": None,
    "warnings": [],
}
SIMILAR: dict[str, Any] = {
    "passage": PASSAGE,
    "items": [
        FOUND
        | {
            "id": f"{REPORT_ID}-15",
            "previous": f"{REPORT_ID}-14",
            "next": None,
            "score": 0.79,
            "why": {"words": None, "theme": None, "meaning": 0.79},
            "highlights": [],
        }
    ],
}
TABLE = (
    "id,report_id,organ,region,level,year,form,section,under,role,themes,theme_scores,score,why_words,why_theme,"
    "why_meaning,text,failed\r\n"
    f"{PASSAGE_ID},{REPORT_ID},{ORGAN},{REGION},county,{YEAR},2021,problems,,problem,staffing,0.97,0.8412,0.31,0.97,"
    f"0.74,{_TEXT},0\r\n"
)
THEMES: list[dict[str, Any]] = [
    {
        "theme": "staffing",
        "name": "队伍与人员配备",
        "description": "人员太少、兼职、变动频繁或交接不清，岗位有没有专人。",
        "problems": 64,
        "measures": 51,
        "reports": 60,
        "years": [
            {"year": 2023, "problems": 30, "measures": 22, "reports": 28, "share": 0.2545, "change": None},
            {"year": 2024, "problems": 34, "measures": 29, "reports": 32, "share": 0.2712, "change": 0.0167},
        ],
    }
]
