"""The package: the door for Python users, and what pyproject.toml says of it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import gouji
from reports.errors import ReadError
from reports.report import Report


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_door_opens() -> None:
    report = gouji.read("一、总体情况\n".encode(), name="x")
    assert isinstance(report, Report)
    assert report.source.name == "x"


def test_types_can_be_had_at_the_door() -> None:
    assert gouji.Report is Report
    assert gouji.ReadError is ReadError
    assert set(gouji.__all__) <= {*dir(gouji), "Report", "ReadError"}
    with pytest.raises(AttributeError):
        _ = gouji.nothing


def test_importing_is_cheap(root: Path) -> None:
    code = "import sys, gouji; print(sorted({'numpy', 'pydantic', 'typer', 'rich', 'service'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_package_of_ours_is_named(project: dict[str, Any], root: Path) -> None:
    packages = {path.parent.name for path in root.glob("*/__init__.py")}
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) == packages | {"gouji.py", "gouji-stubs"}


def test_the_stubs_say_what_the_module_says(root: Path) -> None:
    module, stubs = (
        ast.parse((root / name).read_text(encoding="utf-8")) for name in ("gouji.py", "gouji-stubs/__init__.pyi")
    )
    assert _signature(module) == _signature(stubs)
    assert _public(module) == _public(stubs)


def _signature(tree: ast.Module) -> str:
    (read,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "read")
    return f"{ast.unparse(read.args)} -> {ast.unparse(read.returns) if read.returns else ''}"


def _public(tree: ast.Module) -> str:
    return next(ast.unparse(node) for node in tree.body if ast.unparse(node).startswith("__all__"))


def test_every_dependency_has_an_exact_version(project: dict[str, Any], root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    pinned = {_normal(pin.partition("==")[0]) for pin in pins}
    metadata = project["project"]
    groups = [metadata["dependencies"], *metadata["optional-dependencies"].values()]
    assert {_normal(re.split(r"[<>=\[]", need)[0]) for group in groups for need in group} <= pinned


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_is_in_the_changelog_or_to_come(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or f"## [{gouji.__version__}]" in text
