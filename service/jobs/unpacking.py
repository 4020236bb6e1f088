"""Archives in jobs: the reports of one are kept, each on its own, and then take its place in one transaction.

Until then the archive is the item, and what was kept is forgotten again if that transaction does not come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from reports.errors import ReadError
from reports.limits import Limits
from service.archives import open_archive
from service.inputs import expand_file
from service.messages import Given, ItemError
from service.pipeline import Failure, Input
from service.services import Services
from service.storage import accepting, job_items
from service.storage.job_items import Claim
from service.storage.jobs import NewItem
from service.storage.originals import OriginalMissing
from service.storage.store import Store

_TRIES = 5


def unpack(services: Services, claim: Claim) -> None:
    """Put an archive's reports in its place. What keeps it from being unpacked, wholly or in part, is a failed item."""
    kept: list[str] = []
    replaced = False
    try:
        with services.store.originals.as_file(claim.original or "") as path:
            replaced = _replace(services, claim, path, kept)
    finally:
        for sha256 in [] if replaced else kept:
            accepting.sweep(services.store, sha256)
    accepting.sweep(services.store, claim.original or "")


def _replace(services: Services, claim: Claim, path: Path, kept: list[str], tries: int = _TRIES) -> bool:
    """Keep the reports and put them in the archive's place; whether the claim still held."""
    store, limits = services.store, services.settings.limit
    inputs = expand_file(path, claim.name, limits).items
    items = [_item(store, name, found, claim.given, kept) for name, found in _contents(path, inputs, limits)]
    try:
        return job_items.replace(store, claim, items)
    except OriginalMissing:  # somebody deleted the same report just now
        if tries == 1:
            raise
    return _replace(services, claim, path, kept, tries - 1)


def _item(store: Store, name: str, found: bytes | ItemError, given: Given, kept: list[str]) -> NewItem:
    if isinstance(found, ItemError):
        return NewItem("read", name, given=given, error=found)
    kept.append(accepting.keep(store, found))
    return NewItem("read", name, kept[-1], given=given)


def _contents(path: Path, inputs: Sequence[Input | Failure], limits: Limits) -> Iterator[tuple[str, bytes | ItemError]]:
    """The names and the bytes of an archive's reports, one at a time; archives within it are opened once."""
    for inner, group in groupby(inputs, lambda item: None if isinstance(item, Failure) else item.members[:-1]):
        if inner is None:
            yield from ((item.name, _error(item)) for item in group if isinstance(item, Failure))
            continue
        with ExitStack() as stack:
            archive = stack.enter_context(open_archive(path, limits))
            if inner:
                archive = stack.enter_context(archive.nested(inner[0]))
            for item in group:
                if isinstance(item, Input):
                    try:
                        yield item.name, archive.read(item.members[-1], limits.source_bytes)
                    except ReadError as error:
                        yield item.name, ItemError(code=error.code, message=error.message)


def _error(failure: Failure) -> ItemError:
    return ItemError(code=failure.code, message=failure.message)
