"""A connector's own profile, and the employer that stays off the market."""

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.cells import out_of_place
from brokerage.kit.errors import Refusal
from brokerage.kit.text.hidden_letters import HIDDEN, holds_unseen
from connectors.actions.import_rows import companies_by_key, lock_account
from connectors.companies import company_name
from connectors.guards import refuse_public
from connectors.identity import FREE_MAIL_DOMAINS, clean_domain
from connectors.models import ConnectorProfile, Relationship
from connectors.queries import EmployerRule, profile_of


@transaction.atomic
def save_profile(
    user: User,
    *,
    headline: str,
    about: str = "",
    employer_name: str = "",
    employer_domain: str = "",
    no_employer: bool = False,
) -> ConnectorProfile:
    """Write the profile; listings that lead into the employer come off the market at once.

    Refuses a headline or text that tells reps whom the connector knows.
    """
    if holds_unseen(employer_name.strip()):
        raise Refusal(HIDDEN, code="hidden_letters", status=400, field="employer_name")
    if found := out_of_place(employer_name):
        raise Refusal(
            f"This field holds {found}. Write only the name of the company.",
            code="out_of_place",
            status=400,
            field="employer_name",
        )
    named = company_name(employer_name)
    if named is None and not no_employer:
        raise Refusal(
            "Say who you work for, or that you have no employer.",
            code="employer",
            status=400,
            field="employer_name",
        )
    lock_account(user)  # two first saves: one after another
    # Under that lock: who comes into the network meanwhile is compared with the words written here.
    for field, words in (("headline", headline), ("about", about)):
        refuse_public(user, words, field)
    profile = profile_of(user)
    before = (profile.employer_name, profile.employer_domain)
    profile.headline, profile.about = headline.strip(), about.strip()
    profile.held_back = [one for one in profile.held_back if one == "name"]
    profile.no_employer = named is None
    profile.employer_name = named.name if named else ""
    profile.employer = companies_by_key([named])[named.key] if named else None
    profile.employer_domain = _own_domain(employer_domain)
    if before != (profile.employer_name, profile.employer_domain):
        profile.verified_at = None  # somebody looked at another employer
    profile.updated_at = clock.now()
    profile.save()
    _unlist_own_employer(user)
    return profile


def _own_domain(raw: str) -> str:
    domain = clean_domain(raw)
    if raw.strip() and not domain:
        raise Refusal(
            "This is no domain; write it like acme.com.",
            code="domain",
            status=400,
            field="employer_domain",
        )
    return "" if domain in FREE_MAIL_DOMAINS else domain


def _unlist_own_employer(user: User) -> None:
    rule = EmployerRule(user)
    listed = Relationship.objects.filter(connector=user, listed_at__isnull=False)
    biting = [row.pk for row in listed.select_related("company") if rule.bites(row)]
    Relationship.objects.filter(pk__in=biting).update(listed_at=None)
