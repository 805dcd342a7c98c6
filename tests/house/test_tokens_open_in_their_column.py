"""What is encrypted opens in its own column only, unchanged; what Fernet closed is read and renewed."""

import io
import json
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.encryption import box, encrypted_columns, purpose_of, seal, unseal
from connectors.actions import add_relationship
from connectors.models import Relationship

NAME, EMAIL = box("connectors_relationship.name"), box("connectors_relationship.email")


@pytest.fixture
def anna(colin: User) -> Relationship:
    return add_relationship(colin, name="Anna Berg", email="anna@one.example")


@pytest.fixture
def old(settings) -> Fernet:  # type: ignore[no-untyped-def]
    """What closed every column before each had a box."""
    return Fernet(settings.FIELD_KEYS[0])


def stored(column: str, table: str = "connectors_relationship") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return bytes(cursor.fetchone()[0])


def store(column: str, token: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE connectors_relationship SET {column} = %s", [token])


@settings(max_examples=50, deadline=None)
@given(said=st.binary(max_size=2000))
def test_what_was_closed_opens_again_and_never_looks_the_same_twice(said: bytes) -> None:
    token = NAME.close(said)
    assert NAME.open(token) == said
    assert NAME.is_newest(token)
    assert NAME.close(said) != token
    assert len(token) == len(said) + 33, "version, key id, nonce and tag"
    assert not said or len(said) < 4 or said not in token


@settings(max_examples=100, deadline=None)
@given(said=st.binary(max_size=60), place=st.integers(0, 92), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused_wherever_it_is(said: bytes, place: int, bit: int) -> None:
    token = bytearray(NAME.close(said))
    token[place % len(token)] ^= 1 << bit
    with pytest.raises(InvalidToken):
        NAME.open(bytes(token))


@settings(max_examples=50, deadline=None)
@given(said=st.binary(max_size=60), keep=st.integers(0, 92))
def test_a_piece_of_a_token_is_refused(said: bytes, keep: int) -> None:
    token = NAME.close(said)
    with pytest.raises(InvalidToken):
        NAME.open(token[: keep % len(token)])


def test_a_token_of_another_column_is_refused(anna: Relationship) -> None:
    store("name", stored("email"))
    with pytest.raises(InvalidToken):
        anna.refresh_from_db()
    with pytest.raises(CommandError, match="No key in FIELD_KEYS opens connectors_relationship"):
        call_command("rotate_keys", stdout=io.StringIO())
    assert EMAIL.open(stored("name")) == b"anna@one.example", "it stands as it was"


def test_what_was_tampered_with_is_refused_by_pages_and_by_rotation(anna: Relationship) -> None:
    token = stored("email")
    store("email", token[:-1] + bytes([token[-1] ^ 1]))
    with pytest.raises(InvalidToken):
        anna.refresh_from_db()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=io.StringIO())


def test_the_same_word_in_two_columns_has_two_keys() -> None:
    boxes = [box(purpose_of(table, column)) for table, _, column in encrypted_columns()]
    assert len(boxes) > 20
    for number, own in enumerate(boxes):
        with pytest.raises(InvalidToken):
            boxes[number - 1].open(own.close(b"anna"))


def test_each_field_closes_for_the_column_it_stands_in(anna: Relationship) -> None:
    assert NAME.open(stored("name")) == b"Anna Berg"
    assert EMAIL.open(stored("email")) == b"anna@one.example"


def test_what_fernet_closed_is_read_and_closed_anew_by_rotation(
    anna: Relationship, old: Fernet
) -> None:
    store("name", old.encrypt(b"Anna Berg"))
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"
    assert not NAME.is_newest(stored("name"))
    call_command("rotate_keys", stdout=(said := io.StringIO()))
    assert "connectors_relationship.name: 1 closed anew" in said.getvalue()
    assert "connectors_relationship.email: 0 closed anew" in said.getvalue()
    assert NAME.is_newest(stored("name"))
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"


def test_what_an_older_key_of_fernet_closed_is_read_and_renewed(
    anna: Relationship, old: Fernet, settings: object
) -> None:
    store("name", old.encrypt(b"Anna Berg"))
    new = Fernet.generate_key().decode()
    keys = settings.FIELD_KEYS  # type: ignore[attr-defined]
    settings.FIELD_KEYS = [new, *keys]  # type: ignore[attr-defined]
    call_command("rotate_keys", stdout=io.StringIO())
    settings.FIELD_KEYS = [new]  # type: ignore[attr-defined]
    anna.refresh_from_db()
    assert (anna.name, anna.email) == ("Anna Berg", "anna@one.example")


@pytest.mark.parametrize("closed", [seal, lambda said: None], ids=["today", "before"])
def test_what_stands_in_a_link_opens(closed: Callable[[str], str | None], old: Fernet) -> None:
    said = json.dumps({"to": "anna@one.example"})
    token = closed(said) or old.encrypt(said.encode()).decode()
    assert unseal(token) == said
    assert token.isascii() and " " not in token and "/" not in token and "+" not in token


@pytest.mark.parametrize("wrong", ["", "A", "gAAAA", "Ag", "äöü", "Ag==", "A" * 80, "a b", "Ag\n"])
def test_anything_else_in_a_link_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidToken):
        unseal(wrong)


def test_a_changed_link_is_refused() -> None:
    token = seal("erase 12")
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    with pytest.raises(InvalidToken):
        unseal(changed)
