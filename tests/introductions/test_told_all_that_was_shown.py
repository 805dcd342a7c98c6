"""Whoever is asked is told everything that the rep has read of them: email, page, API and frozen listing
say the same facts, in whatever shape the listing was, and the connector's own words too."""

import re
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.kit.money import Money
from connectors.companies import SIZE_LABELS, SIZE_WORDS
from connectors.countries import country_name
from connectors.models import STRENGTH_CHOICES, Company, Relationship
from connectors.queries import facts_seen
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS
from introductions import actions
from introductions.models import Introduction
from introductions.queries import ANSWER, prospect_token
from tests.support.builders import PETRA
from tests.support.doors import signed_in
from tests.support.stages import Stage, settle

BIG: dict[str, Any] = {
    "industry": "Industrials",
    "size_band": "large",
    "headcount": 90_000,
    "country": "DE",
}
MEDIUM = {"industry": "Bell founding", "size_band": "medium", "headcount": None, "country": "US"}
BARE = {"industry": "", "size_band": "", "headcount": None, "country": ""}
TITLES = {
    "role and department": ("vp", "procurement"),
    "top of the house": ("c_level", "finance"),
    "one of many": ("manager", "sales"),
    "department alone": ("other", "legal"),
    "rank alone": ("director", "other"),
    "nothing known": ("other", "other"),
}
COMPANIES: dict[str, dict[str, Any] | None] = {
    "large": BIG,
    "middling": MEDIUM,
    "unknown": BARE,
    "none": None,
}
SHAPES = [
    (title, company, bool(number % 2), ("DE", "US", "")[number % 3], number % 5 + 1)
    for number, (title, company) in enumerate(product(TITLES, COMPANIES))
] + [("role and department", "large", True, "DE", 4), ("one of many", "large", True, "DE", 4)]
NOTHING = {"", SENIORITY_LABELS["other"], DEPARTMENT_LABELS["other"], SIZE_LABELS[""]}


def shaped(stage: Stage, shape: tuple[str, str, bool, str, int]) -> Relationship:
    title, company, show, country, strength = shape
    row = Relationship.objects.select_related("company").get(pk=stage.relationship.pk)
    facts = COMPANIES[company]
    if facts is None:
        row.company, row.company_name = None, ""
    else:
        assert row.company is not None
        Company.objects.filter(pk=row.company.pk).update(**facts)
        row.company.refresh_from_db()
    row.seniority, row.department = TITLES[title]
    row.country, row.strength, row.show_company = country, strength, show
    row.derive()
    row.save()
    return row


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def read_by_rep(stage: Stage) -> set[str]:
    """Every word of the listing that a rep can read by API, in the words people use."""
    listing = f"/api/v1/listings/{stage.relationship.public_id}/"
    client = signed_in(stage.rep)
    one: dict[str, Any] = client.get(listing).json()
    found = client.get("/api/v1/listings/").json()["results"]
    assert one in found
    sizes = SIZE_LABELS if one["company_shown"] else SIZE_WORDS
    facts = {
        one.pop("role"), one.pop("company"), one.pop("industry"),
        SENIORITY_LABELS[one.pop("seniority")], DEPARTMENT_LABELS[one.pop("department")],
        sizes.get(one.pop("size_band"), ""), country_name(one.pop("country")),
        dict(STRENGTH_CHOICES)[one.pop("strength")],
    }  # fmt: skip
    of_the_offer = {"id", "price", "connector_verified", "record", "company_shown"}
    assert set(one) == of_the_offer, "a new fact of a listing is told to the person, too"
    return facts - NOTHING


def facts_on(page: str) -> list[tuple[str, str]]:
    (block,) = re.findall(r'<dl class="facts">(.*?)</dl>', page, re.DOTALL)
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", block, re.DOTALL)
    return [(unescape(label.strip()), unescape(words.strip())) for label, words in pairs]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape)))
def test_all_say_the_same_facts(stage: Stage, shape: tuple[str, str, bool, str, int]) -> None:
    shaped(stage, shape)
    read = read_by_rep(stage)
    on_the_page = facts_on(
        signed_in(stage.rep).get(f"/listings/{stage.relationship.public_id}/").text
    )
    stage.consenting()
    row = stage.now()
    token = prospect_token(row, ANSWER)
    frozen = list(facts_seen(row.listing))
    asked = next(one for one in mail.outbox if one.to == [PETRA.email])
    html = str(asked.alternatives[0][0])  # type: ignore[attr-defined]
    said = "; ".join(f"{label}: {words}" for label, words in frozen)
    assert on_the_page == frozen, "the listing's page and what was kept of it"
    assert f"has seen only this: {said}." in re.sub(r"\s+", " ", str(asked.body))
    assert f"has seen only this: {said}." in words_of(html)
    page = Client().get(f"/p/{token}/")
    assert f"has seen {said}, and nothing else about you" in words_of(page.text)
    api = Client().get(f"/api/v1/prospect/{token}/").json()
    assert [(one["fact"], one["words"]) for one in api["seen"]] == frozen
    assert api["said"] == []
    values = " ".join(words for _, words in frozen)
    assert not [one for one in read if one not in values]
    own = signed_in(stage.rep).get(f"/api/v1/introductions/{row.public_id}/").json()["listing"]
    kept = {str(value) for name, value in own.items() if name in FROZEN} - NOTHING
    assert not [one for one in kept if one not in values]


FROZEN = ("role", "seniority", "department", "company", "country", "industry")


def test_the_reminder_says_it_again(stage: Stage, clock: Any) -> None:
    stage.consenting().wait(clock, days=5)
    first, again = [one for one in mail.outbox if one.to == [PETRA.email]]
    said = "; ".join(f"{label}: {words}" for label, words in facts_seen(stage.now().listing))
    for one in (first, again):
        assert f"has seen only this: {said}." in re.sub(r"\s+", " ", str(one.body))


def test_the_connectors_own_words_are_told_too(stage: Stage, clock: Any) -> None:
    """A question can say more of somebody than the listing does."""
    words = ["They run the plants in the north. Is this for all of them?\nSince 2019.", "And when?"]
    stage.requested()
    for one in words:
        actions.ask(stage.now(), user=stage.connector, text=one)
    actions.answer(stage.now(), user=stage.rep, text="It is, from May on.")
    actions.counter(stage.now(), user=stage.connector, price=Money(60_000, "EUR"))
    actions.take_back_counter(stage.now(), user=stage.connector)
    settle()
    stage.accept()
    token = prospect_token(stage.now(), ANSWER)
    stage.wait(clock, days=5)
    mails = [one for one in mail.outbox if one.to == [PETRA.email]]
    assert len(mails) == 2
    for one in mails:
        for text in (str(one.body).replace("\n> ", " "), words_of(str(one.alternatives[0][0]))):  # type: ignore[attr-defined]
            assert "They run the plants in the north. Is this for all of them? Since 2019." in text
            assert "And when?" in text and "nothing else" not in text
            assert "from May on" not in text, "what the rep wrote is nothing they have read"
    page = words_of(Client().get(f"/p/{token}/").text)
    assert all(" ".join(one.split()) in page for one in words)
    assert "nothing else about you" not in page
    assert Client().get(f"/api/v1/prospect/{token}/").json()["said"] == words


def test_what_was_shown_stays_though_the_listing_changes(stage: Stage) -> None:
    stage.consenting()
    before = facts_seen(Introduction.objects.get().listing)
    shaped(stage, ("one of many", "large", False, "US", 1))
    api = Client().get(f"/api/v1/prospect/{prospect_token(stage.now(), ANSWER)}/").json()
    assert tuple((one["fact"], one["words"]) for one in api["seen"]) == before
