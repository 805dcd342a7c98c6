"""What a process has loaded before it begins to work is left alone by the garbage collector."""

import gc

FIRST_AFTER = 10_000
"""Objects made and not yet freed before the youngest are looked through; Python's own is 700."""


def leave_what_is_loaded() -> None:
    """Call once, when everything is imported: code and settings live as long as the process does.

    Without it each full collection, of which a page of many rows causes several, goes through a few hundred
    thousand objects that are never freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(FIRST_AFTER, 20, 20)
