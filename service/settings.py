"""The settings, all of them environment variables ``GOUJI_…``; docs/settings.md names each of them.

Worker processes inherit the environment, so that all of them read under the same settings.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from reports.limits import Limits

PREFIX = "GOUJI_"


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


class Settings(BaseSettings):
    """What can be set. A field ``jobs`` is the variable GOUJI_JOBS, a limit ``pages`` is GOUJI_LIMIT_PAGES."""

    # GOUJI_LIMIT_SOURCE_BYTES is split once, into the field "limit" and its part "source_bytes".
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, env_ignore_empty=True, frozen=True
    )

    limit: Annotated[Limits, AfterValidator(_positive)] = Limits()
    soffice: Annotated[str, AfterValidator(_executable)] | None = None
    jobs: Annotated[int, Field(ge=0)] = 0


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
    except ValueError as error:  # GOUJI_LIMIT as a whole is no JSON
        raise SettingsError("设置 GOUJI_LIMIT 无效：请逐项设置，如 GOUJI_LIMIT_PAGES") from error


def names() -> Iterator[tuple[str, object]]:
    """Every variable and its default."""
    for limit in fields(Limits):
        yield _name(("limit", limit.name)), limit.default
    for name, field in Settings.model_fields.items():
        if name != "limit":
            yield _name((name,)), field.default


def unknown() -> list[str]:
    """Variables of the environment that look like settings and are none: slips of the keyboard, most often."""
    known = {name for name, _ in names()}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _name(place: tuple[str, ...]) -> str:
    return PREFIX + "_".join(place).upper()


def _complaint(place: tuple[str, ...]) -> str:
    name = _name(place)
    value = next((value for key, value in os.environ.items() if key.upper() == name), "")
    if name not in dict(names()):
        wanted = "没有这项设置"
    elif place == ("soffice",):
        wanted = "找不到这个可执行文件"
    elif place == ("jobs",):
        wanted = "应为 0 或正整数"
    else:
        wanted = "应为大于 0 的数" if isinstance(dict(names()).get(name), float) else "应为大于 0 的整数"
    return f"设置 {name}={value!r} 无效：{wanted}"
