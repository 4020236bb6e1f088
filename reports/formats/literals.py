"""Values that programs write into a text: JSON, Python's repr, JavaScript's objects, whole or between prose.

One pass over the text, so that brackets without an end cost no more than others. Numbers keep their spelling.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OPENING = re.compile(r"[\[{]")
_TOKEN = re.compile(
    r"[\s\ufeff]*+(?:(?P<open>[\[({])|(?P<close>[\])}])|(?P<comma>,)|(?P<colon>:)"
    r"|[urb]?(?:'(?P<single>[^'\\]*+(?:\\.[^'\\]*+)*+)'|\"(?P<double>[^\"\\]*+(?:\\.[^\"\\]*+)*+)\")(?=\s*+[,:\])}])"
    # A quotation mark that nobody escaped: "3.危及"三安全一稳定"",
    r"|\"(?P<loose>(?:[^\"\\\n]|\"(?!\s*+[,:\])}])){0,200}+)\"(?=\s*+[,:\])}])"
    r"|(?P<empty>(?:None|null|NULL|nan|NaN|NaT|undefined)\b)"
    r"|(?P<bare>-?\d[\d.]*+(?:[eE][+-]?\d++)?(?=\s*+[,\])}:])|(?:[Tt]rue|[Ff]alse)\b)"
    r"|(?P<name>[^\W\d]\w{0,80}+)(?=\s*+:))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "\n", "v": "\n", "\n": ""}
_PAIRS = {"[": "]", "(": ")", "{": "}"}
_MOST_DEPTH = 40
REPEATED = "\0"  # with a number after a name that its mapping has already


class Bare(str):
    """A number or a truth value as it is spelled, without quotes."""


Value = str | None | list["Value"] | dict[str, "Value"]


class Literal(NamedTuple):
    """A list or mapping that stands at ``[start, end)`` of a text."""

    start: int
    end: int
    value: Value


class _Frame:
    """A bracket that is open: what it holds so far, and where the lists and mappings in it stand."""

    def __init__(self, opening: str, start: int) -> None:
        self.opening, self.start = opening, start
        self.items: list[Value] = []
        self.members: dict[str, Value] = {}
        self.key: str | None = None
        self.keyed = False  # a colon has followed the key
        self.inner: list[Literal] = []

    def take(self, value: Value) -> bool:
        """Add a value; False where none may stand."""
        if self.opening != "{":
            self.items.append(value)
        elif self.keyed and self.key is not None:
            if self.key in self.members:  # a name given twice names two columns here
                self.key = f"{self.key}{REPEATED}{len(self.members)}"
            self.members[self.key] = value
            self.key, self.keyed = None, False
        elif isinstance(value, str) and self.key is None:
            self.key = value
        else:
            return False
        return True

    def value(self) -> Value:
        return self.members if self.opening == "{" else self.items


def find_literals(text: str) -> list[Literal]:
    """The outermost lists and mappings of a text, in order; the whole ones of a list that breaks off."""
    found: list[Literal] = []
    at = 0
    while opening := _OPENING.search(text, at):
        literals, stop = _read(text, opening.start())
        found.extend(literals)
        at = max(stop, opening.end())
    return found


def read_literal(text: str, at: int) -> Literal | None:
    """The list or mapping that begins at ``at``; None where none is, or where it breaks off."""
    found, stop = _read(text, at)
    return found[0] if len(found) == 1 and found[0].start == at and found[0].end == stop else None


def _read(text: str, at: int) -> tuple[list[Literal], int]:
    """What is whole of the list or mapping at ``at``, and where it ends or cannot be read on."""
    open_: list[_Frame] = []
    while token := _TOKEN.match(text, at):
        frame = open_[-1] if open_ else None
        kind = str(token.lastgroup)
        if kind == "open":
            if len(open_) == _MOST_DEPTH or (frame and frame.opening == "{" and not frame.keyed):
                break
            open_.append(_Frame(token["open"], token.start("open")))
        elif frame is None:
            break
        elif kind == "close":
            if _PAIRS[frame.opening] != token["close"] or frame.key is not None:
                break
            open_.pop()
            literal = Literal(frame.start, token.end(), frame.value())
            if not open_:
                return [literal], token.end()
            open_[-1].take(literal.value)
            open_[-1].inner.append(literal)
        elif kind == "colon":
            if frame.key is None or frame.keyed:
                break
            frame.keyed = True
        elif kind != "comma" and not frame.take(_scalar(token, kind)):
            break
        at = token.end()
    return [literal for frame in open_ for literal in frame.inner], at


def _scalar(token: re.Match[str], kind: str) -> str | None:
    if kind == "empty":
        return None
    content = token[kind]
    return Bare(content) if kind == "bare" else unescaped(content) if kind != "name" else content


def unescaped(content: str) -> str:
    """What a string says: its escapes undone, two halves of a character joined."""
    if "\\" not in content:
        return content

    def character(match: re.Match[str]) -> str:
        code = match["code"] or match["byte"]
        return chr(int(code, 16)) if code else _SIGNS.get(match["sign"], match["sign"])

    return _ESCAPE.sub(character, content).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
