"""Eve writes Petra's profile beside a mailbox of her own: it opens, changes and ends nothing of Petra's."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions import add_relationship, edit_relationship, import_network, set_attention
from connectors.models import ImportRun, Prospect, Relationship
from connectors.queries import CANNOT_BE_LISTED, why_not_listable
from introductions import actions
from introductions.models import Event, Introduction, Notice
from introductions.prospect_data import Held, held_on, own_link
from introductions.queries import prospect_is_open
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle

SPY = "spy@evil.example"
PROFILE_ONLY = Person(name=PETRA.name, email="", profile_url=PETRA.profile_url, title="VP Secret")
SECRETS = [PETRA.email, PETRA.name, "Rita", "Colin", PURPOSE, "VP Secret", "divorce"]


def by_hand(eve: User) -> Relationship:
    return add_relationship(eve, name="P", email=SPY, profile_url=PETRA.profile_url)


def by_file(eve: User) -> Relationship:
    text = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        f"P,,{PETRA.profile_url},{SPY},,,\n"
    )
    run = import_network(eve, "Connections.csv", text.encode(), lawful_basis="my contacts")
    carry_through(run.pk)
    return eve.relationships.get()


def by_profile_first(eve: User) -> Relationship:
    row = add_relationship(eve, name="P", profile_url=PETRA.profile_url)
    return edit_relationship(eve, row.public_id, email=SPY)


def by_another_address(eve: User) -> Relationship:
    """Petra's own address first, hers put in its place."""
    row = add_relationship(eve, name="P", email=PETRA.email, profile_url=PETRA.profile_url)
    return edit_relationship(eve, row.public_id, email=SPY)


def by_a_file_that_adds_the_address(eve: User) -> Relationship:
    add_relationship(eve, name="P", profile_url=PETRA.profile_url)
    return by_file(eve)


WAYS = [by_hand, by_file, by_profile_first, by_another_address, by_a_file_that_adds_the_address]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def tie(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def tied(tie: Any, stage: Stage, eve: User) -> Held:
    """What Eve's mailbox opens, after she did that to Petra, whom Rita is asking to meet."""
    stage.consenting()
    set_attention(
        stage.now().prospect,
        requests_a_month=None,
        rest_days=None,
        paused_until=None,
        refused_topics="divorce",
    )
    listed(builders.connector("otto"), PROFILE_ONLY)
    tie(eve)
    held = held_on(SPY)
    assert held is not None
    assert held.prospect != stage.now().prospect
    return held


def page(held: Held) -> str:
    return "/" + own_link(held).split("/", 3)[3]


def test_she_reads_nothing_of_petras(tied: Held, client: Client) -> None:
    path = page(tied)
    api = "/api/v1/own-data" + path[3:]
    answers = [client.get(one) for one in (path, path + "export/", path + "erase/", api)]
    assert [one.status_code for one in answers] == [200] * 4
    text = "".join(one.content.decode() for one in answers)
    assert not [secret for secret in SECRETS if secret in text]
    assert answers[1].json()["connectors_who_have_you"] == 1
    assert answers[1].json()["requests"] == []


def test_she_changes_nothing_of_petras_attention(tied: Held, stage: Stage, client: Client) -> None:
    answer = client.post(page(tied), {"requests_a_month": "0", "refused_topics": "everything"})
    assert answer.status_code == 302
    mine = Prospect.objects.get(pk=stage.now().prospect_id)
    assert (mine.requests_a_month, mine.refused_topics) == (None, "divorce")


def test_she_erases_nothing_of_petras(tied: Held, stage: Stage, client: Client) -> None:
    before = stage.now().relationship.listed_at
    assert client.post(page(tied) + "erase/").status_code == 200
    settle()
    row = stage.now().relationship
    assert (row.name, row.email, row.profile_url) == (PETRA.name, PETRA.email, PETRA.profile_url)
    assert row.listed_at == before
    assert stage.now().state == "consent"
    others = Relationship.objects.get(connector__name="Otto")
    assert (others.name, others.profile_url) == (PETRA.name, PETRA.profile_url)
    assert held_on(PETRA.email)
    stage.agree()
    assert stage.now().state == "introducing"


def test_requests_to_her_mailbox_use_up_nothing_of_petras(tied: Held, eve: User) -> None:
    petra = Prospect.objects.exclude(pk=tied.prospect.pk).get(keys__isnull=False)
    row = tied.rows[0]
    Relationship.objects.filter(pk=row.pk).update(price_minor=50_000, currency="EUR")
    for number in range(2):
        asked = Introduction.objects.create(
            rep=builders.rep(f"friend{number}"), connector=eve, relationship=row, prospect=row.prospect,
            pitch=PITCH, purpose=PURPOSE, price=50_000, fee=10_000, currency="EUR",
            accepted_at=clock.now(),
        )  # fmt: skip
        event = Event.objects.create(
            introduction=asked,
            move="accept",
            source="requested",
            target="consent",
            actor="connector",
        )
        Notice.objects.create(event=event, audience="prospect", kind="accept", told_at=clock.now())
    rep = builders.rep("somebody")
    assert not prospect_is_open(tied.prospect, rep)
    assert prospect_is_open(petra, rep)


def test_nobody_answers_for_somebody_whose_address_is_put_in_later(
    stage: Stage, colin: User, clock: MovingClock
) -> None:
    """Colin has a mailbox of his own asked, and writes Petra's address in before it says yes."""
    own = listed(colin, Person("P", SPY, "", "VP"))
    stage.relationship.delete()
    stage.relationship = own
    stage.consenting()
    with pytest.raises(Refusal) as no:
        edit_relationship(colin, own.public_id, email=PETRA.email)
    assert no.value.code == "under_way"
    assert stage.now().relationship.email == SPY
    actions.refuse(stage.now(), how="not_now")
    settle()
    with pytest.raises(Refusal, match="rests after a request"):
        edit_relationship(colin, own.public_id, email=PETRA.email)
    clock.forward(days=100)
    edit_relationship(colin, own.public_id, email=PETRA.email)
    actions.never_again(stage.now())  # the old mailbox's link: it speaks for the old mailbox alone
    clean = listed(builders.connector("otto"))
    assert clean.prospect != stage.now().prospect
    assert prospect_is_open(clean.prospect, builders.rep("somebody"))
    text = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        f"P,V,,{PETRA.email},,,\n"
    )
    run = import_network(
        builders.connector("ole"),
        "Connections.csv",
        text.encode(),
        lawful_basis="my contacts",
    )
    carry_through(run.pk)
    assert ImportRun.objects.get(pk=run.pk).new == 1


def test_who_is_asked_is_who_is_counted(stage: Stage, colin: User) -> None:
    """Another address before acceptance: the request stays with whom it was about, and nobody is asked."""
    stage.requested()
    first = stage.now().prospect
    edit_relationship(colin, stage.relationship.public_id, email="petra@meridian-freight.example")
    row = stage.now().relationship
    assert row.prospect != first
    with pytest.raises(Refusal, match="the email address"):
        stage.accept()
    assert (stage.now().prospect, stage.now().state) == (first, "lapsed")


def test_the_importer_learns_nothing_of_other_networks(stage: Stage, eve: User) -> None:
    """The same words, the same counts, whether or not somebody else holds the profile."""
    unknown = "https://www.linkedin.com/in/nobody-knows-me-1"
    listed(builders.connector("otto"))
    told = []
    for url in (PETRA.profile_url, unknown):
        text = (
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            f"P,,{url},{len(told)}{SPY},,,\n"
        )
        run = import_network(eve, "Connections.csv", text.encode(), lawful_basis="my contacts")
        carry_through(run.pk)
        run = ImportRun.objects.get(pk=run.pk)
        told.append((run.new, run.updated, run.unchanged, run.skipped, run.problems))
    assert told[0] == told[1]


def cannot_be_listed(row: Relationship) -> bool:
    """Taken in without a word, and not to be listed even once price and address are there."""
    row.price_minor, row.currency = 20_000, "EUR"
    row.email = row.email or "new@home.example"
    return why_not_listable(row) == CANNOT_BE_LISTED


# --- Never means never ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "url"), [("other@home.example", PETRA.profile_url), (PETRA.email, ""), ("", PETRA.profile_url)]
)  # fmt: skip
def test_a_suppressed_profile_or_address_blocks_either(
    stage: Stage, eve: User, email: str, url: str
) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how="never")
    row = add_relationship(eve, name="P", email=email, profile_url=url)
    assert cannot_be_listed(row)


def test_never_reaches_a_listing_with_another_address_of_hers(stage: Stage) -> None:
    other = listed(
        builders.connector("otto"), Person(PETRA.name, "p@home.example", PETRA.profile_url, "VP")
    )
    stage.consenting()
    actions.never_again(stage.now())
    other.refresh_from_db()
    assert other.listed_at is None


def test_erased_her_profile_is_not_brought_back(stage: Stage, client: Client, eve: User) -> None:
    held = held_on(PETRA.email)
    assert held is not None
    client.post(page(held) + "erase/")
    row = add_relationship(eve, name="P", email="p@home.example", profile_url=PETRA.profile_url)
    assert cannot_be_listed(row)


def test_the_operator_erases_entries_that_hold_the_profile_only(eve: User) -> None:
    listed(builders.connector("otto"), PROFILE_ONLY)
    row = listed(eve, Person(PETRA.name, "p@home.example", PETRA.profile_url, "VP"))
    said = io.StringIO()
    call_command("dsar", PETRA.email, "--erase", "--profile", PETRA.profile_url, stdout=said)
    assert "Erased in 2 networks" in said.getvalue()
    assert not [one for one in Relationship.objects.all() if one.name or one.profile_url]
    row.refresh_from_db()
    assert row.listed_at is None
