"""The client of the REST service: ``gouji.Client`` and ``gouji.AsyncClient``.

What a request is and what its answer means stands in ``calls`` and is the same for both; ``sync`` and ``asynchronous``
only send.
"""

from service.client.asynchronous import AsyncClient
from service.client.errors import ServiceError
from service.client.sync import Client

__all__ = ["AsyncClient", "Client", "ServiceError"]
