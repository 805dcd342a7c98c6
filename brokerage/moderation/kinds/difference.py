"""Differences between our books and the provider's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from brokerage.moderation.kinds import Action, Kind, ReasonForm, warning
from brokerage.moderation.money import PAGE, Facts, own_money, payment_of, shown, the_payment
from payments import actions as payments
from payments.actions.desk_cases import FOREIGN
from payments.actions.differing import is_of_ledger
from payments.models import Difference
from payments.queries import events_given_up

BOOKED = {
    "refund": "The payer has it back. Nothing is paid out until you have looked",
    "reversal": "It is held again. Nothing is paid out until you have looked",
    "transfer": "What went to the connector is a debt of theirs. Nothing is paid out until you have looked",
    "unrecordable": "They refuse it. Nothing is paid out until you have looked",
}
NAMES = {"to": "Went to", "error": "Error"}


def row_of(case: Case) -> Difference | None:
    """The difference that the case is about."""
    what, _, number = case.subject.rpartition(":")
    return Difference.objects.filter(pk=int(number)).first() if what == "difference" else None


def is_foreign(case: Case) -> bool:
    """Whether others moved money of a payment at the provider, or our books refuse what happened there."""
    return case.subject.partition(":")[0] in FOREIGN


def is_refused(case: Case) -> bool:
    """Whether it is about a clock whose move the money refuses, or a payment that nobody here knows."""
    return case.subject.startswith(("clock:", "stray:"))


def is_refusal(case: Case) -> bool:
    """Whether it is about what follows from a prospect's, or a company's, refusal for good."""
    return case.subject.startswith("refusal:")


def is_settled_otherwise(case: Case) -> bool:
    """Whether it is about a payment that the provider keeps in another currency."""
    return case.subject.startswith("settled:")


def is_unread(case: Case) -> bool:
    """Whether it is about messages of the provider that were given up."""
    return case.subject == "messages"


def is_told(case: Case) -> bool:
    """Whether nothing repairs it by itself: somebody looks and says what came of it."""
    return is_refused(case) or is_refusal(case) or is_settled_otherwise(case)


def panel(case: Case, user: User) -> dict[str, Any]:
    """What differs, in minor units on both sides."""
    row = row_of(case)
    if is_foreign(case):
        kind, _, about = case.subject.partition(":")
        facts: Facts = [("At the provider", about), ("Our books", BOOKED[kind])]
        facts += [(NAMES[key], str(case.facts[key])) for key in NAMES if key in case.facts]
        return shown(case, facts)
    if is_unread(case):
        waiting = events_given_up()
        kinds = sorted(set(waiting.values_list("type", "error")))
        said = "; ".join(f"{type}: {error}" for type, error in kinds)
        return shown(case, [("Messages", waiting.count()), ("Why", said or "None is left")])
    if is_refused(case) or is_refusal(case):
        return shown(case, [("What", case.facts.get("what", "")), ("About", case.subject)])
    if is_settled_otherwise(case):
        said = (
            "All of it goes back to the rep by itself. Add a bank account in this currency at the "
            "provider, or stop offering it."
        )
        return shown(case, [("What", case.facts.get("what", "")), ("What happens", said)])
    if row is None:
        return shown(case, [])
    return shown(
        case,
        [
            ("What", row.kind),
            ("How much", how_much(row)),
            ("Since", f"{row.seen_at:%-d %B %Y, %H:%M} UTC"),
        ],
    )


def how_much(row: Difference) -> str:
    """What both sides say, in words."""
    here, there = ("in our books", "at the provider")
    if is_of_ledger(row):
        here, there = ("as we kept it", "by the ledger")
    code = next((one for one in settings.SETTLEMENT_CURRENCIES if f" {one}" in row.kind), "")
    if not code and row.payment:
        code = row.payment.currency
    if code:
        return f"{Money(row.ours, code)} {here}, {Money(row.theirs, code)} {there}"
    return f"{row.ours} {here}, {row.theirs} {there} (minor units)"


def is_unexplained(case: Case) -> bool:
    """Whether money moved at the provider that belongs to no payment."""
    row = row_of(case)
    return row is not None and payments.is_nobodys(row)


def headline(case: Case) -> str:
    """What is not as it should be."""
    what = str(case.facts.get("what", ""))
    return (
        what if is_refused(case) or is_refusal(case) or is_unread(case) else f"Books differ: {what}"
    )


def compare(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Look and compare again: the one way to repair is that facts are recorded as always.

    Our own sums and our own ledger are compared without asking the provider.
    """
    payment, row = payment_of(case), row_of(case)
    if row and is_of_ledger(row):
        payments.check_ledger()
        return
    with answering():
        if payment:
            payments.compare_payment(payment)
        else:
            payments.compare_balances()
        payments.compare_movements()


@contextmanager
def answering() -> Iterator[None]:
    """A provider that does not answer is a refusal."""
    try:
        yield
    except payments.Unreachable as error:
        raise Refusal(
            "The provider does not answer right now.", code="provider_unreachable"
        ) from error


def book(case: Case, user: User, facts: dict[str, Any]) -> None:
    """It was our own money; the case ends by itself, for the books agree then."""
    row = row_of(case)
    if row is None:
        raise Refusal("There is nothing to book.", code="not_our_own")
    with answering():
        payments.book_as_own(row, staff=user, reason=facts["reason"])
        payments.compare_movements()


def read(case: Case, user: User, facts: dict[str, Any]) -> None:
    """What was given up is read again."""
    payments.replay_given_up(staff=user)


def close(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Somebody knows why."""
    close_case(case, staff=user, outcome="looked at", reason=facts["reason"])


def lift(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Somebody knows who did it and why: the payment goes on, unless more of the sort waits for a person."""
    close_case(case, staff=user, outcome="lifted", reason=facts["reason"])
    payment = the_payment(case)
    payments.lift_freeze(payment)
    record_staff_action(user, "lift a freeze", payment.reference, facts["reason"])


KIND = Kind(
    name="difference",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "compare",
            "Compare again",
            ReasonForm,
            "cases.work_money",
            compare,
            tone="primary",
            text="Looks at what both sides say now, and records what is new at the provider. The case ends "
            "by itself once both agree.",
            open=lambda case: (
                not (
                    is_foreign(case)
                    or is_refusal(case)
                    or is_unread(case)
                    or is_settled_otherwise(case)
                )
            ),
            done="Compared.",
        ),
        Action(
            "book",
            "It was our own money",
            ReasonForm,
            "cases.work_money",
            book,
            open=is_unexplained,
            text="Books it as moved between the provider and our own bank account, with your reason. Money "
            "of payments never leaves like this.",
            done="Booked.",
        ),
        Action(
            "read",
            "Understand them again",
            ReasonForm,
            "cases.work_money",
            read,
            tone="primary",
            open=is_unread,
            text="Each is only a reason to look at the provider once more. The case ends by itself once all "
            "are understood.",
            done="They are being read again.",
        ),
        Action(
            "lift",
            "Let the payment go on",
            ReasonForm,
            "cases.work_money",
            lift,
            tone="primary",
            open=is_foreign,
            text="What is still the connector's is paid out as planned, a payout that came back once more. "
            "Say who did it at the provider, and why.",
            done="The payment goes on.",
        ),
        Action(
            "give_back",
            "Give the money back",
            ReasonForm,
            "cases.work_money",
            warning.give_back,
            tone="danger",
            open=lambda case: is_foreign(case) and warning.can_go_back(case),
            text="The introduction ends and the rep has everything back; what was paid out already is taken "
            "back, or owed by the connector.",
            done="Everything goes back.",
        ),
        Action(
            "close",
            "Close the case",
            ReasonForm,
            "cases.work_money",
            close,
            tone="primary",
            open=is_told,
            text="A clock whose move is refused is tried again every six hours.",
        ),
    ),
    explain="Something happened at the provider that our books do not hold, or the other way round; or a sum "
    "that we keep does not say what the ledger says, which only whoever runs the database can explain.",
    template=PAGE,
    why_not=own_money,
)
