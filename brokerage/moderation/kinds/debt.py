"""What a connector owes us: lost or given back after it had been paid out to them."""

from typing import Any

from django.http import Http404

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.money import Money
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.loading import about
from brokerage.moderation.money import PAGE, Facts, party, shown
from payments import actions as payments
from payments.queries import debts_of

WHY = {
    "dispute": "taken back by the rep's bank",
    "refund": "given back to the rep",
    "transfer": "sent to them at the provider by others",
}


def debtor_of(case: Case) -> User:
    """Who owes it."""
    rows = User.objects.filter(public_id=case.subject.partition(":")[0])
    found = about(case, "person", rows.first)
    if found is None:
        raise Http404
    return found


def panel(case: Case, user: User) -> dict[str, Any]:
    """How much it is by now, and of which introductions it came."""
    debtor = debtor_of(case)
    facts: Facts = [] if is_masked(user) else [("Connector", debtor.name)]
    if case.is_open:
        facts.append(("Owed now", Money(case.amount or 0, case.currency)))
    if why := case.facts.get("mail"):
        facts.append(("Our email to them", f"Not delivered: {why}. Tell them in another way"))
    for one in debts_of(debtor):
        if one.amount.currency == case.currency:
            said = f"{one.amount}, {WHY[one.why]}, kept from {one.kept_from:%-d %B %Y}"
            facts.append((f"Of introduction {one.payment.reference}", said))
    return shown(case, facts)


def own_debt(case: Case, user: User) -> str | None:
    """Nobody gives up their own debt."""
    return party(user, debtor_of(case))


def write_off(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The debt is given up as it stands: our loss."""
    row = close_case(case, staff=user, outcome="written off", reason=facts["reason"])
    owed = Money(row.amount or 0, row.currency)
    payments.write_off(debtor_of(row), owed, staff=user, reason=facts["reason"])


def leave(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Later earnings pay it."""
    close_case(case, staff=user, outcome="left to be netted", reason=facts["reason"])


KIND = Kind(
    name="debt",
    permission="cases.see_desk",
    headline=lambda case: "A connector owes us",
    panel=panel,
    actions=(
        Action(
            "leave",
            "Leave it to later earnings",
            ReasonForm,
            "cases.work_money",
            leave,
            text="The connector was told why and how much; it is kept from their next payouts.",
        ),
        Action(
            "write_off",
            "Write it off",
            ReasonForm,
            "cases.work_money",
            write_off,
            tone="danger",
            text="We give up what is still owed. This cannot be undone.",
        ),
    ),
    explain="A charge was lost or given back after the connector had the money. What they earn pays it; the "
    "case ends by itself once it is paid.",
    template=PAGE,
    why_not=own_debt,
)
