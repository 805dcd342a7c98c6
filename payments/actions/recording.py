"""One fact, one savepoint: what our books refuse hides no other fact, and a person is called at once."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from payments.actions.desk_cases import open_foreign_case
from payments.models import Payment

log = logging.getLogger(__name__)
COLUMNS = tuple(one.attname for one in Payment._meta.concrete_fields)
# The database is away, or two waited for each other: nothing is known about the fact itself.
PASSES = (OperationalError, InterfaceError)


def recorded(payment: Payment, about: str, book: Callable[..., object], *args: Any) -> bool:
    """Do `book(*args)` for `payment` and save it, in a savepoint; whether our books took it.

    If not, `payment` is as it was, frozen, and the desk has a case that names `about` and the error's kind.
    Under the payment's lock.
    """
    before = _columns(payment)
    try:
        with transaction.atomic():
            book(*args)
            if _columns(payment) != before:
                payment.save()
    except PASSES:
        raise
    except Exception as error:
        kind = type(error).__name__
        log.error("payment %s: %s not recorded: %s", payment.pk, about, kind)
        for name, value in zip(COLUMNS, before, strict=True):
            setattr(payment, name, value)
        open_foreign_case(payment, "unrecordable", about, 0, error=kind)
        payment.save()
        return False
    return True


def _columns(payment: Payment) -> tuple[Any, ...]:
    return tuple(getattr(payment, name) for name in COLUMNS)
