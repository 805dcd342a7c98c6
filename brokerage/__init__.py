"""The frame of Sidedoor: the roof (urls, celery, apps) and the ground (accounts, kit).

Nouns: settings, addresses, clocks, people. Everything the business apps share and nothing they
decide. `brokerage.kit` knows no word of our business; `brokerage.accounts` knows people, not deals;
`brokerage.demo` exists in demo mode only. Doors: `brokerage.urls`, `brokerage.celery`.
"""

from brokerage.celery import app as celery_app

__all__ = ["celery_app"]
