"""The short safety hold is earned by ten clean releases, for five reps tied to nobody else in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.register import remember_mailbox
from brokerage.kit.clock import now
from introductions import actions
from introductions.actions import clocks
from introductions.models import Introduction
from introductions.queries.track_record import components, earned, is_trusted
from payments.marks import card_digests
from payments.models import Checkout, Payment, PayoutAccount
from tests.support import builders
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

CARDS = (
    "4242424242424242",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "4000002760000016",
)


# --- What counts, of any tangle of accounts ---------------------------------------------------------

MARKS = st.dictionaries(
    st.integers(0, 9),
    st.sets(st.sampled_from([f"card:{n}" for n in range(8)]), max_size=3),
    min_size=1,
)


def reachable(start: int, marks: dict[int, set[str]]) -> set[int]:
    """The same by walking, one step after another."""
    found, more = {start}, True
    while more:
        near = {
            one for one in marks if any(marks[one] & marks.get(known, set()) for known in found)
        }
        more = not near <= found
        found |= near
    return found


@given(MARKS, st.dictionaries(st.integers(0, 9), st.integers(1, 5)))
def test_who_is_tied_through_any_chain_is_one(
    marks: dict[int, set[str]], releases: dict[int, int]
) -> None:
    who = components({*range(10)}, marks)
    for one in range(10):
        for other in range(10):
            assert (who[one] == who[other]) == (other in reachable(one, marks))
    counted = {payer: n for payer, n in releases.items() if payer not in reachable(9, marks)}
    people = {frozenset(reachable(payer, marks)) for payer in counted}
    assert earned(releases, marks, 9) == (sum(counted.values()), len(people))


@given(MARKS, st.integers(0, 9), st.sampled_from([f"card:{n}" for n in range(8)]))
def test_one_tie_more_never_earns_more(marks: dict[int, set[str]], one: int, mark: str) -> None:
    releases = dict.fromkeys(range(9), 2)
    tied = marks | {one: marks.get(one, set()) | {mark}}
    assert earned(releases, tied, 9) <= earned(releases, marks, 9)


# --- By real releases -------------------------------------------------------------------------------


def released(stage: Stage, clock: MovingClock, reps: list[User], cards: tuple[str, ...]) -> None:
    """Two introductions for each of `reps`, each with a card of their own, all the way to the payout."""
    made = []
    for n, rep in enumerate(rep for rep in reps for _ in range(2)):
        person = Person(f"Pia Number{n}", f"pia.{n}@meridian-freight.example", "", "VP Procurement")
        one = Stage(rep, stage.connector, listed(stage.connector, person), stage.sandbox).request()
        checkout = one.now().payment.checkouts.get()  # type: ignore[union-attr]
        stage.sandbox.pay(checkout.session_id, cards[n // 2])
        made.append(one)
    settle()
    for step in (
        lambda one: actions.accept(
            one.now(), user=one.connector, not_my_employer=True, no_duty_breached=True
        ),
        lambda one: actions.agree(one.now()),
        lambda one: actions.introduce(one.now(), user=one.connector),
        lambda one: actions.confirm(one.now(), user=one.rep),
    ):
        for one in made:
            step(one)
        settle()
    stage.wait(clock, days=7, hours=1)
    assert Introduction.objects.filter(state="released").count() == len(made)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def days(connector: User) -> int:
    return clocks.safety_hold_days(Introduction(connector=connector))


@pytest.mark.django_db
class TestReleases:
    @pytest.fixture
    def reps(self, stage: Stage) -> list[User]:
        return [stage.rep, *(builders.rep(f"rep{n}") for n in range(4))]

    def test_ten_for_five_separate_reps_earn_it_and_no_tie_among_them_goes_unseen(
        self, stage: Stage, clock: MovingClock, reps: list[User]
    ) -> None:
        assert days(stage.connector) == 7
        released(stage, clock, reps, CARDS)
        assert days(stage.connector) == 2
        assert all(len(one.card_digests) >= 1 for one in Checkout.objects.all())
        assert "4242" not in str(list(Checkout.objects.values_list("card_digests", flat=True)))
        for name, tie in ties(stage.connector, reps).items():
            with undone():
                tie()
                assert days(stage.connector) == 7, name
        assert days(stage.connector) == 2
        with CaptureQueriesContext(connection) as few:
            is_trusted(stage.connector)
        for n in range(20):  # strangers with marks of their own cost nothing
            builders.rep(f"stranger{n}")
        with CaptureQueriesContext(connection) as many:
            is_trusted(stage.connector)
        assert len(many.captured_queries) == len(few.captured_queries)

    def test_ten_for_five_who_pay_with_one_card_do_not(
        self, stage: Stage, clock: MovingClock, reps: list[User]
    ) -> None:
        released(stage, clock, reps, (CARDS[0],) * 5)
        assert days(stage.connector) == 7


def ties(connector: User, reps: list[User]) -> dict[str, Callable[[], object]]:
    """One tie each, after which four separate payers or fewer are left."""
    one, other, third = reps[:3]

    def card_of(user: User, fingerprint: str) -> None:
        Checkout.objects.filter(payment__payer=user).update(card_digests=card_digests(fingerprint))

    def mailbox(user: User, address: str) -> None:
        EmailAddress.objects.create(user=user, email=address, verified=True)

    def both_pay_with_one_card() -> None:
        card_of(one, "same")
        card_of(other, "same")

    def the_connector_pays_with_it() -> None:
        card_of(one, "same")
        bought = Payment.objects.filter(payer=other).first()
        Payment.objects.filter(pk=bought.pk).update(payer=connector, payee=third)  # type: ignore[union-attr]
        Checkout.objects.filter(payment=bought).update(card_digests=card_digests("same"))

    def a_mailbox_in_two_spellings() -> None:
        mailbox(one, "some.body@gmail.com")
        mailbox(other, "somebody+work@googlemail.com")

    def a_chain_over_somebody_who_never_paid_here() -> None:
        between = builders.rep("between")
        mailbox(one, "first@gmail.com")

        remember_mailbox(between, "fir.st@gmail.com")
        remember_mailbox(between, "second@gmail.com")
        mailbox(other, "second@gmail.com")

    def a_colleague() -> None:
        for user in (one, other):
            mailbox(user, f"{user.pk}@shared-company.example")

    def the_connectors_company() -> None:
        mailbox(one, "rita@the-connectors.example")
        User.objects.filter(pk=connector.pk).update(
            work_domain="the-connectors.example", work_domain_verified_at=now()
        )

    def one_payout_account() -> None:
        for user in (one, other):
            PayoutAccount.objects.create(
                user=user, account_id="acct_same", country="DE", currency="EUR"
            )

    def the_connectors_payout_account() -> None:
        account = connector.payout_account
        PayoutAccount.objects.create(
            user=one, account_id=account.account_id, country="DE", currency="EUR"
        )

    def nobody_knows_the_card() -> None:
        Checkout.objects.filter(payment__payer=one).update(card_digests=[])

    found = (
        both_pay_with_one_card, the_connector_pays_with_it, a_mailbox_in_two_spellings,
        a_chain_over_somebody_who_never_paid_here, a_colleague, the_connectors_company, one_payout_account,
        the_connectors_payout_account, nobody_knows_the_card,
    )  # fmt: skip
    return {tie.__name__: tie for tie in found}
