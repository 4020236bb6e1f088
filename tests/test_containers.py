"""Dockerfile and compose.yaml use what there is: commands, options, settings. They are not built here."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.cli_reference import entries, parameters
from service.settings import names

yaml = pytest.importorskip("yaml")


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> str:
    return (root / "Dockerfile").read_text(encoding="utf-8")


def _is_command(words: list[str]) -> bool:
    """Whether ``gouji WORDS`` is a command with options that it knows."""
    options = [word for word in words if word.startswith("--")]
    steps = words[: next((place for place, word in enumerate(words) if word.startswith("-")), len(words))]
    entry = next((entry for entry in entries() if entry.name == " ".join(["gouji", *steps])), None)
    if entry is None or entry.run is None:
        return False
    known = {name for parameter in parameters(entry.run) for name in parameter.names} | {"--help"}
    return set(options) <= known


def test_commands_of_the_services_exist(compose: dict[str, Any]) -> None:
    ours = {name: service for name, service in compose["services"].items() if "build" in service}
    assert set(ours) == {"service", "worker", "upgrade", "gouji", "read"}
    for name in ("service", "worker", "upgrade", "gouji"):
        assert _is_command(ours[name]["command"]), name
    assert _is_command(ours["read"]["entrypoint"][1:])
    assert not _is_command(["serve", "--hots", "x"]) and not _is_command(["srve"])


def test_settings_of_the_services_exist(compose: dict[str, Any], dockerfile: str) -> None:
    known = {name for name, _ in names()}
    used = set(re.findall(r"\b(GOUJI_[A-Z_]+)", dockerfile))
    for service in compose["services"].values():
        used |= {name for name in service.get("environment", {}) if name.startswith("GOUJI_")}
    assert "GOUJI_DATABASE_URL" in used and "GOUJI_DATA_DIR" in used
    assert used <= known


def test_volumes_and_dependencies_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        for volume in service.get("volumes", []):
            source = volume.rsplit(":/", 1)[0]
            assert source in compose["volumes"] or source.startswith("${REPORTS"), volume


def test_the_worker_shares_the_data_of_the_service(compose: dict[str, Any]) -> None:
    service, worker = compose["services"]["service"], compose["services"]["worker"]
    assert service["volumes"] == worker["volumes"]
    assert service["environment"] == worker["environment"]
    assert service["environment"]["GOUJI_EMBEDDED_WORKER"] == "false"


def test_passwords_come_from_outside(compose: dict[str, Any]) -> None:
    said = re.findall(r"\$\{POSTGRES_PASSWORD[^}]*\}", json.dumps(compose))
    assert len(said) > 1 and all(one.startswith("${POSTGRES_PASSWORD:?") for one in said)  # required, no default
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"] in said


def test_the_image_serves_as_nobody_special(root: Path, dockerfile: str) -> None:
    assert _is_command(json.loads(re.findall(r"^CMD (.+)$", dockerfile, re.MULTILINE)[-1]))
    assert re.search(r"^USER gouji$", dockerfile, re.MULTILINE) and "HEALTHCHECK" in dockerfile
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {"redis", "ocr"} <= set(extras)


def test_all_that_is_copied_is_let_through(root: Path, dockerfile: str) -> None:
    passed = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    stage = dockerfile.partition("AS serve")[0]
    copied = {word for line in re.findall(r"^COPY (.+)$", stage, re.MULTILINE) for word in line.split()[:-1]}
    assert copied and copied <= passed
    assert all((root / name).exists() for name in copied)
