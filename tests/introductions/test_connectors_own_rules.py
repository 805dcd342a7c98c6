"""A connector's own rules are kept before anything is paid; reps read the same words whatever the reason."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock as product_clock
from brokerage.kit.errors import Refusal
from connectors import actions as connecting
from connectors import queries as networks
from connectors.models import Company, ConnectorRules, Relationship
from connectors.queries.own_rules import rules_of
from introductions import actions
from introductions.guards import NOT_OPEN
from introductions.models import Introduction
from tests.support.builders import Person, rep
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle

pytestmark = pytest.mark.django_db
RULES = "/network/rules/"
OLAF = Person("Olaf Berg", "olaf.berg@polar-lines.example", "linkedin.com/in/olaf-berg", "CFO")


def ask(stage: Stage, relationship: Relationship | None = None, by: User | None = None) -> Any:
    return actions.request(
        by or stage.rep,
        relationship or stage.relationship,
        pitch=PITCH,
        purpose=PURPOSE,
        keep_asking=False,
        no_way_in=True,
    )


def refused(stage: Stage, relationship: Relationship | None = None) -> None:
    """Asking is refused in the words that tell no reason, and nothing was kept."""
    before = Introduction.objects.count()
    with pytest.raises(Refusal) as refusal:
        ask(stage, relationship)
    assert refusal.value.sentence == NOT_OPEN
    assert Introduction.objects.count() == before


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**more: Any) -> dict[str, Any]:
    """What the page sends when nothing is limited."""
    return {"month_cap": "", "quarter_cap": "", "batch_hour": "", **more}


# --- What each rule keeps away -------------------------------------------------------------------


def test_without_rules_nothing_changes(stage: Stage) -> None:
    ask(stage)
    assert Introduction.objects.get().state == "checkout"


@pytest.mark.parametrize(
    "rule",
    [
        {"no_people": "nobody@else.example\nRITA@rita-company.example"},
        {"no_companies": "Other\nRita Works GmbH"},
        {"no_companies": "rita works"},
        {"no_companies": "rita-company.example"},
        {"month_cap": 0},
        {"quarter_cap": 0, "month_cap": 0},
    ],
)
def test_whom_a_connector_turns_away_cannot_ask(stage: Stage, rule: dict[str, Any]) -> None:
    stage.rep.company, stage.rep.work_domain = "Rita Works", "rita-company.example"
    stage.rep.email = "rita@rita-company.example"
    stage.rep.save()
    connecting.set_rules(stage.connector, **rule)
    refused(stage)
    page = signed_in(stage.rep).get(f"/introductions/new/{stage.relationship.public_id}/")
    assert NOT_OPEN in page.text
    connecting.set_rules(
        stage.connector, no_people="", no_companies="", month_cap=None, quarter_cap=None
    )
    ask(stage)


def test_somebody_turned_away_does_not_ask_by_another_address_of_theirs(stage: Stage) -> None:
    EmailAddress.objects.create(user=stage.rep, email="rita@no-go.example", verified=True)
    for rule in ({"no_people": "Rita+x@no-go.example"}, {"no_companies": "no-go.example"}):
        connecting.set_rules(stage.connector, **{"no_people": "", "no_companies": "", **rule})
        refused(stage)


def test_an_industry_is_turned_away_by_the_company_we_know(stage: Stage) -> None:
    stage.rep.company = "Rita Works"
    stage.rep.save()
    Company.objects.create(key="ritaworks", name="Rita Works", industry="Gambling")
    connecting.set_rules(stage.connector, no_industries=["Gambling"])
    refused(stage)


def test_a_pause_ends_with_its_day(stage: Stage, clock: MovingClock) -> None:
    until = product_clock.now().date() + timedelta(days=10)
    connecting.set_rules(stage.connector, paused_until=until)
    refused(stage)
    clock.move_to(clock.now().replace(hour=0, minute=1) + timedelta(days=10))
    ask(stage)


def test_a_cap_counts_what_was_paid_for_in_the_calendar_month(
    stage: Stage, clock: MovingClock
) -> None:
    connecting.set_rules(stage.connector, month_cap=1)
    other = listed(stage.connector, OLAF)
    stage.requested()
    refused(stage, other)
    actions.withdraw(stage.now(), user=stage.rep)
    ask(stage, other)
    clock.move_to((clock.now() + timedelta(days=32)).replace(day=2))
    ask(stage)


def test_checkouts_that_nobody_pays_keep_no_honest_rep_away(stage: Stage) -> None:
    connecting.set_rules(stage.connector, month_cap=1)
    other = listed(stage.connector, OLAF)
    for name in ("rupert", "rosa"):
        ask(stage, other, rep(name))
    ask(stage)
    assert Introduction.objects.filter(state="checkout").count() == 3


def both_paid(stage: Stage) -> tuple[Stage, Stage]:
    """Two checkouts for the last place, open at once; both reps pay."""
    other = Stage(rep("rosa"), stage.connector, listed(stage.connector, OLAF), stage.sandbox)
    stage.request()
    other.request()
    stage.pay()
    other.pay()
    assert {stage.now().state, other.now().state} == {"requested"}
    return stage, other


@pytest.mark.parametrize("cap", ["month_cap", "quarter_cap"])
def test_of_two_paid_for_the_last_place_the_first_can_be_accepted(stage: Stage, cap: str) -> None:
    connecting.set_rules(stage.connector, **{cap: 1})
    first, second = both_paid(stage)
    mail.outbox.clear()
    with pytest.raises(Refusal) as refusal:
        second.accept()
    assert refusal.value.code == "within_caps"
    assert OLAF.name not in refusal.value.sentence
    assert (second.now().state, second.now().accepted_at, second.now().asked) == (
        "requested",
        None,
        None,
    )
    assert not [one for one in mail.outbox if OLAF.email in one.to]
    first.accept()
    assert first.now().state == "consent"
    connecting.set_rules(stage.connector, **{cap: 2})
    second.accept()
    assert second.now().state == "consent"


def test_a_place_that_is_given_back_can_be_taken(stage: Stage) -> None:
    connecting.set_rules(stage.connector, month_cap=1)
    first, second = both_paid(stage)
    actions.withdraw(first.now(), user=first.rep)
    assert second.accept().now().state == "consent"


def test_a_request_is_counted_in_its_own_month(stage: Stage) -> None:
    connecting.set_rules(stage.connector, month_cap=1)
    first, second = both_paid(stage)
    long_ago = product_clock.now() - timedelta(days=93)
    Introduction.objects.filter(pk=first.introduction.pk).update(requested_at=long_ago)
    assert second.accept().now().state == "consent"


# --- Prices ---------------------------------------------------------------------------------------


@pytest.fixture
def lister(stage: Stage) -> Stage:
    """Colin may list."""
    connecting.save_profile(stage.connector, headline="Twenty years in freight", no_employer=True)
    return stage


def test_listings_below_a_new_floor_come_off_and_stay_off(lister: Stage) -> None:
    cheap = listed(lister.connector, OLAF, price=20_000)
    _, unlisted = connecting.set_rules(lister.connector, floor_minor=30_000)
    assert unlisted == 1
    cheap.refresh_from_db()
    assert cheap.listed_at is None
    refused(lister, cheap)
    outcome = connecting.list_relationships(lister.connector, [cheap.public_id])
    assert outcome.changed == 0
    assert "lowest price here is €300.00" in str(outcome)
    lister.relationship.refresh_from_db()
    assert lister.relationship.listed_at is not None


def test_a_floor_by_seniority_is_the_higher_of_the_two(lister: Stage) -> None:
    connecting.set_rules(lister.connector, floor_minor=10_000, seniority_floors={"vp": 50_001})
    lister.relationship.refresh_from_db()
    assert lister.relationship.listed_at is None
    connecting.set_rules(lister.connector, seniority_floors={"c_level": 90_000})
    assert connecting.list_relationships(
        lister.connector, [lister.relationship.public_id]
    ).changed == 1  # fmt: skip


# --- Once a day -----------------------------------------------------------------------------------


@pytest.fixture
def batched(stage: Stage, clock: MovingClock) -> Stage:
    """Colin looks in 20 hours; Rita has paid now."""
    connecting.set_rules(stage.connector, batch_hour=(clock.now().hour + 20) % 24)
    mail.outbox.clear()
    return stage.requested()


def written_to(user: User) -> list[str]:
    return [one.subject for one in mail.outbox if user.email in one.to]


def test_a_request_is_shown_with_the_days_batch(batched: Stage, clock: MovingClock) -> None:
    row = batched.now()
    assert row.shown_at is not None
    hours = (row.shown_at - clock.now()) / timedelta(hours=1)
    assert (row.shown_at.minute, 18 < hours <= 20) == (0, True)
    place = f"/introductions/{row.public_id}/"
    assert signed_in(batched.connector).get(place).status_code == 404
    assert written_to(batched.connector) == []
    rep_page = signed_in(batched.rep).get(place).text
    assert "once a day, next on" in rep_page
    due = row.deadlines.get(move="lapse").due_at
    assert due - row.shown_at == timedelta(days=3), "their days begin when they are shown it"
    batched.wait(clock, hours=20)
    assert signed_in(batched.connector).get(place).status_code == 200
    assert len(written_to(batched.connector)) == 1
    batched.accept()
    assert batched.now().state == "consent"


def test_what_is_over_before_it_was_shown_is_never_heard_of(
    batched: Stage, clock: MovingClock
) -> None:
    actions.withdraw(batched.now(), user=batched.rep)
    batched.wait(clock, days=2)
    assert batched.now().state == "withdrawn"
    assert written_to(batched.connector) == []
    place = f"/introductions/{batched.introduction.public_id}/"
    assert signed_in(batched.connector).get(place).status_code == 404


def test_a_connector_who_changes_the_hour_is_shown_the_next_as_they_come(
    batched: Stage, clock: MovingClock
) -> None:
    connecting.set_rules(batched.connector, batch_hour=None)
    other = listed(batched.connector, OLAF)
    second = Stage(rep("rupert"), batched.connector, other, batched.sandbox).requested()
    assert second.now().shown_at == second.now().requested_at
    settle()
    assert len(written_to(batched.connector)) == 1


# --- Setting them ---------------------------------------------------------------------------------


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(colin: User) -> None:
    page = signed_in(colin)
    answer = page.post(RULES, typed(month_cap="5", quarter_cap="3", no_companies="Acme Ltd"))
    assert answer.status_code == 422
    assert "at least as many requests as a month" in answer.text
    assert 'value="5"' in answer.text
    assert "Acme Ltd" in answer.text
    assert not ConnectorRules.objects.exists()


def test_the_page_saves_and_shows_them(colin: User) -> None:
    page = signed_in(colin)
    said = page.post(
        RULES,
        typed(
            month_cap="5", floor="250.50", floor_vp="300", batch_hour="7",
            no_people="a@acme.example", no_companies="Acme Ltd",
        ),
        follow=True,
    )  # fmt: skip
    assert "Saved." in said.text
    row = rules_of(colin)
    assert (row.month_cap, row.floor_minor, row.seniority_floors) == (5, 25_050, {"vp": 30_000})
    assert (row.batch_hour, row.no_people) == (7, "a@acme.example")
    text = page.get(RULES).text
    for shown in ('value="250.50"', "a@acme.example", "Acme Ltd", 'value="5"'):
        assert shown in text


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"month_cap": 1001}, "month_cap"),
        ({"quarter_cap": 1, "month_cap": 2}, "quarter_cap"),
        ({"floor_minor": 10**12}, "floor_minor"),
        ({"seniority_floors": {"king": 1}}, "seniority_floors"),
        ({"batch_hour": 24}, "batch_hour"),
        ({"paused_until": "2001-01-01"}, "paused_until"),
        ({"no_people": "not an address"}, "no_people"),
        ({"no_companies": "x\n" * 201}, "no_companies"),
        ({"no_industries": ["Alchemy"]}, "no_industries"),
        ({"month_cap": "many"}, "month_cap"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_the_api(
    colin: User, rule: dict[str, Any], field: str
) -> None:
    api = signed_in(colin)
    answer = api.patch("/api/v1/rules/", rule, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert field in answer.text
    assert not ConnectorRules.objects.exists()


def test_the_api_changes_one_and_leaves_the_others(colin: User, rita: User) -> None:
    api = signed_in(colin)
    assert api.patch("/api/v1/rules/", {"month_cap": 4}, content_type="application/json").json()[
        "month_cap"
    ] == 4  # fmt: skip
    api.patch("/api/v1/rules/", {"batch_hour": 9}, content_type="application/json")
    now = api.get("/api/v1/rules/").json()
    assert (now["month_cap"], now["batch_hour"], now["paused_until"]) == (4, 9, None)
    rita.is_connector = False
    assert signed_in(rita).get("/api/v1/rules/").status_code == 403
    assert networks.own_data(colin)["rules"]
