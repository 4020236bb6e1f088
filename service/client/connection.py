"""How the service is reached: address, key, proxy, time limits, retries."""

from __future__ import annotations

import ipaddress
from urllib.request import getproxies, proxy_bypass

import httpx
from httpx_retries import Retry

from service.client.calls import Repeat
from service.client.errors import TRANSIENT
from service.settings import settings

CONNECT_SECONDS = 10.0
BACKOFF = 0.25  # the waits are up to 0.5, 1, 2, 4, … seconds
LONGEST_WAIT = 30.0

_NEVER_BEGUN = (429, 503)
_METHODS = ("HEAD", "GET", "POST", "DELETE")
# Not ReadTimeout: the service is still at it, and would begin once more.
_LOST = (httpx.ConnectTimeout, httpx.NetworkError, httpx.RemoteProtocolError)


class Connection:
    """What both clients know of the service that they talk to."""

    def __init__(self, url: str | None, key: str | None, timeout: float, retries: int) -> None:
        """Without ``url`` and ``key`` the settings count. Raises ValueError, SettingsError among them."""
        self.url = service_url(url or settings().url)
        self.key = key or settings().key
        if self.key is not None and not (self.key.isascii() and self.key.isprintable()):
            raise ValueError("密钥含有不能发送的字符，请核对是否完整复制")
        self.timeout = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
        self.retries = retries

    def headers(self) -> dict[str, str]:
        """What every request says."""
        import gouji

        headers = {"User-Agent": f"gouji/{gouji.__version__}"}
        return headers | {"Authorization": f"Bearer {self.key}"} if self.key else headers

    def retry(self, repeat: Repeat = "freely") -> Retry:
        """When a request is sent again: "cautiously" only where it cannot have begun its work."""
        if repeat == "freely":
            return self._retry(self.retries, TRANSIENT, _LOST)
        retries = self.retries if repeat == "cautiously" else 0
        return self._retry(retries, _NEVER_BEGUN, (httpx.ConnectTimeout, httpx.ConnectError))

    def proxy(self) -> str | None:
        """The proxy that the environment names for the service; none for this machine itself."""
        host = self.url.host
        if _is_loopback(host) or proxy_bypass(host):
            return None
        proxies = getproxies()
        return proxies.get(self.url.scheme) or proxies.get("all")

    @staticmethod
    def _retry(total: int, statuses: tuple[int, ...], errors: tuple[type[Exception], ...]) -> Retry:
        return Retry(
            total=total,
            allowed_methods=_METHODS,
            status_forcelist=statuses,
            retry_on_exceptions=errors,
            backoff_factor=BACKOFF,
            backoff_jitter=0.5,
            max_backoff_wait=LONGEST_WAIT,
        )


def service_url(text: str) -> httpx.URL:
    """The service's address. Raises ValueError."""
    complaint = f"服务地址 {text!r} 无效：应如 http://127.0.0.1:8000 或 https://…"
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise ValueError(complaint) from error
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise ValueError(complaint)
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")
