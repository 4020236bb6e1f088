"""What databases and services export: XML with named elements, and SQL's INSERT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from reports.formats.literals import Bare, Literal, Value, read_literal

_XML = re.compile(r"\s*+(?:<\?xml[^>]{0,200}\?>)?\s*+(?=<[^\W\d][\w:.-]*+[\s>/])")
_HTML = re.compile(r"</(?:p|div|td|tr|li|span|h[1-6])>", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_INSERT = re.compile(
    r"\bINSERT\s+INTO\s+[`\"\[]?[\w.]{1,80}+[`\"\]]?\s*+\((?P<names>[^()\n]{1,2000}|(?:[^()]|\([^()]{0,40}\)){1,2000})\)"
    r"\s*+VALUES\s*+(?=\()",
    re.IGNORECASE,
)
_NAME = re.compile(r"[`\"'\[\]\s]+")


def from_xml(text: str) -> Value:
    """An XML document's elements as mappings and lists; None for what is none, and for a page's markup."""
    begin = _XML.match(text)
    if begin is None or not text.rstrip().endswith(">") or _HTML.search(text):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return _element(etree.fromstring(text[begin.end() :], parser))
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        return None


def _element(element: etree._Element) -> Value:
    """An element's attributes and children by their names, those of one name as a list; or its text."""
    members: dict[str, Value] = {str(key): _text(str(value)) for key, value in element.attrib.items()}
    for child in element:
        name, value = _named(child)
        known = members.get(name)
        if name not in members:
            members[name] = value
        elif isinstance(known, list) and len(known) > 1:
            known.append(value)
        else:
            members[name] = [known, value]
    text = (element.text or "").strip()
    if not members:
        return _text(text)
    if text:
        members[etree.QName(element).localname] = _text(text)
    only = next(iter(members.values()))
    return only if len(members) == 1 and isinstance(only, list) else members


def _named(element: etree._Element) -> tuple[str, Value]:
    """An element's name and value: ``<值 列="自然人">3</值>`` says its name in an attribute."""
    labels = [str(value) for value in element.attrib.values() if _CHINESE.search(str(value))]
    if len(labels) == 1 and len(element.attrib) == 1 and not len(element):
        return labels[0], _text((element.text or "").strip())
    return etree.QName(element).localname, _element(element)


def _text(content: str) -> str | None:
    return (Bare(content) if re.fullmatch(r"-?\d[\d.]*", content) else content) or None


def inserted(text: str) -> Iterator[Literal]:
    """The rows that SQL's INSERT statements put into tables, by the names of their columns."""
    at = 0
    while statement := _INSERT.search(text, at):
        names = [_NAME.sub("", name) for name in statement["names"].split(",")]
        start, at = statement.start(), statement.end()
        while (row := read_literal(text, at)) is not None and isinstance(row.value, list):
            at = row.end
            if len(row.value) == len(names) == len(set(names)):
                yield Literal(start, at, dict(zip(names, row.value, strict=True)))
            following = re.compile(r"\s*+,\s*+(?=\()").match(text, at)
            if following is None:
                break
            start = at = following.end()
