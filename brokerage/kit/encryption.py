"""Encryption at rest and keyed hashes.

Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` package, several keys: the newest writes,
all read. Equality is matched through HMAC-SHA256 digests that carry their key's id.
"""

import functools
import hmac
import json
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.db import models
from django.dispatch import receiver


@functools.cache
def fernet() -> MultiFernet:
    """The box that closes with the newest of `settings.FIELD_KEYS` and opens with any."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


@receiver(setting_changed)
def _forget_keys(**_: object) -> None:
    fernet.cache_clear()
    _hashes.cache_clear()


def seal(text: str) -> str:
    """`text` closed with the newest key, as it may stand in a queue or a link."""
    return fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` closed; raises `cryptography.fernet.InvalidToken` for anything else."""
    return fernet().decrypt(sealed.encode()).decode()


def keyed_hash(value: str) -> tuple[str, str]:
    """`(key id, hex digest)` of a normalised value under the newest hash key."""
    return all_hashes(value)[0]


def all_hashes(value: str) -> list[tuple[str, str]]:
    """The digests of `value` under every hash key, newest first: what a look-up compares with."""
    return list(_hashes(value))


@functools.lru_cache(maxsize=4096)
def _hashes(value: str) -> tuple[tuple[str, str], ...]:
    """A batch asks for most of its hashes several times."""
    said = value.encode()
    return tuple(
        (key_id, hmac.digest(key.encode(), said, "sha256").hex())
        for key_id, key in settings.HASH_KEYS.items()
    )


def is_newest(token: bytes) -> bool:
    """Whether a Fernet token was closed with the newest key."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def rotate(token: bytes) -> bytes:
    """The same, closed with the newest key; raises InvalidToken when no key opens it."""
    return fernet().rotate(token)


def encrypted_columns() -> Iterator[tuple[str, str, str]]:
    """`(table, primary key, column)` of every encrypted field of every model."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, Encrypted):
                key = model._meta.pk.column or "id"
                yield model._meta.db_table, key, field.column or field.name


class Encrypted(models.BinaryField):  # type: ignore[type-arg]
    """Stored as a Fernet token; never queried by value."""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError("An encrypted field cannot be queried by value; use a keyed hash")

    def as_bytes(self, value: Any) -> bytes:
        """What of a value is encrypted."""
        raise NotImplementedError

    def closed(self, value: Any) -> bytes | None:
        """The token under which a value is stored."""
        return None if value is None else fernet().encrypt(self.as_bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.closed(value), connection, prepared)


class EncryptedBinaryField(Encrypted):
    """Bytes, encrypted at rest."""

    def as_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else fernet().decrypt(bytes(value))


class EncryptedTextField(Encrypted):
    """Text, encrypted at rest. Empty text stays an empty string and is encrypted too."""

    def _check_str_default_value(self) -> list[Any]:
        return []  # bytes in the database, but text here

    def as_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else fernet().decrypt(bytes(value)).decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return "(encrypted)"


class EncryptedJSONField(EncryptedTextField):
    """What JSON can hold, encrypted at rest; None is stored as null."""

    def as_bytes(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        said = super().from_db_value(value, expression, connection)
        return None if said is None else json.loads(said)
