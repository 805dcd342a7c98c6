"""Who reads which mailbox, while many networks change at once.

One mailbox is one person in all networks, and nobody is forgotten while a network is about to hold them:
the two things that transactions which share `share_prospects` have in common.
"""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import ProtectedError

from connectors.actions.import_rows.recognising import Hash, hashes_of
from connectors.models import KeyKind, Prospect, ProspectKey

AT_ONCE = 500  # people who are deleted together


def known_people(marks: Iterable[Hash], *, keep: bool = True) -> dict[Hash, int]:
    """Who reads the mailboxes with these hashes, by primary key, as far as they are known.

    With `keep` nobody is forgotten until the transaction ends; that waits only for who forgets them.
    """
    wanted = list(set(marks))
    if not wanted:
        return {}
    query = (
        "SELECT k.kind, k.key_id, k.digest, k.prospect_id"
        " FROM unnest(%s::text[], %s::text[], %s::text[]) AS wanted (kind, key_id, digest)"
        " JOIN connectors_prospectkey k USING (kind, key_id, digest)"
        " JOIN connectors_prospect p ON p.id = k.prospect_id ORDER BY p.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{query} FOR KEY SHARE OF p" if keep else query,
            list(map(list, zip(*wanted, strict=True))),
        )
        return {(kind, key_id, digest): pk for kind, key_id, digest, pk in cursor.fetchall()}


def person_behind(email: str) -> Prospect | None:
    """The person who reads this mailbox (a normal form), if they are known; kept as by `known_people`."""
    found = known_people(hashes_of(KeyKind.EMAIL, email))
    return Prospect.objects.get(pk=next(iter(found.values()))) if found else None


def new_people(count: int) -> list[int]:
    """Primary keys for so many people who are still to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('connectors_prospect', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def give_keys(people: Mapping[Hash, int]) -> dict[Hash, int]:
    """Let these mailboxes be read by these people, who may be written after it.

    Returns whose those mailboxes are that another network brought at the same moment: that network's
    transaction is waited for. In the order of their digests, so that no two wait for each other.
    """
    theirs: dict[Hash, int] = {}
    missing = set(people)
    while missing:
        missing -= _given({mark: people[mark] for mark in missing})
        theirs |= known_people(missing)
        missing -= set(theirs)
    return theirs


def _given(people: Mapping[Hash, int]) -> set[Hash]:
    marks = sorted(people, key=lambda mark: mark[::-1])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connectors_prospectkey (kind, key_id, digest, prospect_id)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])"
            " ON CONFLICT DO NOTHING RETURNING kind, key_id, digest",
            [*map(list, zip(*marks, strict=True)), [people[mark] for mark in marks]],
        )
        return set(cursor.fetchall())


def have_keys(ids: Iterable[int]) -> set[int]:
    """Those of these people who are known by a mailbox."""
    found = ProspectKey.objects.filter(prospect__in=list(ids))
    return set(found.values_list("prospect_id", flat=True))


def forget_unknown(prospect_ids: Iterable[int]) -> None:
    """Prospects in nobody's network any more leave no hash behind.

    But for those who chose something of their own: it holds for whoever brings them again. About whom
    somebody else just does something it is looked again as soon as this transaction has ended: whoever
    waited for them here could be waited for.
    """
    people = set(prospect_ids)
    busy = people - _forget(people, skip_locked=True) if people else set()
    left = Prospect.objects.filter(pk__in=busy, relationships__isnull=True)
    if busy and (later := set(left.values_list("pk", flat=True))):
        transaction.on_commit(lambda: _forget_now(later), robust=True)


@transaction.atomic
def _forget_now(people: set[int]) -> None:
    _forget(people, skip_locked=False)


def _forget(people: Iterable[int], *, skip_locked: bool) -> set[int]:
    """Delete those of these people whom nobody knows; returns who could be locked."""
    rows = Prospect.objects.select_for_update(skip_locked=skip_locked)
    locked = rows.filter(pk__in=people).order_by("pk").values_list("pk", flat=True)
    mine = set(locked)
    # Asked once they are locked: whoever held them until now may have taken them in.
    unknown = Prospect.objects.filter(pk__in=mine, relationships__isnull=True)
    going = [one.pk for one in unknown.iterator(AT_ONCE) if not one.has_chosen]
    for start in range(0, len(going), AT_ONCE):
        some = going[start : start + AT_ONCE]
        if not _delete(some):
            for pk in some:
                _delete([pk])
    return mine


def _delete(people: list[int]) -> bool:
    """Whether they could go: an introduction may still count for somebody's attention budget."""
    try:
        with transaction.atomic():
            Prospect.objects.filter(pk__in=people).delete()
    except ProtectedError:
        return False
    return True
