"""Real reports that stand beside the project: every claim of theirs is found, and none is said to differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.tagger import Tagger
from reports.assemble import assemble
from reports.claims.finding import find_claims
from reports.formats import read_document
from reports.narrative import narrative

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
GOLD: dict[str, Any] = {}
if (SEEDS / "gold.json").is_file():
    GOLD = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))
NAMES = sorted(GOLD) or [pytest.param("", marks=pytest.mark.skip(reason="../shared/seeds is not there"))]


@pytest.mark.parametrize("name", NAMES)
def test_claims_of_real_reports(name: str, tagger: Tagger) -> None:
    gold = GOLD[name]
    document = read_document((SEEDS / gold["file"]).read_bytes())
    tags = tagger.tag(document)
    read = assemble(document, tags)
    spans = narrative(document, tags, read.sections)
    claims = find_claims(document.text, spans, read.tables, read.form, read.year, read.organ)
    found = {(claim.quantity, claim.value, claim.status, claim.text) for claim in claims}
    assert {(c["quantity"], c["value"], c["status"], c["text"]) for c in gold["claims"]} <= found
    assert "differs" not in {claim.status for claim in claims}
