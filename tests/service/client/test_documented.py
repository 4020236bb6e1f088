"""docs/client.md names every method of the client, and its examples use none that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.client import AsyncClient, Client, ServiceError
from service.client.filters import ReportFilters, SearchListing, ThemeFilters


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "client.md").read_text(encoding="utf-8")


def _public(kind: type) -> Iterator[str]:
    return (name for name in vars(kind) if not name.startswith("_"))


def test_every_method_filter_and_attribute_is_documented(text: str) -> None:
    outline = {"perform", "close"}
    for name in set(_public(Client)) - outline:
        assert re.search(rf"`{name}\(", text), name
    attributes = vars(ServiceError("code", "title")).keys() | set(_public(ServiceError))
    for name in {*attributes, *ReportFilters.__annotations__}:
        assert f"`{name}`" in text, name
    for name in {*SearchListing.__annotations__, *ThemeFilters.__annotations__}:
        assert re.search(rf"\b{name}\b", text), name


def test_the_examples_use_what_there_is(text: str) -> None:
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 5
    used = {
        node.attr
        for example in examples
        for node in ast.walk(ast.parse(example))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "client"
    }
    assert used
    assert all(hasattr(Client, name) and hasattr(AsyncClient, name) for name in used)
