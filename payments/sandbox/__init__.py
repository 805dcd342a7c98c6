"""A stand-in for Stripe's server, for the demo and the tests.

What it is for: to answer the official ``stripe`` SDK (16.1, API 2026-10-28.endive) over HTTP as
Stripe would, remember what happened, send signed webhooks, and fail on command.
Its nouns are Stripe's: sessions, intents, charges, refunds, transfers, accounts, events.
Its doors: ``python -m payments.sandbox`` (the API, the hosted pages, ``/_sandbox/`` for control).
It imports nothing of ours and nobody imports it; it keeps its own tables in its own schema.
It must never know introductions, people, or how the product books its money.
"""
