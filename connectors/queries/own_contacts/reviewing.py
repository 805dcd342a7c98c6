"""What a connector sees of a file before anything of it is stored."""

import json
import uuid
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from brokerage.accounts.models import User
from connectors.companies import plain
from connectors.models import ImportRow, ImportRun, Relationship

Kind = ImportRow.Kind
PAGE_SIZE = 50
ORDERS = ("number", "name", "company", "title")


@dataclass(frozen=True)
class ReviewFilters:
    """What of a review is looked at."""

    q: str = ""
    kind: str = ""
    with_email: bool = False
    order: str = "number"
    page: int = 1


@dataclass(frozen=True)
class ReviewCounts:
    """How many rows of each kind there are, and what is ticked."""

    new: int = 0
    with_email: int = 0
    known: int = 0
    changing: int = 0
    question: int = 0
    open: int = 0
    unlistable: int = 0
    left_out: int = 0
    to_add: int = 0
    to_update: int = 0

    @property
    def all(self) -> int:
        """All rows."""
        return self.new + self.known + self.question + self.aside

    @property
    def aside(self) -> int:
        """Rows that are not ticked beforehand, nor a question."""
        return self.unlistable + self.left_out

    @property
    def with_email_note(self) -> str:
        """Of the new ones."""
        return f"{self.with_email:,} with an email"

    @property
    def changing_note(self) -> str:
        """Of the known ones."""
        return f"{self.changing:,} with something new"

    @property
    def open_note(self) -> str:
        """Of the questions."""
        return f"{self.open:,} without an answer" if self.question else ""

    @property
    def aside_note(self) -> str:
        """Of those aside."""
        return f"{self.unlistable:,} can’t be listed" if self.unlistable else ""


IndexLine = tuple[int, str, str, str, str]


def index_line(pk: int, cells: Mapping[str, Any]) -> IndexLine:
    """What a row is searched and sorted by: primary key, name, company, title in plain letters, and email."""
    return (
        pk,
        plain(f"{cells.get('first_name', '')} {cells.get('last_name', '')}"),
        plain(cells.get("company", "")),
        plain(cells.get("position", "")),
        cells.get("email", ""),
    )


class IndexPacker:
    """An index that grows by its lines, packed as it grows: all of them at once would be large."""

    def __init__(self) -> None:
        self.count = 0
        self._packer = zlib.compressobj(1)
        self._parts: list[bytes] = []

    def add(self, lines: Iterable[IndexLine]) -> None:
        """Put more lines behind."""
        more = list(lines)
        if more:
            said = ("," if self.count else "[") + json.dumps(more)[1:-1]
            self._parts.append(self._packer.compress(said.encode()))
            self.count += len(more)

    def packed(self) -> bytes:
        """The whole, as `pack_index` makes it; nothing is added after it."""
        end = self._packer.compress(b"]" if self.count else b"[]")
        return b"".join([*self._parts, end, self._packer.flush()])


def pack_index(lines: Sequence[IndexLine]) -> bytes:
    """The lines of a review as one piece. Kept encrypted: a page decrypts this and fifty rows, not all."""
    return zlib.compress(json.dumps(lines).encode(), 1)


def without_lines(index: bytes | memoryview | None, rows: Collection[int]) -> bytes | None:
    """The index of a review without the lines of these rows, by primary key."""
    if index is None:
        return None
    lines = json.loads(zlib.decompress(bytes(index)))
    return pack_index([line for line in lines if line[0] not in rows])


def review_counts(run: ImportRun) -> ReviewCounts:
    """The counts of a review, in one query."""
    adds = Q(kind__in=[Kind.NEW, Kind.UNLISTABLE, Kind.LEFT_OUT]) | Q(answer="new")
    return ReviewCounts(
        **run.rows.aggregate(
            new=Count("pk", filter=Q(kind=Kind.NEW)),
            with_email=Count("pk", filter=Q(kind=Kind.NEW, has_email=True)),
            known=Count("pk", filter=Q(kind=Kind.KNOWN)),
            changing=Count("pk", filter=Q(kind=Kind.KNOWN, changes=True)),
            question=Count("pk", filter=Q(kind=Kind.QUESTION)),
            open=Count("pk", filter=Q(kind=Kind.QUESTION, answer="")),
            unlistable=Count("pk", filter=Q(kind=Kind.UNLISTABLE)),
            left_out=Count("pk", filter=Q(kind=Kind.LEFT_OUT)),
            to_add=Count("pk", filter=Q(is_chosen=True) & adds),
            to_update=Count(
                "pk", filter=Q(is_chosen=True) & ~adds & (Q(changes=True) | ~Q(answer=""))
            ),
        )
    )


def review_page(run: ImportRun, filters: ReviewFilters) -> Page[ImportRow]:
    """One page of a review, without decrypting the others."""
    rows = run.rows.all()
    if filters.kind in ImportRow.Kind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.with_email:
        rows = rows.filter(has_email=True)
    words = plain(filters.q).split()
    if filters.order not in ORDERS[1:] and not words:
        page = Paginator(rows.order_by("pk"), PAGE_SIZE).get_page(filters.page)
        page.object_list = list(page.object_list)
        return page
    keys = _sorted(run, set(rows.values_list("pk", flat=True)), words, filters.order)
    paged = Paginator(keys, PAGE_SIZE).get_page(filters.page)
    by_pk = ImportRow.objects.in_bulk(list(paged.object_list))
    shown = [by_pk[pk] for pk in paged.object_list if pk in by_pk]
    paged.object_list = shown  # type: ignore[assignment]
    return paged  # type: ignore[return-value]


def _sorted(run: ImportRun, among: set[int], words: Sequence[str], order: str) -> list[int]:
    lines = json.loads(zlib.decompress(bytes(run.index))) if run.index else []
    found = [line for line in lines if line[0] in among]
    if words:
        found = [line for line in found if _says(line, words)]
    place = ORDERS.index(order) if order in ORDERS else 0
    if place:
        found.sort(key=lambda line: (line[place] or "\uffff", line[0]))
    return [line[0] for line in found]


def _says(line: Sequence[str], words: Sequence[str]) -> bool:
    text = " ".join(line[1:])
    return all(word in text for word in words)


def open_run(user: User, public_id: uuid.UUID) -> ImportRun:
    """One of the user's imports, without its file; raises ImportRun.DoesNotExist."""
    return ImportRun.objects.defer("file").get(connector=user, public_id=public_id)


def contacts_meant(user: User, rows: Iterable[ImportRow]) -> dict[str, Relationship]:
    """The user's contacts that rows may be about, by candidate ("c12")."""
    pks = {int(one[1:]) for row in rows for one in row.candidates if one.startswith("c")}
    found = Relationship.objects.filter(connector=user, pk__in=pks).select_related("company")
    return {f"c{row.pk}": row for row in found}


def rows_meant(run: ImportRun, rows: Iterable[ImportRow]) -> dict[str, ImportRow]:
    """Other rows of the file that rows may repeat, by candidate ("r34")."""
    numbers = {int(one[1:]) for row in rows for one in row.candidates if one.startswith("r")}
    return {f"r{row.number}": row for row in run.rows.filter(number__in=numbers)}
