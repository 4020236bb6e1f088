"""The documentation says what there is: commands, options, tags, states, codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from reports.errors import ReadErrorCode
from reports.report import CellState, CheckStatus, Report, SectionKind
from reports.tags import Tag
from service.api_reference import reference as api_reference
from service.cli_reference import entries, parameters, reference
from service.pipeline import OS_ERRORS

_CARRIERS = {"Notice", "Warning", "ReadError", "ModelError", "Failure"}  # what a code is given to
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")


def _codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes given to a carrier, and the keys of the dictionaries that hold the codes of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CARRIERS:
            place = 2 if node.func.id == "Failure" else 0
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"] + node.args[place : place + 1]
            yield from (
                value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)
            )
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(name, ast.Name) and name.id in {"_PROBLEMS", "_MESSAGES"} for name in names):
                yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))


def _codes(root: Path) -> set[str]:
    found: set[str] = set()
    for folder in ("reports", "models", "service"):
        for path in (root / folder).rglob("*.py"):
            found.update(_codes_in(ast.parse(path.read_text(encoding="utf-8"))))
    return {code for code in found if _CODE.fullmatch(code)}


@pytest.fixture(scope="module")
def report_format(root: Path) -> str:
    return (root / "docs" / "report-format.md").read_text(encoding="utf-8")


def test_the_command_reference_is_up_to_date(root: Path) -> None:
    assert (root / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_the_api_reference_is_up_to_date(root: Path) -> None:
    assert (root / "docs" / "api.md").read_text(encoding="utf-8") == api_reference(), "run `make docs`"


def test_every_command_and_option_is_in_the_reference(root: Path) -> None:
    text = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    for entry in entries():
        assert f"## `{entry.name}`" in text
        for parameter in parameters(entry.run) if entry.run is not None else ():
            assert all(name.replace("|", "\\|") in text for name in parameter.names)


@pytest.mark.parametrize("word", [*Tag, *get_args(CellState), *get_args(CheckStatus), *get_args(SectionKind)])
def test_every_tag_state_and_status_is_documented(word: str, report_format: str) -> None:
    assert f"`{word}`" in report_format


@pytest.mark.parametrize("key", [field.alias or name for name, field in Report.model_fields.items()])
def test_every_key_is_documented(key: str, report_format: str) -> None:
    assert f"`{key}`" in report_format


def test_every_code_is_documented(root: Path, report_format: str) -> None:
    codes = _codes(root) | set(get_args(ReadErrorCode)) | {code for _, code, _ in OS_ERRORS}
    assert {"not_a_report", "tagger_missing", "internal", "empty"} <= codes
    assert sorted(code for code in codes if f"`{code}`" not in report_format) == []


def test_no_code_is_documented_that_nothing_gives(root: Path, report_format: str) -> None:
    tables = report_format.partition("## Codes of warnings")[2]
    cells = [line.split("|")[1] for line in tables.splitlines() if line.startswith("|")]
    documented = {code for cell in cells for code in re.findall(r"`([a-z_]+)`", cell)}
    sources = "".join(
        path.read_text(encoding="utf-8")
        for name in ("reports", "models", "service")
        for path in (root / name).rglob("*.py")
    )
    assert sorted(code for code in documented if f'"{code}"' not in sources) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/development.md", "docs/architecture.md"])
def test_links_lead_somewhere(name: str, root: Path) -> None:
    page = root / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_readmes_name_the_same_commands(root: Path) -> None:
    commands = [
        set(re.findall(r"^(?:make|gouji) [a-z]+", (root / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1] != set()
