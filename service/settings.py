"""The settings: environment variables ``GOUJI_…`` or keys of a TOML file; docs/settings.md is made from their fields.

The environment outranks the file. Worker processes inherit the environment, so that all of them read under the same
settings.
"""

from __future__ import annotations

import math
import os
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import platformdirs
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from reports.limits import Limits

PREFIX = "GOUJI_"
SETTINGS_FILE = "GOUJI_SETTINGS"
DEFAULT_FILE = "gouji.toml"  # in the data directory


class SettingsError(ValueError):
    """A setting that cannot be used; its text is one line of Chinese, fit to be shown as it is."""


def _positive(limits: Limits) -> Limits:
    for limit in fields(limits):
        value = getattr(limits, limit.name)
        if not (math.isfinite(value) and value > 0):
            raise SettingsError(_complaint(("limit", limit.name)))
    return limits


def _executable(command: str) -> str:
    if shutil.which(command) is None:
        raise SettingsError(_complaint(("soffice",)))
    return command


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))


def _folder(path: Path) -> Path:
    if "?" in str(path):  # would cut the URL of the database in it short
        raise SettingsError(_complaint(("data_dir",)))
    return _absolute(path)


def _database(url: str) -> str:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsError(_complaint(("database_url",)))
    return url


def _default_data_dir() -> Path:
    return Path(platformdirs.user_data_dir("gouji", appauthor=False))


def _in_data_dir(description: str, shown: str) -> Any:
    """A default that lies in the data directory, whichever that is; ``shown`` is how the reference names it."""
    return Field(
        default_factory=lambda data: shown.replace("<data_dir>", str(data["data_dir"])),
        json_schema_extra={"shown": shown},
        repr=False,
        description=description,
    )


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """What can be set. A field ``jobs`` is the variable GOUJI_JOBS, a limit ``pages`` is GOUJI_LIMIT_PAGES."""

    # GOUJI_LIMIT_SOURCE_BYTES is split once, into the field "limit" and its part "source_bytes".
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, env_ignore_empty=True, frozen=True
    )

    data_dir: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=_default_data_dir,
        json_schema_extra={"shown": "<user data>/gouji"},
        description="服务的数据目录：数据库、原件、任务队列都在其中。"
        " The service's data directory; database, originals and queue lie in it.",
    )
    database_url: Annotated[str, AfterValidator(_database)] = _in_data_dir(
        "数据库：SQLite 文件，或 `postgresql://用户:密码@主机/库`。"
        " The database: an SQLite file, or `postgresql://user:password@host/name`.",
        "sqlite:///<data_dir>/gouji.db",
    )
    store_url: str = _in_data_dir(
        "原件的存放处：目录，或 fsspec 认识的地址，如 `s3://桶/前缀`（需 extra `s3`）。"
        " Where originals are kept: a directory, or a URL that fsspec knows, as `s3://bucket/prefix` (extra `s3`).",
        "<data_dir>/originals",
    )
    queue_url: str = _in_data_dir(
        "任务队列：SQLite 文件，或 `redis://主机:6379/0`（需 extra `redis`）。"
        " The job queue: an SQLite file, or `redis://host:6379/0` (extra `redis`).",
        "<data_dir>/queue.db",
    )
    index_url: str = _in_data_dir(
        "检索索引：目录，或 `s3://桶/前缀`；其中没有数据库里没有的内容，丢了可重建。"
        " The search index: a directory, or `s3://bucket/prefix`; it can be made anew from the database at any time.",
        "<data_dir>/index",
    )
    index_seconds: Seconds = Field(
        default=1.0,
        description="隔几秒查看别的进程收下的报告是否待编入索引。"
        " Seconds after which it is looked for reports that other processes took in and that have to be indexed.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="`gouji serve` 监听的地址。不是本机回环地址时必须有密钥。"
        " The address to listen on; any other than loopback needs API keys.",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="监听的端口；0 为任意空闲端口。 The port; 0: any free one."
    )
    access: Literal["auto", "keys", "open"] = Field(
        default="auto",
        description="谁可以使用：`auto` 只监听本机且从未生成密钥时开放，否则须有密钥；`keys` 一律须有密钥；"
        "`open` 对任何人开放。"
        " Who may use it: `auto`: open on loopback until a key is made, else keys; `keys`: keys always;"
        " `open`: anybody.",
    )
    workers: int = Field(
        default=0,
        ge=0,
        description="服务的读取进程数；0 为处理器个数。 Processes of the service that read; 0: one for each processor.",
    )
    worker_memory_bytes: int = Field(
        default=4_000_000_000,
        ge=0,
        description="每个读取进程的内存上限；0 为不限。 Memory of each reading process; 0: no limit.",
    )
    read_seconds: Seconds = Field(
        default=300.0,
        description="一份文件的读取时限（秒），排队不计。 Seconds that reading a document may take, once it has begun.",
    )
    requests_in_flight: int = Field(
        default=64,
        gt=0,
        description="同时处理的读取请求数；超过的以 503 请其稍后再来。"
        " Reading requests at a time; further ones are told with 503 to come back.",
    )
    body_seconds: Seconds = Field(
        default=60.0,
        description="接收一份文件的请求体的时限；批量上传时为两段数据之间的时限（秒）。"
        " Seconds for the body of one document to arrive; for a batch, seconds between two pieces of it.",
    )
    batch_bytes: int = Field(
        default=2_000_000_000, gt=0, description="一次批量上传的字节数上限。 Bytes of one batch upload."
    )
    embedded_worker: bool = Field(
        default=True,
        description="`gouji serve` 自己也处理任务；设为 false 时须另行运行 `gouji worker`。"
        " `gouji serve` works on jobs itself; if false, run `gouji worker` beside it.",
    )
    shutdown_seconds: float = Field(
        default=30.0,
        ge=0,
        allow_inf_nan=False,
        description="停止服务时，为未完成的请求和任务等待的秒数。"
        " Seconds that requests and jobs get to finish when the service stops.",
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="日志格式；日志里没有报告的文字。 Format of the log; no text of reports is in it."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="日志级别。 Level of the log."
    )
    url: str = Field(
        default="http://127.0.0.1:8000",
        description="`gouji push` 和 `gouji.Client` 所用服务的地址。"
        " The service that `gouji push` and `gouji.Client` talk to.",
    )
    key: str | None = Field(
        default=None,
        repr=False,
        description="`gouji push` 和 `gouji.Client` 的密钥。 The API key of `gouji push` and `gouji.Client`.",
    )
    jobs: int = Field(
        default=0,
        ge=0,
        description="命令行同时读取的进程数（未给 `--jobs` 时）；0 为一个，32 个文件起为处理器个数。"
        " Processes of the command line that read at a time where `--jobs` is not given; 0: one, or from 32 files on as"
        " many as there are processors.",
    )
    sentence_encoder: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="代替随附句子编码器的目录：Gouji 训练的，或任何 sentence-transformers 模型；更换后须重建索引。"
        " A directory with the sentence encoder in place of the shipped one: one of Gouji's or any model of"
        " sentence-transformers; the index has to be made anew for it.",
    )
    soffice: Annotated[str, AfterValidator(_executable)] | None = Field(
        default=None,
        description="转换旧版 Word 文档的 LibreOffice，路径或 `PATH` 中的名称；默认查找 `soffice` 和 `libreoffice`。"
        " LibreOffice's program, a path or a name on `PATH`; without it `soffice` and `libreoffice` are looked for.",
    )
    limit: Annotated[Limits, AfterValidator(_positive)] = Limits()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What a program says, then the environment, then the file."""
        file = settings_file()
        return init_settings, env_settings, *([TomlConfigSettingsSource(settings_cls, file)] if file else [])


def settings_file() -> Path | None:
    """The file that settings are read from: GOUJI_SETTINGS, else gouji.toml in the data directory, if it is there.

    Raises SettingsError where GOUJI_SETTINGS names no readable file.
    """
    named = _environment(SETTINGS_FILE)
    if named:
        path = _absolute(Path(named))
        if not path.is_file():
            raise SettingsError(f"设置 {SETTINGS_FILE}={named!r} 无效：没有这个文件")
        return path
    folder = _environment(PREFIX + "DATA_DIR")
    path = (_absolute(Path(folder)) if folder else _default_data_dir()) / DEFAULT_FILE
    return path if path.is_file() else None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        place = tuple(str(part) for part in first["loc"])
        raise SettingsError(str(cause) if isinstance(cause, SettingsError) else _complaint(place)) from error
    except SettingsError:
        raise
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {settings_file()} 不是有效的 TOML：{' '.join(str(error).split())}") from error
    except OSError as error:
        raise SettingsError(f"设置文件 {settings_file()} 打不开：{error.strerror or error}") from error
    except ValueError as error:  # GOUJI_LIMIT as a whole is no JSON
        raise SettingsError("设置 GOUJI_LIMIT 无效：请逐项设置，如 GOUJI_LIMIT_PAGES") from error


def names() -> Iterator[tuple[str, object]]:
    """Every variable and its default, as the reference shows it."""
    for limit in fields(Limits):
        yield _name(("limit", limit.name)), limit.default
    for name, field in Settings.model_fields.items():
        if name != "limit":
            extra = field.json_schema_extra
            yield _name((name,)), extra["shown"] if isinstance(extra, dict) else field.default
    yield SETTINGS_FILE, None


def unknown() -> list[str]:
    """Variables of the environment that look like settings and are none: slips of the keyboard, most often."""
    known = {name for name, _ in names()}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _name(place: tuple[str, ...]) -> str:
    return PREFIX + "_".join(place).upper()


def _environment(name: str) -> str:
    return next((value for key, value in os.environ.items() if key.upper() == name), "")


def _complaint(place: tuple[str, ...]) -> str:
    """One line about a value that cannot be used, by its name where it was written: a variable or a key of the file."""
    name = _name(place)
    wanted = _wanted(place) if name in dict(names()) else "没有这项设置"
    if value := _environment(name):
        return f"设置 {name}={_shown(place, value)} 无效：{wanted}"
    return f"设置文件 {settings_file()} 中的 {'.'.join(place)} 无效：{wanted}"


def _shown(place: tuple[str, ...], value: str) -> str:
    return "…" if place[0].endswith("_url") else repr(value)  # it may hold a password


def _wanted(place: tuple[str, ...]) -> str:
    """What a value should be, from the field's type and bounds."""
    if place[0] == "limit":
        return "应为大于 0 的数" if isinstance(dict(names()).get(_name(place)), float) else "应为大于 0 的整数"
    if place[0] in _WANTED:
        return _WANTED[place[0]]
    field = Settings.model_fields[place[0]]
    if get_origin(field.annotation) is Literal:
        return f"应为 {'、'.join(get_args(field.annotation))} 之一"
    if field.annotation is bool:
        return "应为 true 或 false"
    number = "整数" if field.annotation is int else "数"
    bounds = {name: value for bound in field.metadata for name, value in _bounds(bound)}
    if "le" in bounds:
        return f"应为 {bounds['ge']} 到 {bounds['le']} 的{number}"
    return f"应为大于 0 的{number}" if "gt" in bounds else f"应为 0 或正{number}"


_WANTED = {
    "soffice": "找不到这个可执行文件",
    "data_dir": "应为目录的路径，其中不能有问号",
    "database_url": "应为 sqlite:///文件 或 postgresql://用户:密码@主机/库",
}


def _bounds(bound: object) -> Iterator[tuple[str, Any]]:
    for name in ("gt", "ge", "le"):
        if hasattr(bound, name):
            yield name, getattr(bound, name)
