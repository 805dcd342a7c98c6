"""The business: the life of one introduction, from a rep's pitch to release or refund.

Nouns: introduction, event (its history), deadline (its clocks), notice (who is still to be told),
message, confirmation, dispute. The process stands in `lifecycle` as data; `actions` has one action for
each of its moves. Doors: `/introductions/` for rep and connector, `/p/` for the prospect,
`/api/v1/introductions/`. Must never know: how money moves (it orders, `payments` reports facts), how
a relationship was imported.
"""
