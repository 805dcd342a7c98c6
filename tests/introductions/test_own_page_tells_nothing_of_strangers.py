"""Eve writes a stranger's profile, name or mailbox beside addresses of her own, then acts "as prospect".

In one world the stranger is on Colin's list, in the other somebody else with the same facts is. Whatever Eve
does behind the links to her own mailboxes, she is answered alike, and the stranger's listing, settings and
place on no list of objections stay as they are.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import add_relationship, import_network, set_attention
from connectors.models import Company, Prospect, Relationship
from connectors.person_names import mailbox_bears
from connectors.queries import is_suppressed, listings
from introductions.models import LinkRequest
from introductions.prospect_data import held_on, own_link
from introductions.tasks import send_other_link
from tests.support import builders
from tests.support.importing import carry_through
from tests.support.two_worlds import Attacker, Seen, first_difference, world

WORK = "meridian-freight.example"
PETRA = {"name": "Petra Vandenbroucke", "email": f"petra.vandenbroucke@{WORK}",
         "profile_url": "https://www.linkedin.com/in/petra-vandenbroucke-77"}  # fmt: skip
QUENTIN = {"name": "Quentin Oduya", "email": f"quentin.oduya@{WORK}",
           "profile_url": "https://www.linkedin.com/in/quentin-oduya"}  # fmt: skip
FACTS = {"title": "VP Procurement", "company_name": "Meridian Freight"}
SPY, COLLEAGUE, LIKE = "spy@evil.example", f"anna.berg@{WORK}", "petra.vandenbroucke@evil.example"
MINE = "https://www.linkedin.com/in/eve-77"
PITCH = "We help freight companies see what their invoices really cost, and it takes half an hour."

Tie = Callable[[Attacker, User], list[str]]


def add(eve: Attacker, **facts: str) -> Any:
    return eve.do("post", "/api/v1/relationships/", {"name": "P", **facts}).json().get("id", "")


def profile_beside_mine(eve: Attacker, user: User) -> list[str]:
    add(eve, email=SPY, profile_url=PETRA["profile_url"])
    return [SPY]


def all_but_the_mailbox(eve: Attacker, user: User) -> list[str]:
    add(eve, **{**PETRA, **FACTS, "email": SPY})
    return [SPY]


def beside_a_mailbox_of_her_name(eve: Attacker, user: User) -> list[str]:
    add(eve, **{**PETRA, **FACTS, "email": LIKE})
    return [LIKE]


def beside_a_mailbox_at_her_company(eve: Attacker, user: User) -> list[str]:
    """Anna works there too."""
    add(eve, **{**PETRA, **FACTS, "email": COLLEAGUE})
    return [COLLEAGUE]


def reverse(eve: Attacker, user: User) -> list[str]:
    """Her mailbox beside a profile of mine; and mine beside the same profile."""
    add(eve, **{**PETRA, "profile_url": MINE})
    row = add(eve, name="Petra Vandenbroucke", email=SPY)
    eve.do("patch", f"/api/v1/relationships/{row}/", {"profile_url": MINE})
    return [SPY]


def her_mailbox_first(eve: Attacker, user: User) -> list[str]:
    row = add(eve, **PETRA)
    eve.do("patch", f"/api/v1/relationships/{row}/", {"email": SPY})
    return [SPY]


def by_file(eve: Attacker, user: User) -> list[str]:
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    rows = f"Petra,Vandenbroucke,{PETRA['profile_url']},,,,\n,P,{PETRA['profile_url']},{SPY},,,\n"
    run = import_network(user, "Connections.csv", (head + rows).encode())
    carry_through(run.pk, same=True)
    return [SPY]


TIES = [profile_beside_mine, all_but_the_mailbox, beside_a_mailbox_of_her_name,
        beside_a_mailbox_at_her_company, reverse, her_mailbox_first, by_file]  # fmt: skip


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    Company.objects.update_or_create(
        key="meridian freight",
        defaults={"name": "Meridian Freight", "domain": WORK, "industry": "Industrials",
                  "size_band": "large", "country": "DE"},
    )  # fmt: skip
    found = {"colin": builders.connector("colin")}
    found |= {name: builders.outsider(name) for name in ("eve", "carl")}
    for user in found.values():
        connectors.save_profile(user, headline="Knows people", employer_name="Own Works")
    return found


def list_person(connector: User, person: dict[str, str]) -> Relationship:
    row = add_relationship(connector, **person, **FACTS)
    connectors.set_price(connector, [row.public_id], Money(30_000, "EUR"))
    assert not connectors.list_relationships(connector, [row.public_id]).refused
    row.refresh_from_db()
    return row


def links_of(email: str) -> tuple[str, str]:
    """The page and the API behind the link that Eve is mailed to a mailbox of hers."""
    held = held_on(email)
    assert held is not None
    token = own_link(held).rstrip("/").rpartition("/")[2]
    return f"/me/{token}/", f"/api/v1/own-data/{token}/"


def everything_behind(eve: Attacker, email: str, last: str) -> None:
    page, api = links_of(email)
    for path in (page, api, page + "export/", page + "erase/", page + "never/"):
        eve.do("get", path)
    eve.do("post", page, {"requests_a_month": "0", "refused_topics": "everything"})
    eve.do("put", api, {"requests_a_month": 1, "rest_days": 9, "paused_until": None,
                        "refused_topics": "all", "unwelcome_topics": []})  # fmt: skip
    held = held_on(email)
    for row in [row.public_id for row in held.entries] if held else []:
        for facts in ({"name": PETRA["name"], "company_name": "Meridian Freight"},
                      {"profile_url": PETRA["profile_url"], "title": "VP Procurement"}):  # fmt: skip
            eve.do("patch", f"{api}networks/{row}/", facts)
            eve.do("post", f"{page}networks/{row}/correct/", {**PETRA, **facts, "country": "DE"})
        if last.startswith("leave"):
            erase = last == "leave and erase"
            eve.do("delete", f"{api}networks/{row}/?erase={str(erase).lower()}")
            eve.do(
                "post", f"{page}networks/{row}/leave/", {"answer": "erase" if erase else "leave"}
            )
    for what in ("never", "erase"):
        for other in (PETRA["email"], PETRA["profile_url"], "eve2@evil.example"):
            eve.do("post", f"{api}other-addresses/", {"email": other, "what": what})
    if last == "never by page":
        eve.do("post", page + "never/", {"answer": "never"})
    elif last == "never by program":
        eve.do("post", api + "never/")
    elif last == "erased by page":
        eve.do("post", page + "erase/")
    elif last == "erased by program":
        eve.do("delete", api)
    for path in (page, api, page + "never/"):
        eve.do("get", path)
    _confirm(eve, "eve2@evil.example")


def _confirm(eve: Attacker, address: str) -> None:
    """The link that came to another mailbox of hers; what goes to Petra's she never reads."""
    mail.outbox.clear()
    for row in LinkRequest.objects.filter(task="send_other_link"):
        send_other_link(row.sealed)
    for one in mail.outbox:
        token = re.search(r"/me/other/(\S+?)/", str(one.body))
        if one.to == [address] and token is not None:
            eve.do("get", f"/me/other/{token[1]}/")
            eve.do("post", f"/me/other/{token[1]}/", {"answer": "never"})


AGAIN: list[dict[str, str]] = [
    {"email": "fresh@new.example", "profile_url": PETRA["profile_url"]},
    {"email": "fresh2@new.example", "name": PETRA["name"], **FACTS},
    {"email": f"p.v@{WORK}", "name": "P. Vandenbroucke", **FACTS},
    {**PETRA, **FACTS},
]


def look_around(carl: Attacker, secret: Relationship) -> None:
    """What another account that guesses can list and find afterwards, and what the secret listing answers."""
    price = {"amount": 20_000, "currency": "EUR"}
    for facts in AGAIN:
        row = add(carl, **facts)
        if row:
            carl.do(
                "post",
                "/api/v1/relationships/bulk/",
                {"ids": [row], "price": price, "listed": True},
            )
    carl.do("get", "/api/v1/relationships/")
    for query in ({}, {"company": "meridian"}, {"industry": "Industrials"}, {"order": "price"}):
        carl.do("get", "/api/v1/listings/", query)
    carl.do("get", f"/api/v1/listings/{secret.public_id}/")
    asked = carl.do("post", "/api/v1/introductions/", {
        "listing": str(secret.public_id), "pitch": PITCH, "purpose": "Freight", "no_way_in": True,
    })  # fmt: skip
    if asked.status_code == 201:
        carl.do("post", f"/api/v1/introductions/{asked.json()['id']}/withdraw/")


LASTS = ["leave", "leave and erase", "never by page", "never by program", "erased by page",
         "erased by program"]  # fmt: skip


def told(
    cast: dict[str, User], person: dict[str, str], tie: Tie, last: str
) -> list[tuple[str, Seen]]:
    """All that Eve is answered where Colin lists `person`; Petra's own things are as before."""
    with world():
        secret = list_person(cast["colin"], person)
        set_attention(
            secret.prospect, requests_a_month=None, rest_days=None, paused_until=None,
            refused_topics="divorce",
        )  # fmt: skip
        before = Relationship.objects.filter(pk=secret.pk).values().get()
        settings = Prospect.objects.filter(pk=secret.prospect_id).values().get()
        eve = Attacker(cast["eve"])
        for mailbox in tie(eve, cast["eve"]):
            everything_behind(eve, mailbox, last)
        carl = Attacker(cast["carl"])
        look_around(carl, secret)
        assert Relationship.objects.filter(pk=secret.pk).values().get() == before
        assert Prospect.objects.filter(pk=secret.prospect_id).values().get() == settings
        assert not is_suppressed(secret)
        assert listings().filter(pk=secret.pk).exists()
        held = held_on(person["email"])
        assert held and not held.suppressed and secret.pk in {row.pk for row in held.entries}
        seen = eve.seen + carl.seen
        assert "divorce" not in str(seen) and "Colin" not in str(seen)
        return seen


CASES = [(tie, "erased by program") for tie in TIES]
CASES += [(beside_a_mailbox_at_her_company, last) for last in LASTS if (TIES[3], last) not in CASES]


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing differs because a minute went by."""
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)


@pytest.mark.usefixtures("standing_clock")
@pytest.mark.parametrize(("tie", "last"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_she_is_answered_alike_and_changes_nothing(
    cast: dict[str, User], tie: Tie, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("introductions.api.introductions.payments.send_and_wait", lambda call: None)
    one, other = (told(cast, person, tie, last) for person in (PETRA, QUENTIN))
    assert len(one) > 25
    assert not first_difference(one, other)


MAILBOXES = [
    ("petra.vandenbroucke@x.example", "Petra Vandenbroucke", True),
    ("PVandenbroucke@x.co.uk", "Dr. Petra Vandenbroucke", True),
    ("vandenbroucke.petra2+news@x.example", "VANDENBROUCKE, Petra", True),
    ("zoe.mueller@x.example", "Zoë Müller", True),
    ("zoe@quimby.example", "Zoe Quimby", True),
    ("wangxiaoming@x.example", "王小明", True),
    ("anna.berg@x.example", "Petra Vandenbroucke", False),
    ("petra@x.example", "Petra Vandenbroucke", False),
    ("anna.v@x.example", "Anna Vandenbroucke", False),
    ("anna.berg@x.example", "Anna Vandenbroucke", False),
    ("", "Petra Vandenbroucke", False),
    ("petra.vandenbroucke@x.example", "", False),
]


@pytest.mark.parametrize(("email", "name", "bears"), MAILBOXES)
def test_a_mailbox_shows_whose_it_is_by_its_own_name(email: str, name: str, bears: bool) -> None:
    assert mailbox_bears(email, name) is bears
