"""API keys: ``gouji_<id>_<secret>``, of which the database keeps the id and the SHA-256 of the secret.

The secret has 256 random bits: nobody finds it by trying, so that a fast hash is as good as a slow one, and every
request can be checked in the database, where a revoked key stops at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

from sqlalchemy import or_, select

from service.messages import Role
from service.storage.schema import KeyRow
from service.storage.store import Store

PREFIX = "gouji"
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
_ID_BYTES = 6
_SECRET_BYTES = 32
_LONGEST_TOKEN = 200  # characters; longer ones are none and are not looked up


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def may(self, needed: Role) -> bool:
        """Whether the key's role includes another one."""
        return includes(self.role, needed)

    def is_active(self, now: datetime | None = None) -> bool:
        """Whether the key is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or (now or datetime.now(UTC)) < self.expires_at)


def includes(role: Role, needed: Role) -> bool:
    """Whether a role may do what another one may."""
    return ROLES.index(role) >= ROLES.index(needed)


def make_key(store: Store, name: str, role: Role, *, lifetime: timedelta | None = None) -> tuple[Key, str]:
    """A new key and its token, which is not kept and cannot be shown again. Raises ValueError for an unfit one."""
    if not name.strip() or not name.isprintable():
        raise ValueError("a key needs a name that can be printed")
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    if lifetime is not None and lifetime <= timedelta(0):
        raise ValueError("a key that has expired already")
    now = datetime.now(UTC)
    secret = secrets.token_hex(_SECRET_BYTES)
    row = KeyRow(
        id=secrets.token_hex(_ID_BYTES),
        name=name.strip(),
        role=role,
        hash=_hash(secret),
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
        revoked_at=None,
    )
    with store.database.writing() as session:
        session.add(row)
    return _key(row), f"{PREFIX}_{row.id}_{secret}"


def find_key(store: Store, token: str) -> Key | None:
    """The active key that a token is of."""
    if len(token) > _LONGEST_TOKEN:
        return None
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    if prefix != PREFIX or not key_id.isalnum() or not key_id.isascii():
        return None
    with store.database.reading() as session:
        row = session.get(KeyRow, key_id)
    # The time this takes tells nothing of the hash, nor whether there is a key of that id.
    matches = hmac.compare_digest(_hash(secret), row.hash if row is not None else _hash(""))
    if row is None or not matches:
        return None
    key = _key(row)
    return key if key.is_active() else None


def list_keys(store: Store) -> list[Key]:
    """All keys there have been, oldest first."""
    with store.database.reading() as session:
        return [_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created_at, KeyRow.id))]


def revoke_key(store: Store, key_id: str) -> bool:
    """End a key from now on; whether there is one of that id. One that is revoked already stays as it is."""
    with store.database.writing() as session:
        row = session.get(KeyRow, key_id, with_for_update=True)
        if row is None:
            return False
        row.revoked_at = row.revoked_at or datetime.now(UTC)
        return True


def any_active(store: Store) -> bool:
    """Whether there is a key that opens anything."""
    unexpired = or_(KeyRow.expires_at.is_(None), KeyRow.expires_at > datetime.now(UTC))
    query = select(KeyRow.id).where(KeyRow.revoked_at.is_(None), unexpired).limit(1)
    with store.database.reading() as session:
        return session.scalar(query) is not None


def _key(row: KeyRow) -> Key:
    role: Role = row.role  # type: ignore[assignment]  # make_key has let nothing else in
    return Key(row.id, row.name, role, row.created_at, row.expires_at, row.revoked_at)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
