"""A whole page of search, as a signed-in rep's browser asks for it: every layer of ours but the server's own.

CPU of this process and of its database backend for one page, and how many of them two cores serve in a second
if nothing else uses them; `over_http.py` asks the running product in the same way, by 200 clients at once.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

Row = tuple[str, str, float, str]
LISTINGS, PAGES, CORES = 10_000, 60, 2
AIM = 60
"""Pages a second on two cores."""


def page() -> list[Row]:
    """The lines of the table: the page with words and without, what is found for it, and the health check."""
    from django.test import Client
    from search import Meter, market

    from connectors import actions, queries
    from connectors.queries import SearchFilters

    rep: Any = market(LISTINGS)
    browser = Client()
    browser.force_login(rep, backend="django.contrib.auth.backends.ModelBackend")
    meter = Meter()

    def asked(path: str) -> Callable[[], None]:
        def ask() -> None:
            assert browser.get(path).status_code == 200

        return ask

    calls = {
        "a page of search: a word": asked("/search/?q=sales"),
        "a page of search: browsing": asked("/search/"),
        "what is found for it: a word": lambda: queries.search(SearchFilters(q="sales"), rep),
        "/healthz/": asked("/healthz/"),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    # As many pages as this are more than one rep may ask for in a minute.
    with patch.object(actions, "allow_search", lambda *_: None):
        for turn in range(PAGES + 5):
            for name, call in calls.items():
                both, python = meter.now(), time.process_time()
                call()
                if turn >= 5:
                    taken[name].append((meter.now() - both, time.process_time() - python))
    rows = []
    for name, spent in taken.items():
        both = statistics.median(one for one, _ in spent)
        python = statistics.median(one for _, one in spent)
        words = (
            f"CPU, of it Python {python * 1000:.1f} ms, database {(both - python) * 1000:.1f} ms"
        )
        if name.startswith("a page"):
            words += f"; {CORES / both:.0f}/s on two cores (aim: {AIM})"
        rows.append((name, "ours", both * 1e6, words))
    return rows
