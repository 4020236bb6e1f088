"""The commands that look after what is stored: upgrades, checks, backups, API keys.

Exit status: 0 done and all is well; 1 not, with a line that says why; 2 wrong usage or a wrong setting.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from service.storage.keys import Key
    from service.storage.store import Store

db_app = typer.Typer(
    no_args_is_help=True, help="数据库：升级、查看版本、检查。\n\nThe database: upgrade, revision, check."
)
keys_app = typer.Typer(no_args_is_help=True, help="API 密钥：新建、列出、撤销。\n\nAPI keys: add, list, revoke.")
_PIPE_WIDTH = 110  # columns where standard output is no terminal


class RoleName(StrEnum):
    """Roles, each of which includes those before it."""

    read = "read"
    write = "write"
    train = "train"
    admin = "admin"


@db_app.command("upgrade")
def upgrade_database() -> None:
    """建表，或升级到本程序的版本；SQLite 文件先留副本。 Make or upgrade the tables; an SQLite file is copied first."""
    from service.storage.upgrading import upgrade

    with opened_store() as store:
        done = upgrade(store.database)
        name = store.database.url.render_as_string()
    if done.copy is not None:
        typer.echo(f"升级前的副本：{done.copy} (copy of before)")
    if done.before == done.after:
        typer.echo(f"{name}：已是最新版本 {done.after} (up to date)")
    else:
        typer.echo(f"{name}：{done.before or '空'} → {done.after}")


@db_app.command("current")
def current_revision() -> None:
    """显示数据库的版本；与本程序不符时退出状态为 1。 Show the revision; exit status 1 if it is not this version's."""
    from service.storage.upgrading import head, revision

    with opened_store() as store:
        found = revision(store.database)
        typer.echo(f"{store.database.url.render_as_string()}：{found or '空'}")
    if found != head():
        typer.echo(f"本程序的版本是 {head()} (this version needs {head()})", err=True)
        raise typer.Exit(1)


@db_app.command("check")
def check_database(
    sweep: Annotated[
        bool, typer.Option("--sweep", help="删除没有报告引用的原件。\n\nRemove originals that nothing refers to.")
    ] = False,
) -> None:
    """检查全部原件和读取结果，有问题时退出状态为 1。 Check all originals and readings; exit status 1 if any is bad."""
    from service.storage import verifying
    from service.storage.upgrading import require_current

    wrong = 0
    with opened_store() as store:
        require_current(store.database)
        with _progress() as progress:
            for finding in verifying.verify(store, progress=progress):
                wrong += 1
                named = f"{finding.name}：" if finding.name else ""
                typer.echo(f"{named}{verifying.MESSAGES[finding.code]} ({finding.code})  {finding.id}")
        left = list(verifying.leftovers(store))
        removed = sum(verifying.sweep(store, sha256) for sha256 in left) if sweep else 0
    for sha256 in left if not sweep else []:
        typer.echo(f"没有报告引用的原件 (unused original)  {sha256}")
    if removed:
        typer.echo(f"已删除没有报告引用的原件 {removed} 个 (unused originals removed)")
    elif left and not sweep:
        typer.echo("没有报告引用的原件不影响使用，可用 --sweep 删除 (harmless; --sweep removes them)", err=True)
    typer.echo(f"发现 {wrong} 处问题 (problems found)" if wrong else "没有发现问题 (no problems found)")
    raise typer.Exit(1 if wrong else 0)


def backup(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="备份写入的文件，或 -（标准输出）；以 .gz 或 .tgz 结尾的会压缩。"
            "\n\nThe file to write, or - for standard output; compressed if it ends in .gz or .tgz.",
        ),
    ],
) -> None:
    """把数据库和全部原件备份成一个文件，服务可以照常运行。 Back up everything into one file, while the service runs."""
    from service.storage.backup import back_up, whole_file

    if file == "-" and sys.stdout.isatty():
        raise typer.BadParameter("备份不能写到终端，请给出文件名 (a backup is nothing for a terminal)")
    with opened_store() as store, _progress() as progress:
        if file == "-":
            made = back_up(store, sys.stdout.buffer, progress=progress)
            sys.stdout.buffer.flush()
        else:
            with whole_file(Path(file)) as stream:
                made = back_up(store, stream, compress=file.endswith((".gz", ".tgz")), progress=progress)
    typer.echo(f"已备份报告 {made.reports} 份，原件 {made.originals} 个：{file} (backed up)", err=True)
    _tell_lost(made.lost)
    raise typer.Exit(1 if made.lost else 0)


def restore(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="备份文件，或 -（标准输入）。\n\nA backup, or - for standard input."),
    ],
) -> None:
    """把备份恢复到空的数据库和原件存储，两种数据库可互换。 Restore into an empty database and store of either kind."""
    from service.storage.restoring import restore as run

    with opened_store() as store, _progress() as progress, _source(file) as stream:
        restored = run(store, stream, progress=progress)
    made = f"{restored.manifest.made_at.astimezone():%Y-%m-%d %H:%M}"
    typer.echo(f"已恢复报告 {restored.reports} 份，原件 {restored.originals} 个，备份于 {made} (restored)", err=True)
    _tell_lost(restored.lost)


@keys_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="密钥给谁用，只是个名称。\n\nWho the key is for; just a name.")],
    role: Annotated[
        RoleName,
        typer.Option(
            "--role",
            help="read 查询，write 还可提交和删除报告，train 还可训练，admin 全部。"
            "\n\nread: look; write: and send and delete; train: and train; admin: everything.",
        ),
    ],
    days: Annotated[
        int | None,
        typer.Option(
            "--days", min=1, max=36500, help="有效天数，默认不限。\n\nDays that it is valid; default: for ever."
        ),
    ] = None,
) -> None:
    """新建密钥并显示一次。 Make a key and show it once."""
    from service.services import open_store
    from service.storage.keys import make_key

    with opened_store(open_store) as store:
        try:
            key, token = make_key(store, name, role.value, lifetime=None if days is None else timedelta(days=days))
        except ValueError as error:
            raise typer.BadParameter("名称不能为空，不能有换行等控制字符 (the name cannot be used)") from error
    until = f"，有效至 {_time(key.expires_at)}" if key.expires_at else ""
    typer.echo(
        f"密钥 {key.id}（{key.name}，{key.role}{until}）只显示这一次，请妥善保存 (shown only this once)：", err=True
    )
    typer.echo(token)


@keys_app.command("list")
def show_keys() -> None:
    """列出全部密钥，密钥本身不再显示。 List all keys, without their secrets."""
    from service.storage.keys import list_keys
    from service.storage.upgrading import require_current

    with opened_store() as store:
        require_current(store.database)
        keys = list_keys(store)
    if keys:
        _print_keys(keys)
    else:
        typer.echo("还没有密钥，用 gouji keys add 新建 (no keys yet)", err=True)


@keys_app.command("revoke")
def revoke(
    key_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="密钥的编号，见 gouji keys list。\n\nThe key's id, as in gouji keys list."),
    ],
) -> None:
    """撤销密钥，几秒内生效。 Revoke a key; it takes effect within seconds."""
    from service.storage.keys import revoke_key
    from service.storage.upgrading import require_current

    with opened_store() as store:
        require_current(store.database)
        found = revoke_key(store, key_id)
    if not found:
        typer.echo(f"没有编号为 {key_id} 的密钥，见 gouji keys list (no such key)", err=True)
        raise typer.Exit(1)
    typer.echo(f"已撤销密钥 {key_id} (revoked)")


@contextmanager
def opened_store(opener: Callable[[Any], Store] | None = None) -> Iterator[Store]:
    """The store of the settings, and an end with one line where something of it cannot be used."""
    from sqlalchemy.exc import SQLAlchemyError

    from service.settings import SettingsError, settings, unknown
    from service.storage.backup_format import BackupError
    from service.storage.reasons import reason_of
    from service.storage.store import Store
    from service.storage.upgrading import SchemaError

    try:
        chosen = settings()
        if unused := unknown():
            typer.echo(f"没有这些设置，不起作用：{'，'.join(unused)}", err=True)
        store = (opener or Store.open)(chosen)
        try:
            yield store
        finally:
            store.close()
    except SettingsError as error:
        raise _end(str(error), 2) from error
    except (BackupError, SchemaError) as error:
        raise _end(str(error)) from error
    except SQLAlchemyError as error:
        raise _end(f"数据库不能使用：{reason_of(error)}") from error
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        raise _end(f"{where}{_why(error)}") from error


def _why(error: OSError) -> str:
    reasons = {
        errno.ENOENT: "没有这个文件或文件夹 (no such file or folder)",
        errno.EISDIR: "这是一个文件夹，请给出文件 (a folder)",
        errno.EACCES: "没有权限 (permission denied)",
        errno.ENOSPC: "磁盘已满 (no space left)",
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))


def _end(message: str, status: int = 1) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(status)


@contextmanager
def _source(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A display on the terminal, on standard error, of what is done now and how far it is."""
    from service.storage.backup_format import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None, count="")

        def show(stage: str, done: int, total: int) -> None:
            count = f"{done}/{total}" if total else str(done)
            bar.update(task, description=stage, completed=done, total=total or None, count=count)

        yield show


def _tell_lost(lost: tuple[str, ...]) -> None:
    if not lost:
        return
    typer.echo(f"有 {len(lost)} 个原件在存储中缺失或损坏，不在备份里 (originals missing or broken):", err=True)
    for sha256 in lost:
        typer.echo(f"  {sha256}", err=True)


def _print_keys(keys: list[Key]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("编号 id", "名称 name", "角色 role", "新建 made", "有效至 expires", "撤销 revoked", box=None)
    for key in keys:
        times = (_time(moment) for moment in (key.created_at, key.expires_at, key.revoked_at))
        table.add_row(key.id, escape(key.name), key.role, *times, style=None if key.is_active() else "dim")
    Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def _time(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
