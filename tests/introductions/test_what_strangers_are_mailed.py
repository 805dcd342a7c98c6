# ruff: noqa: E501  (tables of examples)
"""Our domain carries a rep's words to people who never asked: no address, link, number or our own name is in
them; the company is confirmed or marked; and what was said stays as it was said."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.actions import change_account, close_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.models import Introduction, Message
from introductions.prospect_data import held_on
from introductions.queries import prospect_link
from introductions.snapshots.asker import Asker, asker_of
from tests.support.builders import PETRA, rep
from tests.support.stages import PITCH, PURPOSE, Stage, settle

pytestmark = pytest.mark.django_db

REACHING = [
    "db-verify.com/login", "evil-login.com", "ftp://x.y/z", "a@evil-login.com", "evil-login dot com", "evil (dot) com",
    "evil．com", "evil。com", "münchen.de", "xn--mnchen-3ya.de", "пример.рф", "www.evil", "evil . com", "e v i l . c o m",
    "+49 170 1234567", "170 123 45 67", "call ٠١٧٠١٢٣٤٥٦٧", "t.me/x", "@evil", "mailto:x", "javascript:alert(1)",
    "[here](x)", "evil[.]com", "evil.c\u200bom", "evil&#46;com", "hxxps://evil", "one seven zero one two three four",
]  # fmt: skip
AS_US = [
    "Sidedoor security desk",
    "SIDEDOOR",
    "S1dedoor",
    "Sіdеdооr support",
    "S i d e d o o r",
    "SidedoorSupport",
    "Side\u200bdoor",
]
FINE_PITCH = (
    "We cut freight costs by 20% at J.P. Morgan, e.g. in 2019-2023, saving 1,250,000 EUR a year; ISO 27001 certified. "
    "Could we talk for 30 minutes in Q3? It would be about invoices."
)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(stage: Stage, **facts: Any) -> Any:
    body = {
        "listing": str(stage.relationship.public_id),
        "pitch": PITCH,
        "purpose": PURPOSE,
        "no_way_in": True,
    }
    return signed_in(stage.rep).post(
        "/api/v1/introductions/", body | facts, content_type="application/json"
    )


@pytest.mark.parametrize("words", [*REACHING, *AS_US])
def test_a_pitch_or_subject_is_refused_at_once(stage: Stage, words: str) -> None:
    for field, text in (("pitch", f"{PITCH} {words}"), ("purpose", words)):
        answer = ask(stage, **{field: text})
        assert (answer.status_code, answer.json()["field"]) == (400, field), text
        assert answer.json()["detail"].startswith("Leave out")
    assert not Introduction.objects.exists()


def test_the_page_keeps_what_was_typed_and_says_what_was_found(stage: Stage) -> None:
    text = PITCH + " See evil-login.com for more."
    page = signed_in(stage.rep).post(
        f"/introductions/new/{stage.relationship.public_id}/",
        {
            "pitch": text,
            "purpose": PURPOSE,
            "no_way_in": "on",
            "topic": "other",
            "keep_asking": "no",
        },
    )
    shown = page.content.decode()
    assert page.status_code in {400, 422} and "a web address (“evil-login.com”)" in shown
    assert text in shown and PURPOSE in shown and not Introduction.objects.exists()


def test_a_fine_pitch_is_sent(stage: Stage) -> None:
    assert ask(stage, pitch=FINE_PITCH, purpose="Freight costs, a side door in").status_code == 201


def test_an_answer_to_the_connector_too(stage: Stage) -> None:
    stage.requested()
    actions.ask(stage.now(), user=stage.connector, text="Which of our plants?")
    before = Message.objects.count()
    client, path = signed_in(stage.rep), f"/api/v1/introductions/{stage.now().public_id}/answer/"
    for words in [*REACHING, AS_US[0]]:
        answer = client.post(
            path, {"text": f"All of them. {words}"}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["field"]) == (400, "text"), words
    assert Message.objects.count() == before


NAMES = [
    *REACHING[:6], *AS_US, "Rita evil.com", "Security Desk", "Support Team", "Dr. Jane Weber db-verify.com", "R" * 71,
    "Rita\u202eatir", "Rita\u200bK", "12345", "Trust & Safety", "S.e.c.u.r.i.t.y desk", "Call 0170 1234567", "Side Door",
]  # fmt: skip
COMPANIES = [
    "Deutsche Bank AG (security check: db-verify.com/login)", "Acme evil.com", "Sidedoor", "Sidedoor Ltd", "S1dedoor Inc",
    "Acme +49 170 1234567", "mail a@acme.example", "A" * 101, "Acme\u202e", "Acme @acme",
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "words"),
    [*(("name", one) for one in NAMES), *(("company", one) for one in COMPANIES)],
)
def test_no_account_is_called_so(rita: User, field: str, words: str) -> None:
    before = User.objects.values("name", "company", "is_rep").get(pk=rita.pk)
    answer = signed_in(rita).patch("/api/v1/me/", {field: words}, content_type="application/json")
    assert answer.status_code == 400, answer.content
    body = {
        "name": rita.name,
        "company": rita.company,
        "is_rep": "on",
        "country": "DE",
        "currency": "EUR",
    } | {field: words}
    page = signed_in(rita).post("/account/edit/", body)
    assert page.status_code in {200, 400, 409, 422} and page.context["form"].errors.get(field), (
        words
    )
    assert User.objects.values("name", "company", "is_rep").get(pk=rita.pk) == before


@pytest.mark.parametrize("name", ["Rita evil.com", "Sidedoor Support", "R" * 71])
def test_nobody_signs_up_so(client: Client, name: str) -> None:
    page = client.post(
        "/accounts/signup/",
        {
            "email": "new@newco.example",
            "password1": "correct horse battery 9",
            "name": name,
            "role": "rep",
            "country": "DE",
            "terms": "on",
        },
    )
    assert page.status_code == 200 and page.context["form"].errors.get("name")
    assert not User.objects.filter(email="new@newco.example").exists()


@pytest.mark.parametrize("name", ["Jürgen Weiß", "Nguyễn Văn Minh", "Siobhán O'Brien-Smith", "王小明", "J.R. Ewing", "Dr. Eva Braun, PhD",
                                  "María del Carmen Rodríguez de la Fuente y Martínez"] )  # fmt: skip
def test_people_are_called_so(rita: User, name: str) -> None:
    assert change_account(rita, name=name).name == name


def test_a_company_may_be_called_as_its_proven_domain(rita: User) -> None:
    with pytest.raises(Refusal):
        change_account(rita, company="Booking.com")
    rita.work_domain, rita.work_domain_verified_at = "booking.com", rita.date_joined
    rita.save()
    assert change_account(rita, company="Booking.com").company == "Booking.com"
    with pytest.raises(Refusal):
        change_account(rita, company="Booking.com, see evil.com")


def test_an_account_named_before_is_not_mailed(stage: Stage) -> None:
    User.objects.filter(pk=stage.rep.pk).update(company="Acme evil-login.com")
    answer = ask(stage)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_words")
    assert not Introduction.objects.exists()
    User.objects.filter(pk=stage.rep.pk).update(company="Acme")
    stage.requested()
    User.objects.filter(pk=stage.connector.pk).update(name="Sidedoor Support")
    stage.connector.refresh_from_db()
    with pytest.raises(Refusal):
        actions.accept(
            stage.now(), user=stage.connector, not_my_employer=True, no_duty_breached=True
        )
    assert stage.now().state == "requested"


def prove(user: User, domain: str) -> None:
    user.work_domain, user.work_domain_verified_at = domain, user.date_joined
    user.save()


@pytest.mark.parametrize(
    ("company", "domain", "firm", "proof"),
    [
        (
            "Otterworks GmbH",
            "otterworks.example",
            "Otterworks GmbH",
            "confirmed address at otterworks.example",
        ),
        (
            "Otter Works",
            "mail.otter-works.co.uk",
            "Otter Works",
            "confirmed address at mail.otter-works.co.uk",
        ),
        (
            "Deutsche Bank AG",
            "otterworks.example",
            "Deutsche Bank AG (not confirmed)",
            "confirmed address at otterworks.example",
        ),
        ("Deutsche Bank AG", "", "Deutsche Bank AG (not confirmed)", "no work address confirmed"),
        (
            "Deutsche Bank",
            "deutschebank-verify.com",
            "Deutsche Bank (not confirmed)",
            "confirmed address at deutschebank-verify.com",
        ),
        ("", "otterworks.example", "", "confirmed address at otterworks.example"),
    ],
)
def test_a_company_is_confirmed_or_marked(company: str, domain: str, firm: str, proof: str) -> None:
    asker = Asker("Rita", company, domain, "Colin")
    assert (asker.firm, asker.proof) == (firm, proof)


def letters_to(address: str) -> str:
    found = [one for one in mail.outbox if one.to == [address]]
    return "\n".join(f"{one.subject}\n{one.body}" for one in found)


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("otterworks.example", "confirmed address at otterworks.example"),
        ("", "no work address confirmed"),
    ],
)
def test_mail_page_and_connector_are_told_what_is_confirmed(
    stage: Stage, domain: str, said: str
) -> None:
    stage.rep.company = "Deutsche Bank AG"
    stage.rep.save()
    if domain:
        prove(stage.rep, domain)
    stage.requested()
    row = stage.now()
    board = signed_in(stage.connector).get(f"/introductions/{row.public_id}/").content.decode()
    assert "Deutsche Bank AG (not confirmed)" in board and said in board
    assert said in letters_to(stage.connector.email)
    stage.accept()
    written = letters_to(PETRA.email)
    assert "Deutsche Bank AG (not confirmed)" in written and said in written
    page = Client().get("/" + prospect_link(stage.now()).split("/", 3)[3]).content.decode()
    assert "Deutsche Bank AG (not confirmed)" in page and said in page.lower()


def test_what_was_said_stays_as_it_was_said(stage: Stage) -> None:
    stage.rep.company = "Otterworks"
    stage.rep.save()
    prove(stage.rep, "otterworks.example")
    stage.requested()
    change_account(stage.rep, name="Quentin Impostor", company="Deutsche Bank AG")
    User.objects.filter(pk=stage.rep.pk).update(work_domain="elsewhere.example")
    change_account(stage.connector, name="Colin Renamed")
    stage.accept()
    row = stage.now()
    assert asker_of(row) == Asker("Rita", "Otterworks", "otterworks.example", "Colin")
    page = Client().get("/" + prospect_link(row).split("/", 3)[3]).content.decode()
    board = signed_in(stage.connector).get(f"/introductions/{row.public_id}/").content.decode()
    for text in (letters_to(PETRA.email), page, board):
        assert "Otterworks" in text
        assert not any(one in text for one in ("Impostor", "Deutsche", "elsewhere"))
    stage.agree()
    held = held_on(PETRA.email)
    assert held is not None and held.requests[0]["rep"] == "Rita"


def test_a_closed_account_is_named_no_more(stage: Stage) -> None:
    stage.requested()
    actions.withdraw(stage.now(), user=stage.rep)
    settle()
    close_account(stage.rep)
    row = stage.now()
    assert asker_of(row) == Asker("Closed account", "", "", "Colin")
    close_account(rep("other"))
    assert asker_of(stage.now()).connector == "Colin"
