"""The desk's queue asks the database no more for many cases than for few, and says the same of each."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case
from brokerage.kit.clock import now
from brokerage.kit.money import Money
from brokerage.moderation import queries
from connectors.models import ConnectorProfile, Prospect
from introductions.models import Dispute, Event, Notice
from payments.models import ProviderCall
from tests.moderation.conftest import hire, signed_in
from tests.support import builders
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
OF_INTRODUCTIONS = ("dispute", "objection", "review", "pitch", "reply")
OF_MONEY = ("unpaid", "chargeback", "warning", "difference", "refund", "call")


def copy_of(row: Any, **facts: Any) -> Any:
    unique = {"id", "public_id", *facts}
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in unique and not (one.unique and one.null)
    }
    return type(row)._default_manager.create(**fields, **facts)


def cases_of_every_kind(stage: Stage, moderators: list[User], count: int) -> None:
    """So many of each kind, each about something of its own, of people of its own."""
    first = stage.now()
    amount = Money(50_000, "EUR")
    for n in range(count):
        at = Case.objects.count()
        rep, connector = builders.rep(f"r{at}"), builders.connector(f"c{at}")
        ConnectorProfile.objects.create(user=connector, employer_name=f"Employer {at}")
        payment = copy_of(first.payment, reference=f"{at:032x}", payer=rep, payee=connector)
        someone = Prospect.objects.create()
        entry = copy_of(first.relationship, prospect=someone, connector=connector)
        row = copy_of(
            first, rep=rep, connector=connector, payment=payment, relationship=entry,
            prospect=someone, state="disputed",
        )  # fmt: skip
        ruled = moderators[n % len(moderators)]
        Dispute.objects.create(
            introduction=row, opened_by="rep", reason="never_happened", opened_at=now(),
            ruling="refund" if n % 2 else "", ruled_by=ruled if n % 2 else None,
            needs_cosign=n % 4 == 1, appealed_by="rep" if n % 4 == 3 else "",
            first_ruling={"ruled_by": ruled.pk} if n % 4 == 3 else None,
            set_aside=[{"ruled_by": ruled.pk}] if n % 3 == 0 else [],
        )  # fmt: skip
        for kind in OF_INTRODUCTIONS:
            open_case(kind, row.reference, amount=amount, nobody_left=n % 2 == 1)
        call = ProviderCall.objects.create(
            operation="refund", payment=payment, key=f"key{at}", status="stuck"
        )
        for kind in OF_MONEY:
            subject = call.key if kind in {"refund", "call"} else f"{kind}:{at}"
            open_case(kind, subject, amount=amount, introduction=payment.reference)
        event = Event.objects.create(
            introduction=row, move="remind", source="disputed", target="disputed", actor="clock"
        )
        notice = Notice.objects.create(event=event, audience="rep", kind="remind")
        open_case("mail", f"notice:{notice.pk}")
        open_case("listing", entry.public_id.hex, opened_by=rep)
        open_case("verification", connector.public_id.hex, opened_by=connector)
        open_case("debt", f"{connector.public_id.hex}:EUR", amount=amount)
        open_case("report", f"person:{rep.public_id.hex}", opened_by=connector)
        open_case("report", f"introduction:{row.public_id.hex}", opened_by=rep)


@pytest.fixture
def desk(stage: Stage, mona: User, max_: User) -> list[User]:
    stage.introducing()
    return [mona, max_]


@pytest.fixture
def max_(db: None) -> User:
    return hire("senior moderator", "max")


def said(user: User, *, at_once: bool) -> list[tuple[Any, ...]]:
    """What the queue says of every open case, loaded at once or looked up one by one."""
    found = queries.queue(user, queries.Filters())
    rows = queries.rows_of(found, user) if at_once else [queries.row_of(one, user) for one in found]
    return [
        (row.case.pk, row.headline, row.waits, row.tone, row.can_claim, row.can_release)
        for row in rows
    ]


def test_it_says_the_same_of_each_as_its_own_page(
    stage: Stage, desk: list[User], rita: User
) -> None:
    cases_of_every_kind(stage, desk, 6)
    for user in (*desk, hire("finance"), hire("support")):
        User.objects.filter(pk=user.pk).update(company="R2 Company")
        user = User.objects.get(pk=user.pk)
        alone = said(user, at_once=False)
        assert said(User.objects.get(pk=user.pk), at_once=True) == alone
        assert {one[-2] for one in alone} == {True, False} or user.groups.get().name == "support"


@pytest.mark.parametrize("kind", ["", "dispute", "verification", "call"])
def test_many_cases_cost_as_many_queries_as_few(stage: Stage, desk: list[User], kind: str) -> None:
    browser, path = signed_in(desk[0]), f"/moderation/?kind={kind}"
    found = []
    for more in (2, 5):
        cases_of_every_kind(stage, desk, more)
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        shapes = Counter(re.sub(r".* FROM ", "", re.sub(r"\d+", "N", one["sql"])) for one in seen)
        found.append(len(seen))
    most = "\n".join(f"{count} {shape[:300]}" for shape, count in shapes.most_common(5))
    assert found[0] >= found[1], f"{found}\n{most}"
    assert found[1] < 55, f"{found}\n{most}"
