"""At rest and in the logs there are ids and fingerprints only; keys can be rotated; operators helped."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.encryption import box
from brokerage.kit.money import Money
from brokerage.management.commands.rotate_keys import rotated
from connectors.actions import (
    add_relationship,
    import_network,
    rehash,
    set_attention,
    suppress_address,
)
from connectors.models import (
    ImportRun,
    KeyKind,
    Prospect,
    ProspectKey,
    Relationship,
    Suppression,
)
from connectors.queries import CANNOT_BE_LISTED, why_not_listable
from introductions import actions
from introductions.prospect_data import held_on
from introductions.queries import ANSWER, WITNESS, prospect_token
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

SECRETS = [PETRA.name, "Vandenbroucke", PETRA.email, "petra.vandenbroucke", PETRA.profile_url,
           "petra-vandenbroucke", "Zanzibar", "golf partner"]  # fmt: skip
CSV = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},Meridian Freight,"
    "VP Zanzibar Lanes,01 Jan 2024\r\n"
)


def dump() -> Iterator[tuple[str, str]]:
    """Every table as text, as a thief of the database would read it; bytes as text where they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            into = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', into)
            text = into.getvalue()
            yield table, text
            for word in text.replace("\t", " ").split():
                if word.startswith("\\\\x"):
                    yield table, bytes.fromhex(word[3:]).decode("utf-8", "replace")


def clear_in_dump(secrets: list[str]) -> set[tuple[str, str]]:
    return {
        (table, secret)
        for table, text in dump()
        for secret in secrets
        if secret.lower() in text.lower()
    }


def test_a_dump_of_the_whole_story_has_nobody_in_clear(
    stage: Stage, colin: User, eve: User, client: Client, clock: MovingClock
) -> None:
    Relationship.objects.update(notes="golf partner", title="VP Zanzibar Lanes")
    set_attention(
        Prospect.objects.get(),
        requests_a_month=None,
        rest_days=None,
        paused_until=None,
        refused_topics="golf partner",
    )
    run = import_network(eve, "Petra Vandenbroucke.csv", CSV.encode(), lawful_basis="my contacts")
    assert not clear_in_dump(SECRETS)  # the file waits, encrypted
    carry_through(run.pk)
    assert ImportRun.objects.get(pk=run.pk).new == 1
    stage.consenting()
    client.post(f"/p/{prospect_token(stage.now(), ANSWER)}/", {"answer": "agree", "sure": "yes"})
    settle()
    stage.introduce()
    client.post(f"/p/{prospect_token(stage.now(), WITNESS)}/witness/", {"word": "yes"})
    stage.wait(clock, days=20)
    assert stage.now().state == "released"
    assert not clear_in_dump(SECRETS)
    assert clear_in_dump(["freight companies"])  # the search itself works: a pitch is no secret


def test_nor_does_what_people_typed_about_them(
    stage: Stage, clock: MovingClock, mona: User
) -> None:
    """Evidence, statements, answers, rulings, appeals, notes: whoever was introduced is named there."""
    said = f"{PETRA.name} <{PETRA.email}>, see {PETRA.profile_url} told me."
    second = builders.moderator("max")
    part = Money(20_000, "EUR")
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.rep)
    actions.decline_cancel(stage.now(), user=stage.connector)
    actions.introduce(stage.now(), user=stage.connector, evidence=said)
    actions.confirm(stage.now(), user=stage.rep, evidence=said)
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=said)
    actions.respond(stage.now(), user=stage.connector, response=said)
    actions.decide(stage.now(), moderator=mona, ruling="split", reason=said, part=part)
    actions.appeal(stage.now(), user=stage.rep, statement=said)
    actions.answer_appeal(stage.now(), user=stage.connector, response=said)
    actions.decide(stage.now(), moderator=second, ruling="refund", reason=said)
    settle()
    row = stage.now()
    found = row.disputes.get()
    first = (found.first_ruling or {}).get("reason")
    kept = (row.connector_evidence, row.rep_evidence, found.statement, found.ruling_reason)
    assert {*kept, first, found.appeal, *(one.text for one in found.answers.all())} == {said}
    assert not clear_in_dump(SECRETS)


def test_nor_does_a_note_of_the_history(stage: Stage) -> None:
    stage.introducing()
    said = f"{PETRA.name} is ill."
    actions.step_back(stage.now(), user=stage.connector, note=said)
    assert said in {one.note for one in stage.now().events.all()}
    assert not clear_in_dump(SECRETS)


def test_the_log_of_the_whole_story_names_nobody(
    stage: Stage, client: Client, clock: MovingClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stage.consenting()
    token = prospect_token(stage.now(), ANSWER)
    client.get(f"/p/{token}/")
    client.post("/me/", {"email": PETRA.email})
    client.post(f"/p/{token}/", {"answer": "agree", "sure": "yes"})
    client.post(f"/p/{token}/", {"answer": "agree", "sure": "yes"})
    settle()
    stage.introduce()
    stage.wait(clock, days=25)
    assert stage.now().state == "released"
    ours = [
        record
        for record in caplog.records
        # Django's own query log holds parameters; it exists under DEBUG only.
        if record.name != "django.db.backends"
    ]
    text = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in ours)
    assert not [secret for secret in SECRETS if secret in text]


# --- Keys -----------------------------------------------------------------------------------------


@pytest.fixture
def two_keys(colin: User, settings) -> list[str]:  # type: ignore[no-untyped-def]
    """Three people encrypted with the old key; then a new key is put first."""
    for number in range(3):
        add_relationship(colin, name=f"Person {number}", email=f"p{number}@one.example")
    keys = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    settings.FIELD_KEYS = keys
    return keys


def tokens() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, email FROM connectors_relationship")
        return [bytes(token) for row in cursor.fetchall() for token in row]


def newest() -> list[bytes]:
    """Those of the tokens that were closed with the newest key."""
    boxes = [box("connectors_relationship.name"), box("connectors_relationship.email")] * 3
    return [token for own, token in zip(boxes, tokens(), strict=True) if own.is_newest(token)]


def test_rotating_closes_all_with_the_newest_key(two_keys: list[str], settings) -> None:  # type: ignore[no-untyped-def]
    assert not newest()
    said = io.StringIO()
    call_command("rotate_keys", "--batch", "2", stdout=said)
    assert "connectors_relationship.email: 3 closed anew" in said.getvalue()
    assert newest() == tokens()
    settings.FIELD_KEYS = two_keys[:1]  # the old key can be thrown away now
    assert sorted(row.email for row in Relationship.objects.all()) == [
        "p0@one.example", "p1@one.example", "p2@one.example",
    ]  # fmt: skip


def test_rotating_can_be_interrupted_and_goes_on(two_keys: list[str]) -> None:
    steps = rotated("connectors_relationship", "id", "email", 1)
    assert next(steps) == 1
    steps.close()
    assert len(newest()) == 1
    assert {row.email[0] for row in Relationship.objects.all()} == {"p"}
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)
    assert "connectors_relationship.email: 2 closed anew" in said.getvalue()
    call_command("rotate_keys", stdout=(again := io.StringIO()))
    assert "connectors_relationship.email: 0 closed anew" in again.getvalue()


def test_a_lost_key_is_said_and_changes_nothing(two_keys: list[str], settings) -> None:  # type: ignore[no-untyped-def]
    before = tokens()
    settings.FIELD_KEYS = two_keys[:1]
    with pytest.raises(CommandError, match="No key in FIELD_KEYS opens"):
        call_command("rotate_keys", stdout=io.StringIO())
    assert tokens() == before


# --- Hash keys: fingerprints under a new key --------------------------------------------------------


@pytest.fixture
def new_hash_key(colin: User, settings) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """Petra is listed, somebody said "nobody, ever", a domain is out; then a new key is in front."""
    listed(colin)
    suppress_address(KeyKind.EMAIL, "never@ever.example")
    suppress_address(KeyKind.DOMAIN, "out.example")
    settings.HASH_KEYS = {"second": "a new secret of the operator", **settings.HASH_KEYS}
    return dict(settings.HASH_KEYS)


def test_a_new_hash_key_reaches_everybody_whose_address_is_held(
    new_hash_key: dict[str, str],
    settings,  # type: ignore[no-untyped-def]
) -> None:
    person = Prospect.objects.get()
    assert not person.keys.filter(key_id="second").exists()
    call_command("rotate_keys", "--batch", "1", stdout=(said := io.StringIO()))
    assert "fingerprints: 2 made anew" in said.getvalue()
    assert person.keys.filter(key_id="second", kind="email").exists()
    row = Relationship.objects.get()
    assert (row.domain_key_id, row.profile_key_id) == ("second", "second")
    call_command("rotate_keys", stdout=(again := io.StringIO()))
    assert "fingerprints: 0 made anew" in again.getvalue()
    settings.HASH_KEYS = {"second": new_hash_key["second"]}
    held = held_on(PETRA.email)
    assert held is not None, "found without the old key"
    assert held.prospect == person


def why_not_the_two(colin: User) -> list[str | None]:
    """Why those who were suppressed cannot be listed, were there a price."""
    colin.relationships.update(price_minor=20_000, currency="EUR")
    rows = colin.relationships.select_related("company")
    return [why_not_listable(row) for row in rows if row.email != PETRA.email]


def test_what_was_suppressed_under_the_old_key_bites_and_is_learned_anew_when_it_is_met(
    new_hash_key: dict[str, str],
    colin: User,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    rows = "Never,Ever,,never@ever.example,,,\nBo,Low,,bo@mail.out.example,,,\n"
    run = import_network(colin, "a.csv", (CSV.splitlines()[0] + "\n" + rows).encode())
    assert not Suppression.objects.filter(key_id="second").exists()
    carry_through(run.pk)
    run.refresh_from_db()
    assert why_not_the_two(colin) == [CANNOT_BE_LISTED] * 2
    settings.HASH_KEYS = {"second": new_hash_key["second"]}
    again = import_network(colin, "b.csv", (CSV.splitlines()[0] + "\n" + rows).encode())
    carry_through(again.pk)
    again.refresh_from_db()
    assert (again.new, again.skipped) == (0, 0)
    assert why_not_the_two(colin) == [CANNOT_BE_LISTED] * 2


def test_making_fingerprints_anew_can_be_interrupted(
    new_hash_key: dict[str, str], eve: User
) -> None:
    add_relationship(eve, name="Otto Other", email="otto@other.example")
    steps = rehash(1)
    assert next(steps) == 0  # the domains
    assert next(steps) > 0
    steps.close()
    done = set(ProspectKey.objects.filter(key_id="second").values_list("digest", flat=True))
    list(rehash(1))
    now = set(ProspectKey.objects.filter(key_id="second").values_list("digest", flat=True))
    assert done < now or len(now) == len(done)
    assert not Relationship.objects.exclude(domain_key_id="second").exists()


# --- The operator -----------------------------------------------------------------------------------


def dsar(*arguments: str) -> str:
    said = io.StringIO()
    call_command("dsar", *arguments, stdout=said)
    return said.getvalue()


def test_the_operator_finds_and_exports(colin: User) -> None:
    assert "Nothing is held" in dsar(PETRA.email)
    listed(colin)
    summary = dsar(PETRA.email)
    assert "In 1 networks, listed in 1." in summary
    assert PETRA.name not in summary
    data = json.loads(dsar(PETRA.email.upper(), "--export"))
    assert data["contact_data"][0]["name"] == PETRA.name


def test_the_operator_erases_also_whom_nobody_knows(colin: User) -> None:
    listed(colin)
    assert "Erased in 1 networks" in dsar(PETRA.email, "--erase")
    assert not Relationship.objects.exists()
    before = Suppression.objects.count()
    assert "Erased in 0 networks" in dsar("new@nowhere.example", "--erase")
    assert Suppression.objects.count() == before + 1
