"""Damage to the tags, attributes and entities of HTML and of WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"(?<=<)(/?)([\w:]+)")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_DEEP = (1, 10, 150, 3000)
_VALUES = ("0", "-1", "2", "65536", "99999999999", "1e9", "", "x", "100%", "none", "\u0000", "&quot;", "true")
_NAMES = (
    "td",
    "tr",
    "table",
    "th",
    "p",
    "div",
    "w:tc",
    "w:tr",
    "w:tbl",
    "w:p",
    "w:r",
    "w:t",
    "script",
    "style",
    "ul",
    "br",
)
_STRAY = (
    *(
        '<td rowspan="3000">',
        '<td colspan="1000">',
        '<td rowspan="0" colspan="0">',
        "</td>",
        "</table>",
        "<table>",
        "<tr>",
    ),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "<style>",
        "<textarea>",
        "<plaintext>",
        "<template>",
        "<svg>",
        "<math>",
    ),
    *(
        "&nbsp;",
        "&#0;",
        "&#xD800;",
        "&#99999999;",
        "&amp",
        "&bogus;",
        "<",
        ">",
        "<a href='",
        '"',
        "<!DOCTYPE x>",
        "<?xml?>",
    ),
    *(
        '<div style="display:none">',
        "<noscript>",
        "<iframe>",
        "<frameset>",
        "<caption>",
        "<colgroup>",
        "<base>",
        "</body>",
    ),
    *(
        '<w:gridSpan w:val="5000"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
        "<w:del>",
        "<w:txbxContent>",
        "<w:sdt>",
    ),
)


def _some(pattern: re.Pattern[str], text: str, rng: Random, new: Callable[[re.Match[str]], str]) -> str:
    share = rng.choice((0.003, 0.03, 0.3))
    return pattern.sub(lambda found: new(found) if rng.random() < share else found[0], text)


def lose_tags(text: str, rng: Random) -> str:
    """Tags lost."""
    return _some(_TAG, text, rng, lambda _: "")


def double_tags(text: str, rng: Random) -> str:
    """Tags twice."""
    return _some(_TAG, text, rng, lambda found: found[0] * 2)


def rename_tags(text: str, rng: Random) -> str:
    """Elements of another name."""
    return _some(_NAME, text, rng, lambda found: found[1] + rng.choice(_NAMES))


def turn_tags(text: str, rng: Random) -> str:
    """Opening tags that close, and closing ones that open."""
    return _some(_NAME, text, rng, lambda found: ("" if found[1] else "/") + found[2])


def attributes(text: str, rng: Random) -> str:
    """Attributes with values that make no sense."""
    return _some(_ATTRIBUTE, text, rng, lambda found: f'{found[1]}="{rng.choice(_VALUES)}"')


def lose_attributes(text: str, rng: Random) -> str:
    """Attributes lost, or without their quotes."""
    return _some(_ATTRIBUTE, text, rng, lambda found: rng.choice(("", f"{found[1]}={found[2]}", f'{found[1]}="')))


def stray(text: str, rng: Random) -> str:
    """Tags, entities and halves of them in any place."""
    for _ in range(rng.choice((1, 5, 60))):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice(_STRAY) + text[place:]
    return text


def deepen(text: str, rng: Random) -> str:
    """Elements within elements, closed or not."""
    place, depth = rng.randrange(len(text) + 1), rng.choice(_DEEP)
    name = rng.choice(_NAMES)
    closing = f"</{name}>" * (depth if rng.random() < 0.5 else 0)
    return text[:place] + f"<{name}>" * depth + "0" + closing + text[place:]


def move_element(text: str, rng: Random) -> str:
    """What stands between two tags in another place."""
    places = [found.start() for found in _TAG.finditer(text)]
    if len(places) < 3:
        return text
    first = rng.randrange(len(places) - 1)
    start, end = places[first], places[min(len(places) - 1, first + rng.choice((1, 4, 30)))]
    rest = text[:start] + text[end:]
    place = min(len(rest), rng.choice(places))
    return rest[:place] + text[start:end] + rest[place:]


MARKUP: Mapping[str, Callable[[str, Random], str]] = {
    function.__name__: function
    for function in (
        *(lose_tags, double_tags, rename_tags, turn_tags, attributes),
        *(lose_attributes, stray, deepen, move_element),
    )
}
