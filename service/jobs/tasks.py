"""What is done with an item of a job. Each of these ends by settling the item, unless it raises.

What is stored and what the job says of it are one transaction: an interruption leaves both or neither.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from reports.report import Report
from service.jobs.unpacking import unpack
from service.messages import ItemError
from service.pipeline import Failure
from service.services import Services
from service.storage import accepting, job_items, views
from service.storage.accepting import Accepted
from service.storage.job_items import Claim
from service.storage.originals import OriginalBroken, OriginalMissing


class Unable(RuntimeError):
    """Nothing can be read at present, whatever it is."""


class ClaimLost(RuntimeError):
    """The item is another worker's by now."""


def read(services: Services, claim: Claim) -> None:
    """Read a report and store it. One that is there already is not read again."""
    store, original = services.store, claim.original or ""

    def settle(session: Session, accepted: Accepted) -> None:
        job_items.settle(session, claim, report_id=accepted.id, created=accepted.created)

    if accepting.known(store, original):
        accepted = accepting.regive(store, original, claim.given)
        if accepted is not None:
            with store.database.writing() as session:
                settle(session, accepted)
            return
    data = store.originals.get(original)
    outcome = _outcome(services, claim, data)
    if outcome is not None:
        accepting.accept(store, data, outcome, claim.given, also=settle)


def reread(services: Services, claim: Claim) -> None:
    """Read a stored report again and add the reading to those that it has."""
    store, report_id = services.store, claim.report_id or ""

    def settle(session: Session, accepted: Accepted) -> None:
        if not job_items.settle(session, claim, report_id=accepted.id, created=False):
            raise ClaimLost(claim.item_id)  # or there would be two readings for one order

    found = views.original(store, report_id)
    if found is not None:
        outcome = _outcome(services, claim, found[1])
        if outcome is None or accepting.add_reading(store, report_id, outcome, also=settle) is not None:
            return
    job_items.fail(store, claim, ItemError(code="report_not_found", message="没有这份报告，可能已被删除"))


def _outcome(services: Services, claim: Claim, data: bytes) -> Report | None:
    """What the item's bytes give; None where they cannot be read, which is then said of the item."""
    outcome = services.pool.submit(data, claim.name).result()
    if isinstance(outcome, Report):
        return outcome
    if not services.pool.ready:
        raise Unable(outcome.code)
    job_items.fail(services.store, claim, _error(outcome))
    return None


def _error(failure: Failure) -> ItemError:
    return ItemError(code=failure.code, message=failure.message)


def perform(services: Services, claim: Claim) -> None:
    """Do what an item asks for. Raises Unable, ClaimLost, and whatever storage raises."""
    try:
        _TASKS[claim.task](services, claim)
        services.changed.set()
    except OriginalMissing:
        message = "原件不在存储中，请管理员运行 gouji db check"
        job_items.fail(services.store, claim, ItemError(code="original_missing", message=message))
    except OriginalBroken:
        message = "原件在存储中已损坏，请管理员运行 gouji db check"
        job_items.fail(services.store, claim, ItemError(code="original_broken", message=message))


_TASKS: dict[str, Callable[[Services, Claim], None]] = {"read": read, "reread": reread, "unpack": unpack}
