"""A file that is open: what it is, and its contacts one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.readers.rows import OTHERS, AddressBook, ContactRow, full_names, holds_others


@dataclass
class OpenBook:
    """A file whose contacts are still to be read, once. `book` has no rows; its problems and what it skipped
    grow while they are read.

    `count`: how many records there are, at most. `everybody`: the `full_names` of all that stand in it.
    """

    book: AddressBook
    count: int
    everybody: frozenset[str]
    rows: Iterator[ContactRow]

    @classmethod
    def of(cls, book: AddressBook) -> "OpenBook":
        """A file that was read at once."""
        rows, book.rows = book.rows, []
        return cls(book, len(rows), full_names(row.name for row in rows), iter(rows))

    def contacts(self) -> Iterator[ContactRow]:
        """Each contact, but for rows whose title or company holds the whole name of somebody else."""
        for row in self.rows:
            if holds_others(row, self.everybody):
                self.book.leave_out(row.number, OTHERS)
                self.book.taken -= 1
            else:
                yield row

    def read(self) -> AddressBook:
        """The book with all of its contacts."""
        self.book.rows = list(self.contacts())
        return self.book
