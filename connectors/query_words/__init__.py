"""What a rep types into search, understood: recognised parts, and the words that are left.

Pure: no Django, no database. Companies are recognised only by the answer of the caller, who tells of those
that are shown on listings and of no other: what is read never depends on a company that is hidden.
"""

from connectors.query_words.leaving_out import without
from connectors.query_words.parts import FIELDS, Part, ReadQuery
from connectors.query_words.reading import prepare, read_query

__all__ = ["FIELDS", "Part", "ReadQuery", "prepare", "read_query", "without"]
