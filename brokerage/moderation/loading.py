"""What a page of cases is about, loaded at once: kinds then ask the case, not the database.

Nothing is decided here. A case whose subject was not loaded is looked up as ever.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Count, Q, prefetch_related_objects

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from connectors.actions import proofs_of_many
from connectors.models import Relationship
from introductions.models import Introduction, Notice
from introductions.queries.conflicts import load_people
from introductions.queries.deciders import load_deciders
from payments.models import Payment, ProviderCall

T = TypeVar("T")
K = Case.Kind
OF_AN_INTRODUCTION = frozenset({K.DISPUTE, K.OBJECTION, K.REVIEW, K.PITCH, K.REPLY})
OF_A_PERSON = frozenset({K.VERIFICATION, K.DEBT})
MAILBOXES = ("emailaddress_set", "proven_mailboxes")
HEAVY = ("entry", "decline_reason", "rep_evidence", "connector_evidence")
"""Encrypted columns that no list shows."""


def about(case: Case, what: str, find: Callable[[], T]) -> T:
    """What was loaded for the case under this name, or else what `find` looks up."""
    loaded: dict[str, Any] = case.__dict__.get("_loaded", {})
    return loaded[what] if what in loaded else find()


def load(cases: Sequence[Case], user: User) -> None:
    """Load what the list says of these cases to `user`: so many queries, however many cases."""
    prefetch_related_objects([user], *MAILBOXES, "connector_profile")
    prefetch_related_objects(list(cases), *(f"opened_by__{one}" for one in MAILBOXES))
    _introductions(cases)
    _people(cases)
    _listings([case for case in cases if case.kind == K.LISTING])
    _money(cases)
    notices = {case: case.subject.partition(":")[2] for case in cases if case.kind == K.MAIL}
    rows = Notice.objects.select_related("event__introduction")
    found = (
        rows.in_bulk([int(one) for one in notices.values() if one.isdecimal()]) if notices else {}
    )
    for case, key in notices.items():
        if key.isdecimal() and int(key) in found:
            _keep(case, notice=found[int(key)])


def _keep(case: Case, **facts: Any) -> None:
    case.__dict__.setdefault("_loaded", {}).update(facts)


def _introductions(cases: Sequence[Case]) -> None:
    subjects = {case: case.subject for case in cases if case.kind in OF_AN_INTRODUCTION}
    reported = {case: case.subject for case in cases if case.kind == K.REPORT}
    subjects |= {
        case: one.removeprefix("introduction:")
        for case, one in reported.items()
        if one.startswith("introduction:")
    }
    for case in reported.keys() - subjects.keys():
        _keep(case, introduction=None)
    if not subjects:
        return
    sides = [f"{side}__{one}" for side in ("rep", "connector") for one in MAILBOXES]
    rows = list(
        Introduction.objects.filter(public_id__in=_ids(subjects.values()))
        .select_related(
            "payment", "relationship", "rep__connector_profile", "connector__connector_profile"
        )
        .prefetch_related(*sides, "disputes__answers")
        .defer(*HEAVY)
    )
    load_people(rows)
    if any(case.facts.get("nobody_left") for case in subjects):
        load_deciders(rows)
    found = {row.public_id.hex: row for row in rows}
    for case, subject in subjects.items():
        if row := found.get(subject.replace("-", "")):
            _keep(case, introduction=row)


def _people(cases: Sequence[Case]) -> None:
    subjects = {case: case.subject.partition(":")[0] for case in cases if case.kind in OF_A_PERSON}
    subjects |= {
        case: case.subject.removeprefix("person:")
        for case in cases
        if case.kind == K.REPORT and case.subject.startswith("person:")
    }
    if not subjects:
        return
    rows = list(
        User.objects.filter(public_id__in=_ids(subjects.values()))
        .select_related("connector_profile__employer")
        .prefetch_related(*MAILBOXES)
    )
    asking = {case.subject for case in subjects if case.kind == K.VERIFICATION}
    connectors = [row for row in rows if row.public_id.hex in asking]
    proofs = proofs_of_many(connectors) if connectors else {}
    listed = Relationship.objects.filter(connector__in=connectors, listed_at__isnull=False)
    counts = dict(listed.order_by().values_list("connector").annotate(n=Count("pk")))
    found = {row.public_id.hex: row for row in rows}
    for case, subject in subjects.items():
        if row := found.get(subject.replace("-", "")):
            _keep(case, person=row, proofs=proofs.get(row.pk, []), listed=counts.get(row.pk, 0))


def _listings(cases: Sequence[Case]) -> None:
    if not cases:
        return
    rows = Relationship.objects.filter(public_id__in=_ids(case.subject for case in cases))
    rows = rows.select_related("connector__connector_profile", "company")
    rows = rows.prefetch_related(*(f"connector__{one}" for one in MAILBOXES))
    found = {row.public_id.hex: row for row in rows}
    for case in cases:
        _keep(case, listing=found.get(case.subject.replace("-", "")))


def _money(cases: Sequence[Case]) -> None:
    """Of any kind: the payment of the introduction that is named among the facts, and the call."""
    references = {case: case.facts.get("introduction") or "-" for case in cases}
    people = [f"{side}__{one}" for side in ("payer", "payee") for one in MAILBOXES]
    rows = Payment.objects.filter(reference__in=set(references.values()) - {"-"})
    payments = {
        row.reference: row
        for row in rows.select_related("payer", "payee").prefetch_related(*people)
    }
    for case, reference in references.items():
        _keep(case, payment=payments.get(reference))
    subjects = [case.subject for case in cases if case.kind in {K.CALL, K.REFUND}]
    if not subjects:
        return
    calls = ProviderCall.objects.filter(Q(key__in=subjects))
    calls = calls.select_related("payment", "checkout", "payout_account__user")
    calls = calls.prefetch_related(*(f"payout_account__user__{one}" for one in MAILBOXES))
    found = {row.key: row for row in calls}
    for case in cases:
        if case.kind in {K.CALL, K.REFUND}:
            _keep(case, call=found.get(case.subject))


def _ids(subjects: Iterable[str]) -> list[uuid.UUID]:
    """Those that can be an id."""
    found = []
    for one in subjects:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found
