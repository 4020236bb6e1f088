"""Examples for the OpenAPI document: one small report, and what is said about it elsewhere."""

from __future__ import annotations

from typing import Any

REPORT_ID = "9f2c1e6a4b7d8035c6e1f0a2b3d4e5f60718293a4b5c6d7e8f90123456789abc"
EARLIER_ID = "1b4f0e9851971998e732078544c96b36c3d01cedf7caa332359d6f1d83567014"
ORGAN, REGION, YEAR = "云岭县水务局", "云岭县", 2024
MODELS = {"tagger": "tagger-3", "themes": "themes-2"}
WHEN = "2026-01-20T08:00:00Z"

SOURCE = {
    "name": "2024年政府信息公开工作年度报告.docx",
    "media_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bytes": 48_213,
    "pages": None,
}
CELL = {"value": 12, "raw": "12", "state": "reported", "span": [910, 912], "confidence": 0.998}
ZERO = {"value": 0, "raw": "0", "state": "reported", "span": [915, 916], "confidence": 0.997}
TABLE = {"reconsideration": {"upheld": CELL, "corrected": ZERO}}
CHECK = {
    "id": "requests.balance.natural_person",
    "formula": "new_received + carried_in = total_processed + carried_out",
    "left": 91,
    "right": 90,
    "difference": 1,
    "status": "failed",
    "cells": [
        "requests.new_received.natural_person", "requests.carried_in.natural_person",
        "requests.total_processed.natural_person", "requests.carried_out.natural_person",
    ],
}  # fmt: skip
PASSAGE = {
    "section": "problems",
    "role": "problem",
    "text": "部分栏目更新不够及时",
    "span": [5210, 5220],
    "themes": [{"theme": "timeliness", "score": 0.97, "evidence": [[5214, 5220]]}],
}
CLAIM = {
    "quantity": "requests.new_received.total",
    "value": 93,
    "text": "依申请公开93件",
    "span": [402, 410],
    "status": "agrees",
}
REPORT: dict[str, Any] = {
    "schema": "gouji/report/1",
    "id": REPORT_ID,
    "source": SOURCE,
    "title": f"{ORGAN}{YEAR}年政府信息公开工作年度报告",
    "organ": ORGAN,
    "year": YEAR,
    "form": "2021",
    "text": "一、总体情况……",
    "sections": [
        {
            "number": 1, "kind": "overview", "heading": "一、总体情况", "heading_span": [0, 6], "span": [0, 2301],
            "subsections": [],
        }
    ],
    "tables": {"reviews": TABLE},
    "checks": [CHECK],
    "passages": [PASSAGE],
    "claims": [CLAIM],
    "warnings": [],
    "models": MODELS,
}  # fmt: skip
SUMMARY: dict[str, Any] = {
    "id": REPORT_ID,
    "source": SOURCE,
    "title": REPORT["title"],
    "organ": ORGAN,
    "year": YEAR,
    "region": REGION,
    "form": "2021",
    "given": {"organ": None, "year": None, "region": None},
    "checks": {"failed": 1, "incomplete": 0},
    "warnings": 0,
    "readings": 1,
    "received_at": WHEN,
    "updated_at": WHEN,
}
SUMMARIES = {"items": [SUMMARY], "next": "/v1/reports?year=2024&limit=1&after=WyJyZXBvcnRzIl0"}
READINGS = [
    {"number": 1, "read_at": WHEN, "version": "0.1.0", "models": MODELS, "changed_cells": None},
    {"number": 2, "read_at": "2026-02-03T01:30:00Z", "version": "0.2.0", "models": MODELS, "changed_cells": 2},
]
PASSAGES = [{"number": 1, "passage": PASSAGE}]
CHECKS = {
    "items": [
        {
            "report_id": REPORT_ID, "organ": ORGAN, "year": YEAR, "region": REGION, "earlier_id": EARLIER_ID,
            "check": CHECK | {"id": "cross_year.carried_in.natural_person"},
        }
    ],
    "next": None,
}  # fmt: skip
STATISTICS: dict[str, Any] = {
    "reports": 412,
    "organs": 118,
    "with_failed_checks": 37,
    "by_year": [{"key": "2024", "reports": 118, "organs": 118}],
    "by_region": [{"key": REGION, "reports": 60, "organs": 15}],
    "by_form": [{"key": "2021", "reports": 412, "organs": 118}],
    "checks": [{"check": "requests.balance", "counts": {"passed": 2701, "skipped": 120, "failed": 63}}],
    "themes": [{"year": 2024, "theme": "timeliness", "role": "problem", "passages": 71, "reports": 58}],
    "outcomes": [
        {
            "year": 2024, "table": "requests", "row": "granted", "column": "total",
            "label": "（一）予以公开", "sum": 5310, "reports": 117,
        }
    ],
}  # fmt: skip
LONG_COLUMNS = "report_id,organ,year,region,form,row,column,row_label,column_label,value,raw,unit,state,confidence"
LONG_TABLE = (
    f"{LONG_COLUMNS}\r\n"
    f"{REPORT_ID},{ORGAN},{YEAR},{REGION},2021,reconsideration,upheld,行政复议,结果维持,12,12,,reported,0.998\r\n"
)
PAPER_TABLE = "row,,结果维持,结果纠正,其他结果,尚未审结,总计\r\nreconsideration,行政复议,12,,0,1,13\r\n"
CHECKS_TABLE = (
    "report_id,organ,year,region,check,formula,left,right,difference,status,earlier_id\r\n"
    f"{REPORT_ID},{ORGAN},{YEAR},{REGION},{CHECK['id']},{CHECK['formula']},91,90,1,failed,\r\n"
)


def json_example(example: object) -> dict[str, Any]:
    """A response's content, JSON with an example. FastAPI leaves nulls out of examples."""
    return {"application/json": {"example": example}}


def answer(description: str, example: object, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    """A response of JSON for an endpoint's ``responses=``."""
    shown = {"description": description, "content": json_example(example)}
    return shown | ({"headers": headers} if headers else {})
