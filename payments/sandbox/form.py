"""Stripe's form encoding: ``a[b][0][c]=v`` and ``a[]=v`` to nested dictionaries of text.

Lists stay dictionaries with digit keys here; the parameter's own description (params.py)
decides what is a list, because metadata may well have a key "0".
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from payments.sandbox.errors import invalid

NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
PART = re.compile(r"\[([^\[\]]*)\]")


def parse(encoded: str) -> dict[str, Any]:
    """A query string or form body as nested dictionaries. Raises ApiError for a broken name."""
    result: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        matched = NAME.match(name)
        if not matched:
            raise invalid(f"Invalid parameter name: {name}", param=name)
        _put(result, [matched[1], *PART.findall(matched[2])], value, name)
    return result


def _put(into: dict[str, Any], path: list[str], value: str, name: str) -> None:
    for step in path[:-1]:
        into = into.setdefault(step or str(len(into)), {})
        if not isinstance(into, dict):
            raise invalid(f"Invalid parameter: {name}", param=name)
    into[path[-1] or str(len(into))] = value
