"""Assembly: from a Document and its tags to everything that a report's reading consists of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.calibration import Signs, calibrated
from reports.checks import Tables, run_checks
from reports.document import Document
from reports.forms import load_form
from reports.identity import Identity, identify
from reports.report import Check, Section, Warning
from reports.sections import Found, find_sections
from reports.tables import build_tables
from reports.tables.build import MISSING, BuiltTables
from reports.tables.places import add_places
from reports.tags import Tags

_DISCLOSURE = re.compile("公开|公開|第二十条|信息内容")
_FEWEST_MENTIONS = 4


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is in the report; ``form`` is the edition of table 三, None for a text that is no report.

    ``end`` is where a second report in the same text begins, else where the text ends.
    """

    title: str | None
    organ: str | None
    year: int | None
    form: str | None
    sections: tuple[Section, ...]
    tables: Tables
    checks: tuple[Check, ...]
    warnings: tuple[Warning, ...]
    end: int


def assemble(document: Document, tags: Tags) -> Assembled:
    """Put a report together from what its stretches are. Never raises: doubts are warnings."""
    found, identity, built = _parts(document, tags)
    add_places(document, built)
    notices = [Warning(code=n.code, message=n.message, where=n.where) for n in document.warnings]
    if not _is_report({section.kind for section in found.sections}, built.found) or not _speaks_of_it(document.text):
        return _not_a_report(built.form, notices)
    warnings = [*notices, *found.warnings, *built.warnings]
    warnings += [Warning(code=n.code, message=n.message, where=n.where) for n in identity.notices]
    checks = run_checks(built.form, built.tables)
    tables: Tables = built.tables
    if tags.calibration is not None:
        tables = calibrated(tables, built.signs, checks, tags.calibration)
    return Assembled(
        identity.title,
        identity.organ,
        identity.year,
        built.form,
        found.sections,
        tables,
        checks,
        tuple(warnings),
        found.end,
    )


def read_tables(document: Document, tags: Tags) -> tuple[Tables, Mapping[str, Signs], tuple[Check, ...]]:
    """The tables before their confidence is calibrated, what speaks for each cell, and the checks."""
    _, _, built = _parts(document, tags)
    return built.tables, built.signs, run_checks(built.form, built.tables)


def _parts(document: Document, tags: Tags) -> tuple[Found, Identity, BuiltTables]:
    """The sections, who reports on which year, and the tables as they were built."""
    found = find_sections(document, tags)
    start = found.sections[0].heading_span[0] if found.sections else None
    identity = identify(document, tags, start)
    return found, identity, build_tables(document, tags, identity.year, found.end)


def _is_report(kinds: set[str], tables: set[str]) -> bool:
    """Whether a text is an annual report on information disclosure.

    Table 二 or 三 tells one, or most of the headings with one that only these reports have. Other reports
    have overviews, problems and lawsuits too.
    """
    own = {"proactive", "requests"}
    return bool(tables & own) or (len(kinds) >= 3 and bool(kinds & own)) or len(kinds) >= 5


def _speaks_of_it(text: str) -> bool:
    """Whether a text speaks of disclosure as often as even a fragment of a report does.

    Statistics of law enforcement have rows for licences, penalties and lawsuits too.
    """
    return len(_DISCLOSURE.findall("".join(text.split()))) >= _FEWEST_MENTIONS


def _not_a_report(edition: str, notices: list[Warning]) -> Assembled:
    """Every cell missing, no sections, and a warning, as the contract has it."""
    tables = {
        name: {row.key: dict.fromkeys((c.key for c in table.columns(row.key)), MISSING) for row in table.rows}
        for name, table in load_form(edition).tables.items()
    }
    warning = Warning(code="not_a_report", message="这不是政府信息公开工作年度报告，或者没有可识别的章节和表格")
    return Assembled(None, None, None, None, (), tables, run_checks(edition, tables), (*notices, warning), 0)
