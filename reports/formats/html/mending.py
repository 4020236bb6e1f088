"""Sources that browsers would take apart: markup mended where what was meant is plain.

Only what makes text disappear or run together is mended; everything else is left to the parser, which understands
broken markup as browsers do.
"""

from __future__ import annotations

import re

# Elements whose content is text up to the closing tag: written as <title/> they swallow the page.
_RAW = "title|style|script|iframe|textarea|noscript|xmp|noembed"
_RAW_CLOSED = re.compile(rf"<({_RAW})\b([^<>]*)/>", re.IGNORECASE)
_VOID = re.compile(r"(?:br|img|hr|input|meta|link|area|base|col|embed|param|source|track|wbr)\Z", re.IGNORECASE)
_CLOSED = re.compile(r"<([a-zA-Z][\w:.-]*)((?:\s[^<>]*)?)/>")
_XHTML = re.compile(r"""\A\s*<\?xml\b|<html\b[^<>]*\bxmlns\s*=\s*["']http://www\.w3\.org/1999/xhtml""", re.IGNORECASE)
_HEAD = 2000  # characters in which a page says that it is XHTML
_PART = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)"
    r"|<(?P<end>/?)(?P<name>table|tr|td|th|tbody|thead|tfoot|caption)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)


def close_elements(source: str) -> str:
    """The source with elements closed that are closed as in XML (<script/>)."""
    if "/>" not in source:
        return source
    source = _RAW_CLOSED.sub(r"<\1\2></\1>", source)
    return _CLOSED.sub(_closed, source) if _XHTML.search(source[:_HEAD]) else source


def _closed(tag: re.Match[str]) -> str:
    name, attributes = tag[1], tag[2]
    return tag[0] if _VOID.match(name) else f"<{name}{attributes}></{name}>"


def free_rows(source: str) -> str:
    """The source with other names for rows and cells outside of any table (x-tr, x-td).

    Where a table's own tag was cut off the parser would drop those of its rows and run the text of its cells together.
    """
    depth = 0
    opened: list[str] = []  # "tr", "td": what is open outside of tables
    written: list[str] = []
    at = 0
    for tag in _PART.finditer(source):
        name = (tag["name"] or "").lower()
        if name == "table":
            depth = max(0, depth - 1) if tag["end"] else depth + 1
        elif name and not depth:
            written += [source[at : tag.start()], *_ends(name, opened), f"<{tag['end']}x-{name}"]
            at = tag.end()
            if name in _NESTED and not tag["end"]:
                opened.append(name)
    return "".join([*written, source[at:]])


_NESTED = {"tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th")}


def _ends(name: str, opened: list[str]) -> list[str]:
    """The end tags of what a tag ends, as rows and cells often go without."""
    ends = []
    while opened and opened[-1] in _NESTED.get(name, _NESTED["tr"]):
        ends.append(f"</x-{opened.pop()}>")
    return ends
