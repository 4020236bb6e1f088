"""Damage to what stands in cells and to what parts them: numbers, delimiters, labels, tables within tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from reports.forms import editions, load_form

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_DELIMITERS = re.compile(r"[ \u3000]*[\t|｜│┃,，;；][ \u3000]*|</?t[dhr]\b[^<>]*>|[ \u3000]{2,}")
_HUGE = ("9" * 15, "9" * 16, "9" * 400, "1" + "0" * 60, "18446744073709551616", "1e309", "0." + "0" * 300 + "1")
_STRANGE = (
    *("-1", "−3", "+0", "-0", "00", "007", "1,2,3", "1,000", "1.5", "1.2.3", ".", "1.", ".5", "O", "l2", "NaN", "inf"),
    *(
        "",
        " ",
        "/",
        "//",
        "—",
        "无",
        "不适用",
        "N/A",
        "十",
        "一百二十",
        "〇",
        "二〇二一",
        "①",
        "17①",
        "10²",
        "½",
        "Ⅷ",
        "Ⅻ",
    ),
    *(
        "１２",
        "٣",
        "१२",
        "𝟗",
        "12件",
        "3.5万元",
        "减2",
        "增-3",
        "↓",
        "12\n34",
        "1 2 3",
        "1\t2",
        "=1+1",
        "'5",
        "5%",
        "(5)",
    ),
    *(
        "true",
        "null",
        "x" * 3000,
        "零" * 50,
        "万" * 30,
        "千" * 9,
        "[bookmark: _a]",
        "\u200b7\u200b",
        "<br>",
        "&#50;",
        "#REF!",
    ),
)
_PARTS = (
    "\t",
    "|",
    " | ",
    "||",
    "\t\t",
    "  ",
    "",
    ",",
    "｜",
    "┃",
    "</td><td>",
    "\x07",
    "\n",
    ";",
    '"\t"',
    "\\|",
    "&",
    "│",
)
_LABELS = tuple(
    sorted(
        {
            label
            for edition in editions()
            for table in load_form(edition).tables.values()
            for block in table.blocks
            for label in (*(c.label for c in block.columns), *(text for row in block.rows for text in row.labels))
        }
        | {"信息内容", "总计", "一、总体情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项"}
    )
)
_LABEL = re.compile("|".join(map(re.escape, sorted(_LABELS, key=len, reverse=True))))
_TABLES = (
    "<table><tr><td>{}</td></tr></table>",
    "\n| {} |\n|---|\n",
    "\n\t{}\t\n",
    "┌──┬──┐\n│{}│  │\n└──┴──┘",
    "<table><table><tr><td>{}",
    '\n{{| class="wikitable"\n| {} || 1\n|}}\n',
    "\\begin{{tabular}}{{ll}}{} & 1 \\\\ \\end{{tabular}}",
    '[["{}", "1"], ["2"]]',
)


def _substitute(pattern: re.Pattern[str], text: str, rng: Random, new: Callable[[str], str]) -> str:
    """Some of what a pattern finds replaced."""
    share = rng.choice((0.02, 0.15, 0.6, 1.0))
    return pattern.sub(lambda found: new(found[0]) if rng.random() < share else found[0], text)


def huge(text: str, rng: Random) -> str:
    """Numbers beyond what a count can be."""
    return _substitute(_NUMBER, text, rng, lambda _: rng.choice(_HUGE))


def strange(text: str, rng: Random) -> str:
    """Numbers that are negative, words, marks, nothing, or numbers in another script."""
    return _substitute(_NUMBER, text, rng, lambda _: rng.choice(_STRANGE))


def other(text: str, rng: Random) -> str:
    """Other numbers: no sum holds any more."""
    return _substitute(_NUMBER, text, rng, lambda _: str(rng.randrange(10 ** rng.randint(1, 5))))


def empty(text: str, rng: Random) -> str:
    """Numbers lost."""
    return _substitute(_NUMBER, text, rng, lambda _: "")


def glue(text: str, rng: Random) -> str:
    """Numbers that run together."""
    return _substitute(re.compile(r"(?<=\d)[\s|]+(?=\d)"), text, rng, lambda _: "")


def delimiters(text: str, rng: Random) -> str:
    """Delimiters exchanged for another sort, lost or doubled."""
    new = rng.choice(_PARTS)
    return _substitute(_DELIMITERS, text, rng, lambda old: rng.choice((new, new, old * 2, "")))


def labels(text: str, rng: Random) -> str:
    """Labels exchanged for others."""
    return _substitute(_LABEL, text, rng, lambda _: rng.choice(_LABELS))


def unlabel(text: str, rng: Random) -> str:
    """Labels lost, cut or written twice."""
    return _substitute(_LABEL, text, rng, lambda old: rng.choice(("", old[: len(old) // 2], old * 2, old[::-1])))


def nest(text: str, rng: Random) -> str:
    """A table inside of a cell, or many inside each other."""
    found = list(_NUMBER.finditer(text)) or list(re.finditer("$", text))
    for chosen in sorted(rng.sample(found, min(len(found), rng.choice((1, 5)))), key=lambda m: -m.start()):
        table, inside = rng.choice(_TABLES), chosen[0]
        for _ in range(rng.choice((1, 1, 3, 300))):
            inside = table.format(inside)
        text = text[: chosen.start()] + inside[:20_000] + text[chosen.end() :]
    return text


def widen(text: str, rng: Random) -> str:
    """A line of very many cells."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    lines[place] += rng.choice(("\t0", "|0", "\t", " 1", "<td>1", ",2", "    3")) * rng.choice((20, 400, 3000))
    return "\n".join(lines)


CELLS: Mapping[str, Callable[[str, Random], str]] = {
    function.__name__: function
    for function in (huge, strange, other, empty, glue, delimiters, labels, unlabel, nest, widen)
}
