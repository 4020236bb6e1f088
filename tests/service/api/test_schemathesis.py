"""The API against its own OpenAPI document: Schemathesis calls every endpoint, rightly and wrongly.

GOUJI_SCHEMATHESIS_EXAMPLES sets how many random calls an endpoint gets beside those at the bounds of its parameters,
and leaves out the fixed seed: for a long run of its own.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from service.services import Services
from service.storage.keys import make_key
from tests.service.api import schemathesis_hooks
from tests.service.fakes import BROKEN, source_of
from tests.service.living import living
from tests.service.search.small_index import PASSAGES, use_small_models, write_index

ROOT = Path(__file__).parents[3]
EXAMPLES = os.environ.get("GOUJI_SCHEMATHESIS_EXAMPLES")
# What the API refuses beyond its schema is its documentation's to say: a PDF that is none, a name with "..".
LEFT_OUT = "positive_data_acceptance"
PHASES = {"sqlite": "examples,coverage,fuzzing,stateful", "postgresql": "examples,fuzzing,stateful"}


def prepare(client: httpx.Client) -> dict[str, list[str]]:
    """Reports of three years and a finished job; their ids."""
    sources = [source_of(year=year, cells={"reviews.reconsideration.total": "7"}) for year in (2021, 2022, 2023)]
    reports = [client.post("/v1/reports", content=source).raise_for_status().json()["id"] for source in sources]
    files = [("files", ("a.txt", b"a")), ("files", ("b.txt", BROKEN))]
    job = client.post("/v1/batches", files=files).raise_for_status().json()["id"]
    end = time.monotonic() + 30
    while client.get(f"/v1/jobs/{job}").json()["state"] != "finished":
        assert time.monotonic() < end
        time.sleep(0.05)
    return {"report_id": reports, "job_id": [job], "passage_id": [passage.id for passage in PASSAGES]}


def test_no_answer_is_outside_the_contract(
    services: Services, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_models(tmp_path / "model", monkeypatch)
    write_index(services.settings.index_url)
    services = dataclasses.replace(services, settings=services.settings.model_copy(update={"access": "keys"}))
    key = make_key(services.store, "schemathesis", "admin")[1]
    headers = {"Authorization": f"Bearer {key}"}
    with living(services) as address, httpx.Client(base_url=address, headers=headers, trust_env=False) as client:
        known = prepare(client)
        paths = client.get("/openapi.json").json()["paths"]
        ran = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json",
                "--header", f"Authorization: Bearer {key}",
                "--checks", "all", "--exclude-checks", LEFT_OUT,
                "--phases", PHASES[backend],
                *(("--max-examples", EXAMPLES) if EXAMPLES else ("--max-examples", "3", "--generation-deterministic")),
                "--continue-on-failure", "--request-timeout", "30", "--warnings", "off", "--no-color",
            ],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": schemathesis_hooks.__name__,
                schemathesis_hooks.KNOWN: json.dumps(known),
            },
            cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        assert client.get("/healthz").status_code == 200
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-5_000:]
    assert f"Tested: {sum(len(methods) for methods in paths.values())}\n" in ran.stdout
    assert re.search(r"(\d{3,}) generated, \1 passed", ran.stdout), ran.stdout[-5_000:]
