"""Cases: what waits for a person on the desk. The desk's own pages are `brokerage.moderation`.

A case is one row: its kind, what it is about (a reference, never a name), when it is due, who has
claimed it, how it ended. Whoever finds that a person must look opens one (`actions.open_case`), in the
transaction of what was found; opening it twice is opening it once. A case knows nothing of
introductions, relationships or payments, and changes nothing about them: it calls a person.
"""
