"""What people do with their own account."""

from collections.abc import Callable, Collection
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from brokerage.accounts import hooks
from brokerage.accounts.countries import COUNTRIES, usual_currency
from brokerage.accounts.mail_domains import domain_of, is_work_domain
from brokerage.accounts.models import TermsAcceptance, User
from brokerage.accounts.sanctions import standing
from brokerage.accounts.sanctions.register import forget_mailboxes
from brokerage.accounts.wording import check_company, check_name, proven_domain
from brokerage.kit import clock
from brokerage.kit.errors import Refusal

CHANGEABLE = ("name", "company", "is_rep", "is_connector", "country", "currency")


STAYS: dict[str, dict[str, bool]] = {
    "is_rep": {"pays": True, "is_paid": False},
    "is_connector": {"pays": False, "is_paid": True},
    "country": {"pays": True, "is_paid": True},
}
"""What stays as it is while money runs, and on which side of it somebody is then."""
STAYS_SAID = {
    "is_rep": "A request of yours is open, or its payment not settled yet. You can give up this role later.",
    "is_connector": "An introduction is open, or its payment not settled yet. Give up this role later.",
    "country": "A request is open, or its payment not settled yet. You can change your country later.",
}


def accept_terms(user: User) -> TermsAcceptance:
    """Keep that `user` accepted the terms in force, and when; a second time changes nothing."""
    acceptance, _ = TermsAcceptance.objects.get_or_create(user=user, version=settings.TERMS_VERSION)
    return acceptance


def set_up(user: User, *, name: str, is_rep: bool, is_connector: bool, country: str) -> None:
    """Fill a fresh account with what its owner said when signing up; keeps the accepted terms."""
    why_not_paid(is_connector=is_connector, country=country)
    check_name(name)
    user.name, user.is_rep, user.is_connector = name, is_rep, is_connector
    user.country = country
    user.currency = usual_currency(country, settings.SETTLEMENT_CURRENCIES)
    user.save(update_fields=["name", "is_rep", "is_connector", "country", "currency"])
    accept_terms(user)


def why_not_paid(*, is_connector: bool, country: str) -> None:
    """Refuse a connector in a country to which no payout can go."""
    if is_connector and country not in settings.PAYOUT_COUNTRIES:
        place = COUNTRIES.get(country, "this country")
        raise Refusal(
            f"We cannot pay connectors in {place} yet. You can use the account as a rep.",
            code="country_not_payable",
            field="country",
        )


@transaction.atomic
def change_account(user: User, **facts: Any) -> User:
    """Change some of CHANGEABLE; refuses an account without a role or a payout nobody can make."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if facts.get("company", person.company) != person.company:
        check_company(facts["company"], own_domain=proven_domain(person))
    if facts.get("name", person.name) != person.name:
        check_name(facts["name"])
        hooks.check_name.one(person, facts["name"])
    _stay_while_money_runs(person, facts)
    for name in facts.keys() & set(CHANGEABLE):
        setattr(person, name, facts[name])
    if not (person.is_rep or person.is_connector):
        raise Refusal("Choose at least one: rep or connector.", code="no_role", field="is_rep")
    if person.currency not in settings.SETTLEMENT_CURRENCIES:
        raise Refusal("We do not pay out in this currency.", code="currency", field="currency")
    why_not_paid(is_connector=person.is_connector, country=person.country)
    person.save(update_fields=[*CHANGEABLE])
    return person


def _stay_while_money_runs(person: User, facts: dict[str, Any]) -> None:
    """A role is not given up, and a country not changed, while a request or its money runs."""
    for name, sides in STAYS.items():
        before, after = getattr(person, name), facts.get(name, getattr(person, name))
        changes = before != after if name == "country" else before and not after
        if changes and hooks.money_runs.one(person, **sides):
            raise Refusal(STAYS_SAID[name], code="money_runs", field=name)


def record_work_domain(user: AbstractBaseUser) -> None:
    """Note the company domain that a verified address of `user` proves; none, if none does."""
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    domains = [domain_of(address.email) for address in verified.order_by("-primary", "pk")]
    person = User.objects.get(pk=user.pk)
    if person.work_domain in domains and person.work_domain_verified_at:
        return
    proof = next(filter(is_work_domain, domains), "")
    person.work_domain = proof
    person.work_domain_verified_at = clock.now() if proof else None
    person.save(update_fields=["work_domain", "work_domain_verified_at"])


def why_not_closable(
    user: User, *, but: Collection[Callable[[User], str | None]] = ()
) -> list[str]:
    """The sentences of all that still needs this account (hooks.closing_checks), `but` for some checks."""
    asked = (check for check in hooks.closing_checks.all if check not in but)
    return [reason for check in asked if (reason := check(user))]


@transaction.atomic
def close_account(user: User, *, by_law: bool = False) -> None:
    """Close for good: nobody can sign in, name and addresses are erased, records of money stay.

    Refuses while something is running, and while a step of the ladder holds, unless `by_law`: then the step
    stays known by the mailboxes, as keyed hashes, and holds against whoever comes back. What other apps keep
    for this person is erased by `hooks.closing_steps`.
    """
    # No key lock: whoever moves an introduction writes rows that point at this person, and we wait for them.
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if person.closed_at:
        raise Refusal("This account is closed.", code="closed")
    for hold_still in hooks.closing_locks.all:
        hold_still(person)
    passed = (standing.why_account_cannot_close,) if by_law else ()
    if reasons := why_not_closable(person, but=passed):
        raise Refusal(" ".join(reasons), code="account_in_use")
    for forget in hooks.closing_steps.all:
        forget(person)
    forget_mailboxes(person)
    _forget(person)


def _forget(person: User) -> None:
    for kept in (EmailAddress, Authenticator, SocialAccount):
        kept.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    person.email = f"closed-{person.public_id}@closed.invalid"
    person.name, person.company, person.work_domain = "Closed account", "", ""
    person.work_domain_verified_at = None
    person.is_active = person.is_rep = person.is_connector = False
    person.closed_at = clock.now()
    person.set_unusable_password()
    person.save()
