"""The person a relationship is about corrects what a connector wrote about them."""

from typing import Any

from django.db import transaction

from brokerage.accounts.countries import COUNTRIES
from brokerage.kit.errors import Refusal
from connectors.actions.editing import check_cells, sound_profile, write_facts
from connectors.actions.import_rows import lock_account, share_prospects
from connectors.models import Relationship

CORRECTABLE = ("name", "title", "company_name", "country", "profile_url")
LONGEST = 200
"""Characters of each fact."""


@transaction.atomic
def correct(relationship: Relationship, **facts: str) -> Relationship:
    """Write the facts of `CORRECTABLE` that the person gives; a later file does not change them back.

    The connector sees them and can edit them by hand: people change jobs. Refused: an empty name, what is
    too long, and whatever a connector may not write there either. Changes nothing about what runs.
    """
    unknown = set(facts) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    lock_account(relationship.connector)
    share_prospects()
    found = Relationship.objects.select_related("connector", "company", "prospect")
    row = found.select_for_update(of=("self",)).get(pk=relationship.pk)
    changed = {
        name: said for name, raw in facts.items() if (said := raw.strip()) != getattr(row, name)
    }
    _check(changed)
    if changed:
        row.corrected = " ".join(sorted({*row.corrected.split(), *changed}))
        write_facts(row, changed)
    return row


def _check(facts: dict[str, Any]) -> None:
    for name, said in facts.items():
        if len(said) > LONGEST:
            raise Refusal(f"Up to {LONGEST} characters.", code="too_long", status=400, field=name)
    if facts.get("name") == "":
        raise Refusal(
            "Enter your name. To be held no longer, leave this network or erase your data.",
            code="name",
            status=400,
            field="name",
        )
    if facts.get("country") and facts["country"] not in COUNTRIES:
        raise Refusal(
            "Choose a country from the list.", code="country", status=400, field="country"
        )
    if "profile_url" in facts:
        facts["profile_url"] = sound_profile(facts["profile_url"])
    check_cells(facts)
