"""The command reference is made of the command."""

from __future__ import annotations

from service.cli_reference import entries, parameters, reference


def test_every_command_is_found() -> None:
    assert [entry.name for entry in entries()] == [
        "gouji", "gouji read", "gouji check", "gouji themes", "gouji models", "gouji classify",
        "gouji search", "gouji history",
        "gouji serve", "gouji worker", "gouji push",
        "gouji backup", "gouji restore", "gouji evaluate", "gouji bench",
        "gouji db", "gouji db upgrade", "gouji db current", "gouji db check",
        "gouji index", "gouji index load", "gouji index status", "gouji index rebuild", "gouji index check",
        "gouji index unload",
        "gouji keys", "gouji keys add", "gouji keys list", "gouji keys revoke",
        "gouji train", "gouji train tagger", "gouji train themes", "gouji train sentences",
    ]  # fmt: skip


def test_options_have_their_names_values_and_help() -> None:
    read = next(entry for entry in entries() if entry.name == "gouji read")
    assert read.run is not None
    found = {parameter.names: parameter for parameter in parameters(read.run)}
    assert set(found) == {
        ("FILE|DIR|-",), ("--json",), ("--out", "-o"), ("--format", "-f"), ("--jobs", "-j"), ("--debug",),
    }  # fmt: skip
    assert found["--format", "-f"].values == "`csv` / `xlsx`"
    assert found["--jobs", "-j"].values.endswith("= `0`")
    assert all(parameter.help for parameter in found.values())


def test_cells_of_the_tables_hold_no_bare_bar() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    assert rows
    assert {line.replace("\\|", "").count("|") for line in rows} <= {3, 4}
