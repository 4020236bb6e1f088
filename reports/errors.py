"""What can go wrong while a source is read, as one exception with a code for programs and a line for people."""

from __future__ import annotations

from typing import Literal

ReadErrorCode = Literal[
    "empty",
    "binary",
    "too_large",
    "unsupported_format",
    "encoding",
    "archive",  # an archive where one report was asked for
    "broken",  # a file of a known format that cannot be opened
    "encrypted",  # it asks for a password
    "timeout",  # a conversion took too long
    "converter_missing",  # LibreOffice is needed and not installed
    "ocr_missing",  # the extra `ocr` is needed and not installed
]


class ReadError(Exception):
    """A source that gives no Document. ``message`` is one line of Chinese, fit to be shown as it is."""

    def __init__(self, code: ReadErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: str = code
        self.message: str = message

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        return type(self), (self.code, self.message)
