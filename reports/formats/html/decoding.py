"""A web page's text: which encoding its bytes are in, whatever the page says of itself.

Pages converted to UTF-8 that still declare gb2312 are frequent, and so is the reverse. What decodes cleanly goes
before what is declared; the declaration decides only where the bytes leave a doubt.
"""

from __future__ import annotations

import codecs
import re

from reports.encodings import Decoded, decode
from reports.errors import ReadError

_HEAD = 4096  # bytes in which a declaration is looked for; browsers look at the first 1024
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_GB = re.compile(r"gb[-_ ]?(?:2312|k|18030)|(?:x-|cs)?(?:gbk|gb2312|euc-?cn)|hz-gb-2312", re.IGNORECASE)
_BIG5 = re.compile(r"big5(?:-?hkscs)?|cp950|x-x-big5", re.IGNORECASE)


def decode_page(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a page. ``declared`` is the encoding named beside it (a MIME header), if any.

    Raises ReadError "binary" or "encoding" where there is none.
    """
    encoding = _known(declared) or _declared(data)
    failure: ReadError | None = None
    decoded: Decoded | None = None
    try:
        decoded = decode(data)
    except ReadError as error:
        if error.code != "encoding":
            raise
        failure = error
    if encoding is not None and (decoded is None or decoded.encoding in ("gb18030", "big5", "big5hkscs")):
        named = _strictly(data, encoding)
        if named is not None and (decoded is None or decoded.encoding != encoding):
            return named
    if decoded is None:
        assert failure is not None
        raise failure
    return decoded


def _declared(data: bytes) -> str | None:
    """What the XML declaration or a meta element near the beginning names."""
    found = _DECLARATION.search(data[:_HEAD])
    return _known(found[1].decode("ascii", "replace")) if found else None


def _known(name: str | None) -> str | None:
    """The codec for an encoding's name. All of the GB family is read as GB 18030, which contains the others."""
    if not name:
        return None
    if _GB.fullmatch(name):
        return "gb18030"
    if _BIG5.fullmatch(name):
        return "big5hkscs"
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """``data`` in an encoding of several bytes a character, None where it is not all in it.

    Encodings of one byte a character decode anything, so their declaration says nothing.
    """
    if encoding not in ("gb18030", "big5hkscs"):
        return None
    try:
        return Decoded(data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"), encoding, ())
    except UnicodeDecodeError:
        return None
