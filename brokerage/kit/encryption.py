"""Encryption at rest and keyed hashes.

AES-256-GCM of the `cryptography` package. Each column has keys of its own, derived from
`settings.FIELD_KEYS`: the newest writes, all read. Tokens of earlier versions (Fernet) are read too.
Equality is matched through HMAC-SHA256 digests that carry their key's id. See docs/decisions/0064.
"""

import base64
import binascii
import functools
import hmac
import json
import os
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.db import models
from django.dispatch import receiver

VERSION = b"\x02"
"""The first byte of a token. A Fernet token, which is base64, begins with `g`."""
_KEY_ID, _NONCE = 4, 12  # bytes
_HEAD = len(VERSION) + _KEY_ID


class Box:
    """Closes and opens what is kept for one purpose (a column); opens no token of another.

    A token: the version, the key's id, a random nonce of 96 bits, the ciphertext with its tag of 128 bits.
    """

    def __init__(self, purpose: str) -> None:
        self._ciphers: dict[bytes, tuple[AESGCM, bytes]] = {}
        for said in reversed(settings.FIELD_KEYS):
            key = base64.urlsafe_b64decode(said)
            head = VERSION + _derived(key, "key id", _KEY_ID)
            cipher = AESGCM(_derived(key, f"column {purpose}", 32))
            self._ciphers[head] = cipher, head + purpose.encode()
        self._head, self._cipher, self._bound = head, cipher, head + purpose.encode()

    def close(self, said: bytes) -> bytes:
        """The token of these bytes under the newest key; another one each time."""
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, said, self._bound)

    def open(self, token: bytes | memoryview) -> bytes:
        """What was closed; raises `cryptography.fernet.InvalidToken` for anything else."""
        head = bytes(token[:_HEAD])
        if head[:1] != VERSION:
            return _old_box().decrypt(bytes(token))
        try:
            cipher, bound = self._ciphers[head]
            rest = memoryview(token)[_HEAD:]  # a file can be large: it is not copied
            return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], bound)
        except (KeyError, InvalidTag, ValueError) as error:
            raise InvalidToken from error

    def is_newest(self, token: bytes) -> bool:
        """Whether the newest key closed this, in today's form; raises InvalidToken when it was changed."""
        if not token.startswith(self._head):
            return False
        self.open(token)
        return True


def _derived(key: bytes, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=f"sidedoor {purpose}".encode()).derive(key)


@functools.cache
def box(purpose: str) -> Box:
    """The box of a purpose: `table.column`, or whatever else tells it from all others."""
    return Box(purpose)


@functools.cache
def _old_box() -> MultiFernet:
    """Reads what was closed before there was a box for each column."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


@receiver(setting_changed)
def _forget_keys(**_: object) -> None:
    box.cache_clear()
    _old_box.cache_clear()
    _hashes.cache_clear()
    _hash_keys.cache_clear()


_LOOSE = "sealed text"


def seal(text: str) -> str:
    """`text` closed with the newest key, as it may stand in a queue or a link."""
    return base64.urlsafe_b64encode(box(_LOOSE).close(text.encode())).decode()


def unseal(sealed: str) -> str:
    """What `seal` closed; raises `cryptography.fernet.InvalidToken` for anything else."""
    try:
        token = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidToken from error
    # A Fernet token is base64 itself: it is opened as it stands.
    return box(_LOOSE).open(token if token[:1] == VERSION else sealed.encode()).decode()


def keyed_hash(value: str) -> tuple[str, str]:
    """`(key id, hex digest)` of a normalised value under the newest hash key."""
    return _hashes(value)[0]


def all_hashes(value: str) -> list[tuple[str, str]]:
    """The digests of `value` under every hash key, newest first: what a look-up compares with."""
    return list(_hashes(value))


@functools.lru_cache(maxsize=4096)
def _hashes(value: str) -> tuple[tuple[str, str], ...]:
    """A batch asks for most of its hashes several times."""
    said = value.encode()
    return tuple([(one, hmac.digest(key, said, "sha256").hex()) for one, key in _hash_keys()])


@functools.cache
def _hash_keys() -> list[tuple[str, bytes]]:
    return [(key_id, key.encode()) for key_id, key in settings.HASH_KEYS.items()]


def encrypted_columns() -> Iterator[tuple[str, str, str]]:
    """`(table, primary key, column)` of every encrypted field of every model."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, Encrypted):
                key = model._meta.pk.column or "id"
                yield model._meta.db_table, key, field.column or field.name


def purpose_of(table: str, column: str) -> str:
    """What the box of a column is for."""
    return f"{table}.{column}"


class Encrypted(models.BinaryField):  # type: ignore[type-arg]
    """Stored as a token of its column's box; never queried by value."""

    purpose: str

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **options: Any) -> None:
        """A field knows its column now, so its box too."""
        super().contribute_to_class(cls, name, *args, **options)
        self.purpose = purpose_of(cls._meta.db_table, self.column or name)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError("An encrypted field cannot be queried by value; use a keyed hash")

    def as_bytes(self, value: Any) -> bytes:
        """What of a value is encrypted."""
        raise NotImplementedError

    def closed(self, value: Any) -> bytes | None:
        """The token under which a value is stored."""
        return None if value is None else box(self.purpose).close(self.as_bytes(value))

    def opened(self, token: Any) -> bytes:
        """The bytes that a token of this column holds; raises InvalidToken."""
        return box(self.purpose).open(token)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.closed(value), connection, prepared)


class EncryptedBinaryField(Encrypted):
    """Bytes, encrypted at rest."""

    def as_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else self.opened(value)


class EncryptedTextField(Encrypted):
    """Text, encrypted at rest. Empty text stays an empty string and is encrypted too."""

    def _check_str_default_value(self) -> list[Any]:
        return []  # bytes in the database, but text here

    def as_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else self.opened(value).decode()

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
