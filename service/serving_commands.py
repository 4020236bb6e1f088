"""The command ``gouji serve``: the whole service in one process, with the processes that read beside it."""

from __future__ import annotations

import logging
import os
import socket
import sys
from enum import StrEnum
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import uvicorn

    from service.services import Services
    from service.settings import Settings
    from service.storage.store import Store

_SECOND_SIGNAL = 1  # the exit status of a service that was told twice to end
_BACKLOG = 512


Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-w",
        min=0,
        help="读取进程数，0 为处理器个数；默认 GOUJI_WORKERS。"
        "\n\nProcesses that read, 0 for one a processor; by default GOUJI_WORKERS.",
    ),
]


class AccessMode(StrEnum):
    """Who may use the service."""

    auto = "auto"
    keys = "keys"
    open = "open"


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            help="监听的地址，默认 GOUJI_HOST 或 127.0.0.1；0.0.0.0 为所有地址，须先有密钥。"
            "\n\nThe address to listen on, by default GOUJI_HOST or 127.0.0.1; 0.0.0.0 for all, which asks for keys.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help="端口，默认 GOUJI_PORT 或 8000；0 为任意空闲端口。"
            "\n\nThe port, by default GOUJI_PORT or 8000; 0: any free one.",
        ),
    ] = None,
    workers: Workers = None,
    access: Annotated[
        AccessMode | None,
        typer.Option(
            "--access",
            help="auto：只监听本机且从未生成密钥时开放；keys：一律须有密钥；open：对任何人开放。默认 GOUJI_ACCESS。"
            "\n\nauto: open on loopback until a key is made; keys: keys always; open: open to anybody.",
        ),
    ] = None,
) -> None:
    """启动服务：REST 接口、读取进程和任务处理；数据在 GOUJI_DATA_DIR。 Run the service, with data in GOUJI_DATA_DIR."""
    said = {"host": host, "port": port, "workers": workers, "access": access.value if access else None}
    settings = settings_or_end(**said)
    warn_of_unknown()
    try:
        listener = listen(settings.host, settings.port)
    except (OSError, UnicodeError) as error:
        raise _end(f"不能监听 {settings.host}:{settings.port}：{_why(error)}") from error
    with listener:
        services = open_or_end(settings, protected=True)
        try:
            _run(services, listener)
        finally:
            services.close()


def settings_or_end(**said: object) -> Settings:
    """The settings with what was said on the command line, or an end with a line that says what is wrong."""
    from service.settings import SettingsError, settings

    try:
        return settings().model_copy(update={name: value for name, value in said.items() if value is not None})
    except SettingsError as error:
        raise _end(str(error), status=2) from error


def warn_of_unknown() -> None:
    """Say which variables of the environment look like settings and are none."""
    from service.settings import unknown

    if unused := unknown():
        typer.echo(f"没有这些设置，不起作用：{'，'.join(unused)}", err=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError where the address is not of this machine, or taken."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    both = family == socket.AF_INET6 and host == "::" and socket.has_dualstack_ipv6()
    listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG, dualstack_ipv6=both)
    # Connections inherit it. Asyncio sets it on them only where the listener was made with the protocol's number, and
    # without it each answer waits some 40 ms for the client to confirm its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _why(error: OSError | UnicodeError) -> str:
    import errno

    reasons = {
        errno.EADDRINUSE: "端口已被占用，请用 --port 另选一个 (the port is taken)",
        errno.EACCES: "没有权限使用这个端口，请用 --port 另选一个 (permission denied)",
        errno.EADDRNOTAVAIL: "本机没有这个地址 (not an address of this machine)",
    }
    if isinstance(error, socket.gaierror | UnicodeError):
        return "没有这个主机名 (no such host)"
    return reasons.get(error.errno or 0, error.strerror or str(error))


def open_or_end(settings: Settings, *, protected: bool = False) -> Services:
    """The services, or an end with a line that says why not; ``protected``: who may use them has to be settled."""
    from sqlalchemy.exc import SQLAlchemyError

    from service import logs
    from service.services import open_services, open_store
    from service.settings import SettingsError
    from service.storage.upgrading import SchemaError

    logs.configure(settings)
    try:
        store = open_store(settings)
        if protected:
            _refuse_unprotected(settings, store)
        return open_services(settings, store)
    except SettingsError as error:
        raise _end(str(error), status=2) from error
    except SchemaError as error:
        raise _end(str(error)) from error
    except SQLAlchemyError as error:
        raise _end(f"数据库打不开：{_one_line(getattr(error, 'orig', None) or error)}") from error
    except OSError as error:
        raise _end(f"数据目录 {settings.data_dir} 不能使用：{error.strerror or error}") from error


def _refuse_unprotected(settings: Settings, store: Store) -> None:
    """End unless who may use the service is settled: by keys, by the address, or by having been told."""
    from service.api.access import is_loopback
    from service.storage.keys import any_active

    if settings.access == "open" or any_active(store):
        return
    if settings.access == "auto" and is_loopback(settings.host):
        return
    store.close()
    raise _end(
        f"监听 {settings.host} 须有密钥，而现在一个也没有。请先运行 gouji keys add 名称 --role admin，"
        "或用 --access open 明确允许任何人使用 (make a key first, or say --access open)"
    )


def _run(services: Services, listener: socket.socket) -> None:
    import uvicorn

    from service.api.app import create_app
    from service.api.framing import Protocol

    config = uvicorn.Config(
        create_app(services),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(services.settings.shutdown_seconds)),
        timeout_keep_alive=75,
        lifespan="on",
        http=Protocol,
        ws="none",
    )
    _server(config, services, listener).run(sockets=[listener])
    logging.getLogger("gouji").info("stopped")


def _server(config: uvicorn.Config, services: Services, listener: socket.socket) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        """Uvicorn's server, which tells the services when it is told to end."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(services, listener)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """The first signal lets what is under way finish, the second ends at once: nothing accepted is lost, and
            the processes that read notice that nobody waits for them.
            """
            if self.should_exit:
                os._exit(_SECOND_SIGNAL)
            services.stopping.set()
            self.should_exit = True
            logging.getLogger("gouji").info("stopping")

    return Server(config)


def _announce(services: Services, listener: socket.socket) -> None:
    from service.api.access import is_loopback

    settings = services.settings
    address = _url(settings.host, listener.getsockname()[1])
    logging.getLogger("gouji").info("started", extra={"address": address, "workers": services.pool.workers})
    if not sys.stderr.isatty():
        return
    local = address if is_loopback(settings.host) else _url("127.0.0.1", listener.getsockname()[1])
    for line in (
        f"勾稽服务已启动：{address}",
        f"  接口文档：{local}/docs",
        f"  数据目录：{settings.data_dir}",
        "  按 Ctrl+C 停止 (stop with Ctrl+C)",
    ):
        typer.echo(line, err=True)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _one_line(error: Any) -> str:
    return " ".join(str(error).split())[:200]


def _end(message: str, *, status: int = 1) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(status)
