"""Damage to the lines of a text: lost, doubled, joined, broken, moved, made endless."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

_LONGEST_TEXT = 60_000  # code points; a repetition stops there, or one case would take the time of a hundred
_BREAKS = ("\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n\n", "\r\n", "\n\n\n\n\n\n")
_INDENTS = (" ", "  ", "    ", "\t", "\u3000\u3000", "\u00a0", "> ", "- ", "# ", "| ", "* ", "1. ", "    \t", ": ")


def _run(lines: list[str], rng: Random, longest: int = 20) -> tuple[int, int]:
    start = rng.randrange(len(lines))
    return start, min(len(lines), start + rng.randint(1, longest))


def drop(text: str, rng: Random) -> str:
    """Some lines lost."""
    share = rng.choice((0.02, 0.1, 0.5))
    return "\n".join(line for line in text.split("\n") if rng.random() >= share)


def cut(text: str, rng: Random) -> str:
    """A run of lines lost."""
    lines = text.split("\n")
    start, end = _run(lines, rng)
    return "\n".join(lines[:start] + lines[end:])


def excerpt(text: str, rng: Random) -> str:
    """A run of lines alone."""
    lines = text.split("\n")
    start, end = _run(lines, rng, 60)
    return "\n".join(lines[start:end])


def swap(text: str, rng: Random) -> str:
    """Two lines, or many, in each other's places."""
    lines = text.split("\n")
    for _ in range(rng.choice((1, 3, 30))):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def double(text: str, rng: Random) -> str:
    """A run of lines, or the whole, twice."""
    lines = text.split("\n")
    start, end = _run(lines, rng) if rng.random() < 0.8 else (0, len(lines))
    place = rng.randrange(len(lines) + 1)
    return "\n".join([*lines[:place], *lines[start:end], *lines[place:]])


def join(text: str, rng: Random) -> str:
    """Line ends lost, or replaced by blanks."""
    share, between = rng.choice((0.05, 0.3, 1.0)), rng.choice(("", " ", "\t", "<br>", "\\n"))
    first, *rest = text.split("\n")
    return first + "".join((between if rng.random() < share else "\n") + line for line in rest)


def split(text: str, rng: Random) -> str:
    """Line ends where there were none, or other ones than a newline."""
    new = rng.choice(("\n", "\n", *_BREAKS))
    places = sorted(rng.randrange(len(text) + 1) for _ in range(rng.choice((1, 10, 200))))
    return new.join(text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True))


def indent(text: str, rng: Random) -> str:
    """Marks and blanks at the beginning of lines."""
    share, mark = rng.choice((0.05, 0.5, 1.0)), rng.choice(_INDENTS)
    return "\n".join(mark + line if rng.random() < share else line for line in text.split("\n"))


def respace(text: str, rng: Random) -> str:
    """Runs of blanks longer, shorter or of another sort."""
    new = rng.choice(("", " ", "  ", "      ", "\t", "\u3000", "\u00a0"))
    share = rng.choice((0.1, 1.0))
    return "".join(new if c in " \t\u3000" and rng.random() < share else c for c in text)


def repeat(text: str, rng: Random) -> str:
    """A line a thousand times."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    times = min(1000, _LONGEST_TEXT // (len(lines[place]) + 1))
    return "\n".join([*lines[:place], *[lines[place]] * times, *lines[place:]])


def lengthen(text: str, rng: Random) -> str:
    """A line without end."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    unit = lines[place] or rng.choice(("0", "|", " ", "政", "（", "<", "1\t", "。"))
    unit = unit[: rng.choice((1, 3, 1000))]
    lines[place] = unit * min(1000 if len(unit) > 1 else 30_000, _LONGEST_TEXT // len(unit))
    return "\n".join(lines)


def shuffle(text: str, rng: Random) -> str:
    """A run of lines in any order."""
    lines = text.split("\n")
    start, end = _run(lines, rng, 80)
    part = lines[start:end]
    rng.shuffle(part)
    return "\n".join(lines[:start] + part + lines[end:])


LINES: Mapping[str, Callable[[str, Random], str]] = {
    function.__name__: function
    for function in (drop, cut, excerpt, swap, double, join, split, indent, respace, repeat, lengthen, shuffle)
}
