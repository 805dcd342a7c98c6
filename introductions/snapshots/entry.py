"""What the connector's entry said when the rep asked: kept as keyed hashes, and compared with it later.

The rep pays for one person as they were described. So the entry leaves its marks on the request, and
what is different afterwards is found, whoever changed it and by whichever door. See docs/decisions.
"""

from typing import Any

from brokerage.kit.encryption import all_hashes, keyed_hash
from connectors.companies import company_key
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import Relationship
from introductions.models import Introduction
from introductions.queries import is_at_company

VERSION = 1
#: What a connector writes about somebody, in words. Their notes are for themselves; price, listing and
#: whether the company is named are an offer to others, for the request has a price of its own.
WORDS = {
    "prospect": "the person",
    "name": "the name",
    "email": "the email address",
    "profile_url": "the public profile",
    "title": "the job title",
    "company": "the company",
    "country": "the country",
    "strength": "how well you know each other",
    "how_known": "how you know each other",
    "last_contact_on": "your last contact",
}


def _facts(relationship: Relationship) -> dict[str, str]:
    """What the entry says, in a form in which two spellings of one thing are equal."""
    company = relationship.company
    return {
        "prospect": str(relationship.prospect_id),
        "name": _folded(relationship.name),
        "email": normalise_email(relationship.email),
        "profile_url": normalise_profile_url(relationship.profile_url)
        or _folded(relationship.profile_url),
        "title": _folded(relationship.title),
        "company": company_key(relationship.company_name) or (company.key if company else ""),
        "country": relationship.country,
        "strength": str(relationship.strength),
        "how_known": relationship.how_known,
        "last_contact_on": str(relationship.last_contact_on or ""),
    }


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def marks_of(relationship: Relationship) -> dict[str, Any]:
    """The entry as it stands, for `Introduction.entry`: keyed hashes that tell nothing by themselves."""
    facts = _facts(relationship)
    return {"version": VERSION, "marks": {name: _mark(name, facts[name]) for name in WORDS}}


def _mark(name: str, value: str) -> list[str]:
    return list(keyed_hash(f"{name}|{value}"))


def changed_facts(introduction: Introduction) -> list[str]:
    """What of the entry is not as it was when the rep asked, in words for the connector; none if nothing.

    A profile that was missing and is there now changes nobody. A request from before entries were kept
    knows its person alone.
    """
    now = _facts(introduction.relationship)
    marks = (introduction.entry or {}).get("marks")
    if not marks:
        is_other = introduction.prospect_id != introduction.relationship.prospect_id
        return [WORDS["prospect"]] if is_other else []
    found = [name for name in WORDS if name in marks and not _fits(name, now[name], marks[name])]
    if "prospect" in found and len(found) > 1:
        found.remove("prospect")  # what made it another person is said already
    return [WORDS[name] for name in found]


def _fits(name: str, value: str, mark: list[str]) -> bool:
    values = {value, ""} if name == "profile_url" else {value}
    return any(tuple(mark) in all_hashes(f"{name}|{one}") for one in values)


def rest_of(relationship: Relationship) -> dict[str, Any]:
    """What pages and proofs go on needing of the entry once the person was asked."""
    return {
        "held": [name for name in HELD if getattr(relationship, name)],
        "domain": relationship.company.domain if relationship.company else "",
        "at_company": is_at_company(relationship),
    }


HELD = ("name", "email", "profile_url", "title", "company_name", "notes")
"""The encrypted facts that a connector may have brought in."""
