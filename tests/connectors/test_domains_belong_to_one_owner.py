"""A domain is one owner's: no letter turns it into another's, and every door takes the same ones."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from brokerage.accounts.mail_domains import domain_of
from brokerage.accounts.models import User
from brokerage.kit.mail.domains import ascii_domain, registrable_domain
from brokerage.kit.mail.letters import letter
from connectors import actions
from connectors.identity import clean_domain, clean_email, normalise_email, same_domain
from connectors.models import ImportRun, Relationship
from tests.support import builders

#: Two domains of two owners each, which older rules make one.
DIFFERENT = [
    ("straße.example", "strasse.example"),
    ("βόλος.example", "βόλοσ.example"),
    ("نامه\u200cای.example", "نامهای.example"),
]
#: One domain in several spellings.
SAME = [
    (
        "Bücher.example",
        "bücher.example",
        "BÜCHER.EXAMPLE",
        "xn--bcher-kva.example",
        "bu\u0308cher.example",
    ),
    ("почта.рф", "ПОЧТА.РФ", "xn--80a1acny.xn--p1ai", "почта。рф"),
    ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
]
NO_DOMAIN = ["xn--zzzz-.example", "exam\u200dple.com", "a_b.example", "localhost", "i♥.example", "-a.example",
             "a..example", "10.0.0.1", ""]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_letter_is_not_another(one: str, other: str) -> None:
    assert ascii_domain(one) and ascii_domain(other)
    assert ascii_domain(one) != ascii_domain(other)
    assert normalise_email(f"petra@{one}") != normalise_email(f"petra@{other}")
    assert not same_domain(clean_domain(one), clean_domain(other))
    assert domain_of(f"petra@{one}") != domain_of(f"petra@{other}")


@pytest.mark.parametrize("spellings", SAME)
def test_every_spelling_is_one_domain(spellings: tuple[str, ...]) -> None:
    assert len({ascii_domain(one) for one in spellings}) == 1
    assert len({normalise_email(f"petra+x@{one}") for one in spellings}) == 1
    assert len({clean_domain(f"https://www.{one}/about") for one in spellings}) == 1
    assert ascii_domain(spellings[0])


@pytest.mark.parametrize("raw", NO_DOMAIN)
def test_what_is_no_domain_is_none(raw: str) -> None:
    assert ascii_domain(raw) == clean_email(f"petra@{raw}") == ""


@given(st.text(max_size=40))
def test_the_form_stays_as_it_is(text: str) -> None:
    assert ascii_domain(ascii_domain(text)) == ascii_domain(text)
    assert clean_domain(clean_domain(text)) == clean_domain(text)
    assert ascii_domain(text).isascii()


def test_nobody_belongs_together_by_what_is_the_publics() -> None:
    assert registrable_domain("mail.acme.co.uk") == "acme.co.uk"
    assert same_domain("mail.acme.co.uk", "shop.acme.co.uk")
    for one, other in [("acme.co.uk", "co.uk"), ("acme.example", "example"), ("a.github.io", "b.github.io"),
                       ("acme.co.uk", "other.co.uk"), ("notacme.com", "acme.com")]:  # fmt: skip
        assert not same_domain(one, other), (one, other)


@pytest.mark.parametrize(
    "address", ["petra@straße.example", "petra@почта.рф", "petra@bücher.example"]
)
def test_mail_goes_to_the_owner_of_the_domain(address: str) -> None:
    sent = letter("own_data", to=address, link="x", audience="owner")
    _, domain = sent.to[0].split("@")
    assert domain == ascii_domain(address.split("@")[1])
    assert f"@{domain}" in str(sent.message()["To"])


@pytest.mark.parametrize(
    "address", ["Petra@straße.example", "petra@почта.рф", "petra@xn--80a1acny.xn--p1ai"]
)
def test_every_door_takes_the_same_address(
    client: Client,
    colin: User,
    take_in: Callable[..., ImportRun],
    browse: Callable[[User], Client],
    address: str,
) -> None:
    cache.clear()
    wanted = clean_email(address)
    take_in(colin, f"Petra,Imported,,{address},Acme,CEO,01 Jan 2024\n")
    assert Relationship.objects.get().email == wanted
    Relationship.objects.all().delete()
    added = browse(colin).post(
        "/api/v1/relationships/", {"name": "Petra Typed", "email": address}, "application/json"
    )
    assert added.status_code == 201, added.content
    assert Relationship.objects.get().email == wanted
    asked = client.post("/me/", {"email": address})
    assert "errors" not in asked.context["form"].errors and asked.context["asked"]
    assert (
        client.post("/api/v1/own-data/", {"email": address}, "application/json").status_code == 202
    )
    facts = {"email": address, "password1": builders.PASSWORD, "name": "Petra", "role": "rep",
             "country": "DE", "terms": "on"}  # fmt: skip
    answer = client.post("/accounts/signup/", facts)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    stored = EmailAddress.objects.latest("pk").email
    assert stored.rpartition("@")[2] == wanted.rpartition("@")[2]
    assert {one.to[0].rpartition("@")[2] for one in mail.outbox} <= {wanted.rpartition("@")[2]}


def test_a_domain_of_nobody_is_taken_at_no_door(
    client: Client, colin: User, browse: Callable[[User], Client]
) -> None:
    bad = "petra@i♥.example"
    refused = browse(colin).post(
        "/api/v1/relationships/", {"name": "Petra", "email": bad}, "application/json"
    )
    assert refused.status_code == 400
    facts = {"email": bad, "password1": builders.PASSWORD, "name": "Petra", "role": "rep",
             "country": "DE", "terms": "on"}  # fmt: skip
    assert client.post("/accounts/signup/", facts).status_code == 200
    assert not Relationship.objects.exists()
    assert not EmailAddress.objects.filter(email__contains="petra").exists()


def test_one_owners_never_is_not_anothers(colin: User, known: Callable[..., Relationship]) -> None:
    one = known(colin, "Anna Eins", email="anna@straße.example", company_name="Eins")
    actions.suppress(one.prospect)
    other = known(
        colin, "Bert Zwei", email="anna@strasse.example", company_name="Zwei", listed=True
    )
    assert other.prospect_id != one.prospect_id
