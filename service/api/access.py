"""Who may use the API: keys with roles, or anybody on this machine as long as no key was ever made.

What a browser does on behalf of a web page is not what its user wants: while no key is asked for, requests that
another site makes, and those whose Host is no name of this machine (DNS rebinding), are refused.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from service.api.problems import ProblemError, problem
from service.messages import Role
from service.settings import Settings
from service.storage.keys import Key, find_key, includes, list_keys
from service.storage.store import Store

CACHE_SECONDS = 3.0  # a key that was revoked is refused after this long, and one that was made counts
_CACHED_KEYS = 1000
_LONGEST_TOKEN = 200
_LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="`Authorization: Bearer gouji_…`；密钥由 `gouji keys add` 生成。 A key made by `gouji keys add`.",
)
_header = APIKeyHeader(
    name="X-API-Key", auto_error=False, scheme_name="apiKey", description="同一密钥。 The same key, in another header."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request; ``key_id`` is None where no key was asked for."""

    key_id: str | None
    role: Role


class _Cached:
    """What a function gave, for a few seconds; at most so many answers."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        self._ask = ask
        self._answers: dict[str, tuple[float, Any]] = {}

    async def get(self, question: str) -> Any:
        now = time.monotonic()
        known = self._answers.get(question)
        if known is not None and now - known[0] < CACHE_SECONDS:
            return known[1]
        answer = await anyio.to_thread.run_sync(self._ask, question)
        if len(self._answers) >= _CACHED_KEYS:
            self._answers.clear()
        self._answers[question] = (now, answer)
        return answer


class Access:
    """Decides about requests, by the settings and the keys that there are."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._mode = settings.access
        self._loopback = is_loopback(settings.host)
        self._keys = _Cached(lambda token: find_key(store, token))
        self._any_key = _Cached(lambda _: bool(list_keys(store)))

    async def caller(self, request: Request, token: str | None) -> Caller:
        """Who makes the request. Raises ProblemError where that is nobody who may."""
        if await self._is_open():
            self._refuse_web_pages(request)
            return Caller(None, "admin")
        if token is None:
            raise _unauthorized("key_required", "请在 Authorization: Bearer 中附上密钥")
        return await self._holder(token)

    async def _holder(self, token: str) -> Caller:
        if len(token) > _LONGEST_TOKEN:  # nothing to keep for the next time
            raise _unauthorized("key_invalid", "密钥不存在、已撤销或已过期")
        key = cast(Key | None, await self._keys.get(token))
        if key is None:
            raise _unauthorized("key_invalid", "密钥不存在、已撤销或已过期")
        return Caller(key.id, key.role)

    async def _is_open(self) -> bool:
        if self._mode == "auto":  # a service whose last key has expired does not open itself again
            return self._loopback and not await self._any_key.get("")
        return self._mode == "open"

    def _refuse_web_pages(self, request: Request) -> None:
        if self._loopback and not _names_this_machine(request.headers.get("host", "")):
            raise problem("host_refused", "未设密钥时只接受以 localhost 或回环地址访问")
        if self._loopback and self._mode == "auto" and any(name in request.headers for name in _FORWARDED):
            detail = "请求经代理而来：请先用 gouji keys add 生成密钥，或明确设置 GOUJI_ACCESS=open"
            raise problem("proxy_without_keys", detail)
        if request.method not in _SAFE_METHODS and _is_cross_site(request):
            raise problem("cross_site", "未设密钥时不接受其他网站的网页发出的请求")


def needs(role: Role) -> Any:
    """The dependency of an endpoint that asks for a role: ``dependencies=[needs("read")]``, or as a parameter
    ``caller: Annotated[Caller, needs("write")]``.
    """

    async def allowed(
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        header: Annotated[str | None, Security(_header)],
    ) -> Caller:
        access = cast(Access, request.app.state.access)
        caller = await access.caller(request, bearer.credentials if bearer else header)
        request.state.key_id = caller.key_id
        if not includes(caller.role, role):
            raise problem("role_missing", f"需要 {role} 权限，这个密钥只有 {caller.role}")
        return caller

    return Depends(allowed)


def is_loopback(host: str) -> bool:
    """Whether an address is one that only this machine reaches."""
    host = host.strip("[]").rstrip(".").lower()
    if host in _LOOPBACK_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _names_this_machine(host_header: str) -> bool:
    try:
        name = urlsplit(f"//{host_header}").hostname
    except ValueError:
        return False
    return name is not None and is_loopback(name)


def _is_cross_site(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site.lower() not in {"none", "same-origin"}
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    except ValueError:
        return True


def _unauthorized(code: str, detail: str) -> ProblemError:
    challenge = 'Bearer realm="gouji"' + (', error="invalid_token"' if code == "key_invalid" else "")
    return problem(code, detail, headers={"WWW-Authenticate": challenge})
