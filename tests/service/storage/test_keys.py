"""API keys: found by their token only, as long as they are active; nothing of the secret is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from service.storage.keys import Key, any_active, find_key, includes, list_keys, make_key, revoke_key
from service.storage.schema import KeyRow
from service.storage.store import Store


def test_a_key_is_found_by_its_token(store: Store) -> None:
    key, token = make_key(store, "省政府办公厅", "write")
    assert token.startswith(f"gouji_{key.id}_")
    assert find_key(store, token) == key
    assert list_keys(store) == [key]


def test_the_secret_is_not_kept(store: Store) -> None:
    _, token = make_key(store, "a", "admin")
    secret = token.rsplit("_", 1)[1]
    assert len(secret) == 64
    with store.database.reading() as session:
        row = session.execute(text("SELECT * FROM api_keys")).one()
    assert secret not in repr(tuple(row))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token.rsplit("_", 1)[0],
        lambda token: token.rsplit("_", 1)[0] + "_",
        lambda token: token.replace("gouji_", "other_"),
        lambda token: token.replace("_", ""),
        lambda token: token.upper(),
        lambda token: f" {token}",
        lambda _: "",
        lambda _: "gouji__",
        lambda _: "gouji_\x00_\x00",
        lambda _: "gouji_勾稽_勾稽",
        lambda _: "gouji_" + "a" * 100_000,
    ],
)
def test_anything_else_finds_none(store: Store, spoil: object) -> None:
    _, token = make_key(store, "a", "read")
    assert callable(spoil)
    assert find_key(store, spoil(token)) is None


def test_the_secret_of_another_key_does_not_do(store: Store) -> None:
    (_, first), (second, _) = make_key(store, "a", "read"), make_key(store, "a", "admin")
    assert find_key(store, f"gouji_{second.id}_{first.rsplit('_', 1)[1]}") is None


def test_a_revoked_key_opens_nothing(store: Store) -> None:
    key, token = make_key(store, "a", "read")
    assert any_active(store)
    assert revoke_key(store, key.id)
    assert find_key(store, token) is None
    assert not any_active(store)
    (revoked,) = list_keys(store)
    assert revoked.revoked_at is not None and not revoked.is_active()


def test_revoking_again_keeps_when_it_was(store: Store) -> None:
    key, _ = make_key(store, "a", "read")
    revoke_key(store, key.id)
    before = list_keys(store)
    assert revoke_key(store, key.id)
    assert list_keys(store) == before
    assert not revoke_key(store, "nobody")


def test_an_expired_key_opens_nothing(store: Store) -> None:
    key, token = make_key(store, "a", "read", lifetime=timedelta(days=1))
    assert key.expires_at == key.created_at + timedelta(days=1)
    assert find_key(store, token) == key and any_active(store)
    with store.database.writing() as session:
        session.execute(update(KeyRow).values(expires_at=datetime.now(UTC)))
    assert find_key(store, token) is None
    assert not any_active(store)


@pytest.mark.parametrize(("role", "may"), [("read", 1), ("write", 2), ("train", 3), ("admin", 4)])
def test_each_role_includes_those_before(role: str, may: int) -> None:
    roles = ("read", "write", "train", "admin")
    assert [includes(role, needed) for needed in roles] == [place < may for place in range(4)]  # type: ignore[arg-type]
    key = Key("1", "a", role, datetime.now(UTC), None, None)  # type: ignore[arg-type]
    assert key.may("read") and key.may("admin") == (role == "admin")


@pytest.mark.parametrize(
    ("name", "role", "days"),
    [
        ("", "read", 1),
        ("  ", "read", 1),
        ("a\nb", "read", 1),
        ("a", "owner", 1),
        ("a", "read", 0),
        ("a", "read", -1),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(store: Store, name: str, role: str, days: int) -> None:
    with pytest.raises(ValueError, match=r"name|role|expired"):
        make_key(store, name, role, lifetime=timedelta(days=days))  # type: ignore[arg-type]
    assert list_keys(store) == []
