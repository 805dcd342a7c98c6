"""A crawler that reads every page and endpoint a person can reach."""

import re
from collections import deque
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

LINK = re.compile(r"""(?:href|hx-get|action)=["'](/[^"'#]*)""")
NOT_FOLLOWED = ("/static/", "/accounts/logout/", "/demo/", "/staff/logout")
MOST = 400


def crawl(client: Client, *starts: str) -> dict[str, tuple[int, str]]:
    """`{address: (status, text)}` of all that is reached from `starts` by GET."""
    seen: dict[str, tuple[int, str]] = {}
    waiting = deque(starts)
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        if address in seen or address.startswith(NOT_FOLLOWED):
            continue
        answer = client.get(address)
        text = answer.content.decode(errors="replace") if not answer.streaming else ""
        if answer.streaming:
            list(answer)  # a file: read to its end, it is closed
        seen[address] = (answer.status_code, text + str(dict(answer.headers)))
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"])
        if "html" in answer.headers.get("Content-Type", ""):
            waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(text))
    return seen


def addresses(**values: Any) -> list[str]:
    """Every address of the product, its parameters filled from `values` (by name)."""
    found: list[str] = []
    _collect(get_resolver().url_patterns, "/", values, found)
    return sorted(set(found))


def _collect(patterns: Any, prefix: str, values: dict[str, Any], found: list[str]) -> None:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            _collect(pattern.url_patterns, route, values, found)
        elif isinstance(pattern, URLPattern) and (filled := _fill(route, values)):
            found.append(filled)


def _fill(route: str, values: dict[str, Any]) -> str:
    """The route with its parameters filled; "" where one is not known."""
    for whole, name in re.findall(r"(<(?:\w+:)?(\w+)>)", route):
        if name not in values:
            return ""
        route = route.replace(whole, str(values[name]))
    return "" if re.search(r"[\\(\[?]", route) else route
