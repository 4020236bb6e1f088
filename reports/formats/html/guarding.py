"""What a page's markup would cost the parser, told before it is parsed.

HTML5 has the parser look through the open elements at most tags, open formatting elements again in every paragraph
and compare each attribute with those before it. That is nothing for a page that people look at; a page made to
hang a server nests a hundred thousand elements. One pass over the tags adds up the steps.
"""

from __future__ import annotations

import re

from reports.errors import ReadError
from reports.formats.html.elements import names

_MOST_STEPS = 100_000_000  # through the open elements: half a second
_MOST_REOPENED = 2_000_000  # formatting elements that the parser would open again
_MOST_ATTRIBUTES = 2_000  # of one element

# Scripts, styles and comments hold no tags. What stands in quotes after "=" may hold "<" and ">".
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)"
    r"""(?P<attributes>(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?)*+)""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?""")
# Elements that are never open for long: they have no content, or the next one of their kind closes them.
_SHORT = names(
    "br img hr input meta link area base col embed param source track wbr p li td th tr dd dt tbody thead tfoot "
    "option html head body"
)
_FORMATTING = names("a b big code em font i nobr s small strike strong tt u")


def check_cost(source: str) -> bool:
    """Whether cells stand outside of any table. Raises ReadError "too_large" for markup that would take too long."""
    stray = False
    open_now: dict[str, int] = {}
    depth = formatting = steps = reopened = 0
    for tag in _TAG.finditer(source):
        name = tag["name"]
        if name is None:
            continue
        if len(tag["attributes"]) > _MOST_ATTRIBUTES:
            _check_attributes(tag["attributes"])
        name = name.lower()
        steps += depth
        if name not in _SHORT:
            change = -1 if tag["end"] else 1
            count = open_now.get(name, 0) + change
            if count < 0:
                continue
            open_now[name] = count
            depth += change
            formatting += change if name in _FORMATTING else 0
        elif not tag["end"]:
            reopened += formatting
            stray = stray or (name == "td" and not open_now.get("table"))
        elif name == "p":  # which ends the <o:p/> of Word, that in HTML nothing closes
            for other in [key for key in open_now if ":" in key]:
                depth -= open_now.pop(other)
    if steps > _MOST_STEPS or reopened > _MOST_REOPENED:
        raise ReadError("too_large", "网页的标签嵌套过深，不像是一份年度报告")
    return stray


def _check_attributes(attributes: str) -> None:
    for count, _ in enumerate(_ATTRIBUTE.finditer(attributes)):
        if count >= _MOST_ATTRIBUTES:
            raise ReadError("too_large", "网页的一个标签里属性过多，不像是一份年度报告")
