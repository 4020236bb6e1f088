# The types of gouji.py: a single-file module cannot say for itself that it is typed (PEP 561).
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.tagger import Tagger
from models.themes import Classifier
from reports.errors import ReadError as ReadError
from reports.report import Report as Report
from service.client import AsyncClient as AsyncClient
from service.client import Client as Client
from service.client import ServiceError as ServiceError
from service.pipeline import Failure as Failure

__version__: str
__all__ = [
    "AsyncClient",
    "Client",
    "Failure",
    "ReadError",
    "Report",
    "ServiceError",
    "__version__",
    "read",
    "read_many",
]

def read(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    tagger: Tagger | None = None,
    classifier: Classifier | None = None,
) -> Report: ...
def read_many(sources: str | Path | Iterable[str | Path], *, jobs: int = 1) -> Iterator[Report | Failure]: ...
