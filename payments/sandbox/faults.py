"""Failing on command: which requests are to go wrong, how, and how often."""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from payments.sandbox import params
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.store import Rows

KINDS = {
    "drop_before": "the connection closes, nothing was done",
    "drop_after_commit": "it is done and remembered, but the connection closes",
    "500": "an answer of 500, saved under the key; nothing was done",
    "500_after_commit": "it is done, but 500 is answered and saved",
    "500_no_retry": "as 500, with Stripe-Should-Retry: false",
    "429": "rate limited; not saved",
    "409": "a lock timeout; not saved",
    "latency": "it is done after `seconds`, the key in use meanwhile",
    "error": "the given error (status, code, message, …), saved under the key",
}
READER = params.fields(
    {
        "match*": params.filled,
        "kind*": params.choice(*KINDS),
        "times": params.integer(1),
        "after": params.integer(0),
        "seconds": lambda value, path: float(value),
        "error": lambda value, path: dict(value),
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with this request."""

    kind: str
    seconds: float = 0
    error: JSON | None = None

    def refusal(self) -> ApiError | None:
        """The answer to give instead of working, if this fault is one."""
        if self.kind in ("500", "500_no_retry"):
            refusal = broken(saved=True)
            if self.kind == "500_no_retry":
                refusal.headers["Stripe-Should-Retry"] = "false"
            return refusal
        if self.kind == "429":
            message = "Request rate limit exceeded. Learn more about rate limits."
            return ApiError(message, status=429, code="rate_limit", saved=False)
        if self.kind == "409":
            message = "This object cannot be accessed right now because another request holds it."
            return ApiError(message, status=409, code="lock_timeout", saved=False)
        if self.kind == "error":
            return ApiError(**{"message": "Told to fail.", **(self.error or {})})
        return None


def broken(*, saved: bool) -> ApiError:
    """Stripe's answer when something on its own side failed."""
    message = "An unknown error occurred"
    return ApiError(message, status=500, type="api_error", saved=saved)


def add(rows: Rows, given: list[Any]) -> None:
    """Plan faults; each is used up after ``times`` matching requests."""
    for number, item in enumerate(given):
        fault = READER(item, f"faults[{number}]")
        rows.run(
            "insert into faults (match, kind, left_over, skip, seconds, error)"
            " values (%s, %s, %s, %s, %s, %s)",
            fault["match"],
            fault["kind"],
            fault.get("times", 1),
            fault.get("after", 0),
            fault.get("seconds", 1.0),
            json.dumps(fault.get("error")),
        )


def take(rows: Rows, method: str, path: str) -> Fault | None:
    """The first planned fault for this request, used once; None if all is to go well."""
    name = f"{method} {path}"
    for seq, match, kind, seconds, error, skip in rows.all(
        "select seq, match, kind, seconds, error, skip from faults order by seq for update"
    ):
        if not fnmatchcase(name, match):
            continue
        if skip:
            rows.run("update faults set skip = skip - 1 where seq = %s", seq)
            continue
        rows.run("update faults set left_over = left_over - 1 where seq = %s", seq)
        rows.run("delete from faults where left_over < 1")
        count(rows, kind)
        return Fault(kind, seconds, error)
    return None


def count(rows: Rows, kind: str) -> None:
    """Keep the tally of what was injected."""
    rows.run(
        "insert into happened (kind, times) values (%s, 1)"
        " on conflict (kind) do update set times = happened.times + 1",
        kind,
    )


def planned(rows: Rows) -> list[JSON]:
    """What is still to go wrong."""
    found = rows.all("select match, kind, left_over, skip, seconds from faults order by seq")
    names = ("match", "kind", "times", "after", "seconds")
    return [dict(zip(names, row, strict=True)) for row in found]
