"""What goes wrong at the provider, in our words: no error of its SDK leaves this package."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe


class Unreachable(Exception):
    """Nothing could be read at the provider, and nothing was changed. Its text is the error's kind."""


@contextmanager
def translated() -> Iterator[None]:
    """Around whatever reads at the provider: errors of its SDK become Unreachable.

    A decorator of functions; inside of generators, whose body runs after a decorator is through.
    """
    try:
        yield
    except stripe.StripeError as error:
        raise Unreachable(type(error).__name__) from error
