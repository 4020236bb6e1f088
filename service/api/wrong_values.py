"""What is wrong about a request's parameters, said in Chinese; what has no phrase here stays as pydantic says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_PHRASES = {
    "missing": "缺少这一项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "至多 {max_length} 个字",
    "string_pattern_mismatch": "格式应为 {pattern}",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "literal_error": "应为 {expected} 之一",
    "enum": "应为 {expected} 之一",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是有效的 JSON",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "datetime_parsing": "应为日期时间，如 2025-01-31T08:00:00Z",
    "datetime_from_date_parsing": "应为日期时间，如 2025-01-31T08:00:00Z",
    "timezone_aware": "日期时间要写明时区，如 2025-01-31T08:00:00Z",
}


def wrong_values(errors: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], ...]:
    """For each wrong parameter: where it stands (query, path, body, header), its name, what is wrong, and the code."""
    return tuple(_wrong_value(error) for error in errors)


def _wrong_value(error: Mapping[str, Any]) -> dict[str, str]:
    where, *name = (str(part) for part in error["loc"])
    kind = str(error["type"])
    phrase = _PHRASES.get(kind)
    message = phrase.format(**_plainly(error.get("ctx", {}))) if phrase else str(error["msg"])
    return {"in": where, "name": ".".join(name) or where, "message": message, "code": kind}


def _plainly(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a phrase is filled with; choices come as "'a', 'b' or 'c'"."""
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    return {**context, "expected": expected}
