"""Which parameters a route takes: a dictionary of name to reader; ``name*`` must be there.

A reader turns what arrived (text from a form, or JSON for v2) into a value, or raises an
ApiError with Stripe's code. A parameter that is not described is refused: the sandbox never
swallows what it does not honour.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from payments.sandbox.errors import invalid

Reader = Callable[[Any, str], Any]
Description = Mapping[str, Reader]

GONE = {
    "payment_method_types": (
        "payment_method_types_no_longer_supported",
        "The `payment_method_types` parameter is no longer supported. Use "
        "`allowed_payment_method_types` or `excluded_payment_method_types` instead.",
    )
}


def read(description: Description, given: Any, path: str = "") -> dict[str, Any]:
    """Read ``given`` by its description; refuses unknown and missing names."""
    if not isinstance(given, dict):
        raise invalid("Invalid object", code="parameter_invalid_object", param=path or None)
    wanted = {name.rstrip("*"): reader for name, reader in description.items()}
    for name in given:
        if name not in wanted:
            _refuse_unknown(name, _inside(path, name))
    for name in description:
        if name.endswith("*") and given.get(name[:-1]) in (None, ""):
            full = _inside(path, name[:-1])
            raise invalid(f"Missing required param: {full}.", code="parameter_missing", param=full)
    return {name: wanted[name](value, _inside(path, name)) for name, value in given.items()}


def _inside(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _refuse_unknown(name: str, full: str) -> None:
    if full in GONE:
        code, message = GONE[full]
        raise invalid(message, code=code, param=full)
    raise invalid(f"Received unknown parameter: {full}", code="parameter_unknown", param=full)


def text(value: Any, path: str) -> str:
    """Any text up to 5000 characters."""
    if not isinstance(value, str) or len(value) > 5000:
        raise invalid(f"Invalid string: {value!r:.80}", param=path)
    return value


def filled(value: Any, path: str) -> str:
    """Text that may not be empty."""
    if text(value, path) == "":
        message = f"You passed an empty string for '{path}'."
        raise invalid(message, code="parameter_invalid_empty", param=path)
    return str(value)


def integer(low: int | None = None, high: int | None = None) -> Reader:
    """A whole number between two bounds."""

    def reader(value: Any, path: str) -> int:
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,18}", str(value)):
            message = f"Invalid integer: {value}"
            raise invalid(message, code="parameter_invalid_integer", param=path)
        number = int(value)
        if (low is not None and number < low) or (high is not None and number > high):
            bound = f"greater than or equal to {low}" if high is None else f"{low} to {high}"
            message = f"This value must be {bound}."
            raise invalid(message, code="parameter_invalid_integer", param=path)
        return number

    return reader


def boolean(value: Any, path: str) -> bool:
    """``true`` or ``false``."""
    if str(value).lower() not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", param=path)
    return str(value).lower() == "true"


def choice(*options: str) -> Reader:
    """One of a few words."""

    def reader(value: Any, path: str) -> str:
        if value not in options:
            listed = ", ".join(options)
            raise invalid(f"Invalid {path}: must be one of {listed}", param=path)
        return str(value)

    return reader


def currency(value: Any, path: str) -> str:
    """An ISO currency code, in small letters."""
    if not re.fullmatch(r"[a-zA-Z]{3}", str(value)):
        raise invalid(f"Invalid currency: {value}", param=path)
    return str(value).lower()


def web_address(value: Any, path: str) -> str:
    """An absolute http or https address."""
    if not re.match(r"https?://[^\s/]+", text(value, path)):
        raise invalid("Not a valid URL", code="url_invalid", param=path)
    return str(value)


def metadata(value: Any, path: str) -> dict[str, str]:
    """Up to 50 keys of 40 characters with texts of 500; empty text clears everything."""
    if value == "":
        return {"": ""}
    if not isinstance(value, dict) or len(value) > 50:
        raise invalid("Invalid metadata", param=path)
    for key, item in value.items():
        too_long = len(key) > 40 or not isinstance(item, str) or len(item) > 500
        if too_long or "[" in key:
            raise invalid("Invalid metadata key or value", param=_inside(path, key))
    return dict(value)


def list_of(item: Reader) -> Reader:
    """A list, given as ``a[0]=``, ``a[]=`` or JSON."""

    def reader(value: Any, path: str) -> list[Any]:
        if isinstance(value, dict) and all(key.isdigit() for key in value):
            value = [value[key] for key in sorted(value, key=int)]
        if not isinstance(value, list):
            raise invalid("Invalid array", param=path)
        return [item(each, _inside(path, str(number))) for number, each in enumerate(value)]

    return reader


def fields(description: Description) -> Reader:
    """A nested object."""
    return lambda value, path: read(description, value, path)


def span(value: Any, path: str) -> dict[str, int]:
    """A moment, or the bounds ``gt``, ``gte``, ``lt``, ``lte`` of a period."""
    if not isinstance(value, dict):
        moment: int = integer()(value, path)
        return {"gte": moment, "lte": moment}
    return read({name: integer() for name in ("gt", "gte", "lt", "lte")}, value, path)


def either(*readers: Reader) -> Reader:
    """Whichever reader accepts first; the last one's refusal is told."""

    def reader(value: Any, path: str) -> Any:
        for attempt in readers[:-1]:
            try:
                return attempt(value, path)
            except Exception:  # the next reader may still accept it
                continue
        return readers[-1](value, path)

    return reader


EXPAND: dict[str, Reader] = {"expand": list_of(text)}
LIST: dict[str, Reader] = {
    "limit": integer(1, 100),
    "starting_after": text,
    "ending_before": text,
    "created": span,
    **EXPAND,
}


def merged(old: dict[str, str] | None, new: dict[str, str]) -> dict[str, str]:
    """Metadata after an update: an empty value removes its key, empty text removes all."""
    if new == {"": ""}:
        return {}
    together = {**(old or {}), **new}
    return {key: value for key, value in together.items() if value != ""}
