"""Pieces of a tsquery in text: PostgreSQL reads it as it stands, so every lexeme is quoted."""

from collections.abc import Iterable


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text of a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(lexemes: Iterable[str]) -> str:
    """What is true where there is one of these."""
    return "(" + " | ".join(map(quoted, lexemes)) + ")"
