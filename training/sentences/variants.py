"""The same said otherwise, made without anybody: a text with synonyms, without a clause, elsewhere."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from models.linear import clauses
from reports.terms import terms_in

_NUMBER = re.compile(r"\d+")
_PLACE = re.compile(r"[一-龥]{2,3}(?:省|市|县|区|镇|乡|街道)(?=[一-龥])")
_SHARE = 0.7  # of the terms of a text that are replaced
_PLACES = ("清沅", "云汀", "安岭", "柏川", "东陵", "和垸", "临渚", "平岫")  # invented


def with_synonyms(text: str, rng: random.Random) -> str | None:
    """The text with most of its terms replaced by others of their groups; None where it has none."""
    result, end, changed = [], 0, False
    for term in terms_in(text):
        others = [other for other in term.group.terms if other not in (term.text, term.text.lower())]
        if others and rng.random() < _SHARE:
            result += [text[end : term.start], rng.choice(others)]
            end, changed = term.end, True
    return "".join([*result, text[end:]]) if changed else None


def with_noise(text: str, rng: random.Random) -> str | None:
    """The text with other numbers and places, and without one of its clauses; None where nothing of it can change."""
    changed = _NUMBER.sub(lambda match: str(rng.randrange(10 ** len(match[0]))), text)
    changed = _PLACE.sub(lambda match: rng.choice(_PLACES) + match[0][-1], changed)
    parts = clauses(changed)
    if len(parts) > 2:
        del parts[rng.randrange(len(parts))]
        changed = "，".join(parts)
    return changed if changed != text else None


Change = Callable[[str, random.Random], str | None]
CHANGES: tuple[Change, ...] = (with_synonyms, with_noise)
