# ruff: noqa: E501  (long signatures)
"""A connector's own employer and their no-go companies reach as far as the group; stored keys follow the rules."""

from collections.abc import Callable

import pytest

from brokerage.accounts.models import User
from connectors.actions import profiles
from connectors.actions.companies import renew_keys
from connectors.models import Company, ConnectorProfile, ConnectorRules, Relationship
from connectors.queries.own_rules import turns_away
from connectors.queries.rules import EmployerRule
from connectors.queries.suppressions import scopes_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "theirs", ["IBM Deutschland GmbH", "International Business Machines", "Red Hat", "IBM Research"]
)
def test_the_own_employer_is_the_whole_group(
    colin: User, known: Callable[..., Relationship], theirs: str
) -> None:
    ConnectorProfile.objects.filter(user=colin).delete()
    profiles.save_profile(colin, headline="Sells", employer_name="IBM")
    assert EmployerRule(colin).bites(known(colin, company_name=theirs))
    assert not EmployerRule(colin).bites(
        known(colin, "Ada Nwosu", company_name="Intel Corporation", email="ada@intel.example")
    )


def test_a_no_go_company_is_the_whole_group(colin: User, rita: User) -> None:
    rules = ConnectorRules(user=colin, currency="EUR", no_companies="Google")
    User.objects.filter(pk=rita.pk).update(company="YouTube")
    rita.refresh_from_db()
    assert turns_away(rules, rita)
    User.objects.filter(pk=rita.pk).update(company="Yandex")
    rita.refresh_from_db()
    assert not turns_away(rules, rita)


def test_stored_keys_are_renewed_and_two_of_one_become_one(
    colin: User, known: Callable[..., Relationship]
) -> None:
    kept = Company.objects.get(key="salesforce")
    old = Company.objects.create(name="Sales Force", key="sales force")
    lone = Company.objects.create(name="Blue Kite Works", key="blue kite works")
    row, other = known(colin), known(colin, "Ada Nwosu", email="ada@kite.example")
    Relationship.objects.filter(pk=row.pk).update(company=old, name_digest="stale")
    Relationship.objects.filter(pk=other.pk).update(company=lone)
    assert renew_keys() == 2
    assert not Company.objects.filter(pk=old.pk).exists()
    row.refresh_from_db()
    lone.refresh_from_db()
    assert row.company == kept and row.name_digest not in {"", "stale"}
    assert lone.key == "bluekiteworks"
    assert renew_keys() == 0


def test_a_never_that_was_kept_under_the_old_key_holds() -> None:
    """A name at a company is kept hashed: by the key of before today and by the key of all its names."""
    assert scopes_of(companies=["Sales Force Deutschland GmbH"]) == {
        "company:sales force", "company:salesforce",
    }  # fmt: skip
