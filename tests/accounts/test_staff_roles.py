"""The rooms below /staff/: who sees which, that nobody writes, and that nothing identifies anybody.

The table is written by hand; it is not derived from the code it checks.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from brokerage.accounts import sanctions
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import Reveal, StaffAction, User
from brokerage.cases import actions as cases
from connectors.models import ImportRun
from introductions import actions
from payments.models import Difference, ProviderEvent
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
M, S, F, U = "moderator", "senior moderator", "finance", "support"
ALL, PEOPLE = {M, S, F, U}, {M, S}
TABLE: dict[str, set[str]] = {
    "accounts.user": ALL,
    "accounts.sanction": ALL,
    "accounts.queuedemail": {M, S, U},
    "accounts.termsacceptance": PEOPLE,
    "accounts.reveal": {S},
    "accounts.staffaction": {S},
    "cases.case": ALL,
    "connectors.company": {M, S, U},
    "connectors.connectorprofile": {M, S, U},
    "connectors.relationship": {M, S, U},
    "connectors.connectorrules": {M, S, U},
    "connectors.importrun": PEOPLE,
    "connectors.suppression": PEOPLE,
    "connectors.optedoutdomain": PEOPLE,
    "introductions.introduction": ALL,
    "introductions.event": ALL,
    "introductions.dispute": ALL,
    "introductions.evidence": {M, S, U},
    "introductions.notice": {M, S, U},
    "payments.payment": {F},
    "payments.providercall": {F},
    "payments.payoutaccount": {F},
    "payments.providerevent": {F},
    "payments.ledgeraccount": {F},
    "payments.entry": {F},
    "payments.difference": {F},
    "payments.paper": {F},
    "payments.closedmonth": {F},
    "payments.letter": {F},
}
"""Who sees the rows of a model; a model that is not here is an administrator's alone."""
WRITTEN_BY_AN_ADMINISTRATOR = {"accounts.user", "connectors.company", "connectors.titlecorrection"}
MONEY_CODES = {"work_money": {F}, "close_books": {F}, "ban": {S}, "sanction": PEOPLE}


def rooms() -> list[str]:
    """Every model that the admin shows."""
    return sorted(model._meta.label_lower for model in admin.site._registry)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")


@pytest.fixture
def world(stage: Stage, boss: User) -> Stage:
    """At least one row of everything."""
    stage.confirming()
    actions.dispute(
        stage.now(),
        user=stage.rep,
        reason="never_happened",
        statement="Nobody wrote to me in all that time, not once.",
    )
    sanctions.warn(stage.rep, staff=boss, code="abuse", reason="Shouted at the connector.")
    Reveal.objects.create(viewer=boss, prospect=stage.introduction.prospect.public_id, ground="x")
    cases.open_case("call", "release:1")
    stage.rep.terms.create(version="1")
    ImportRun.objects.create(connector=stage.connector, kind="csv", lawful_basis="contract")
    ProviderEvent.objects.create(event_id="evt_x", type="charge.succeeded", payload={"a": 1})
    Difference.objects.create(payment=stage.now().payment, kind="held", ours=1, theirs=2)
    return stage


def page_of(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def test_every_room_answers_and_shows_no_prospect(world: Stage, boss: User) -> None:
    client = signed_in(boss)
    for label in rooms():
        answer = client.get(page_of(label))
        assert answer.status_code == 200, label
        model = apps.get_model(label)
        row = model._default_manager.first()
        pages = [answer.text, client.get(page_of(label), {"q": "x"}).text]
        if row is not None:
            change = reverse(f"admin:{label.replace('.', '_')}_change", args=[row.pk])
            shown = client.get(change)
            assert shown.status_code == 200, change
            pages.append(shown.text)
            assert client.get(change.replace("change", "history")).status_code == 200
        for text in pages:
            for hidden in (PETRA.name, PETRA.email, PETRA.profile_url):
                assert hidden not in text, label
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("role", sorted(ALL))
def test_each_role_sees_what_the_table_says_and_writes_nothing(world: Stage, role: str) -> None:
    client = signed_in(builders.staff("sam", role))
    front = client.get("/staff/")
    assert front.status_code == 200
    for label in rooms():
        mine = role in TABLE.get(label, set())
        assert client.get(page_of(label)).status_code == (200 if mine else 403), label
        assert (page_of(label) in front.text) == mine or label not in TABLE, label
        name = label.replace(".", "_")
        assert client.get(reverse(f"admin:{name}_add")).status_code == 403, label
        row = apps.get_model(label)._default_manager.first()
        if row is None:
            continue
        change = reverse(f"admin:{name}_change", args=[row.pk])
        assert client.get(change).status_code == (200 if mine else 403), label
        assert client.post(change, {}).status_code == 403, label
        assert client.post(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403
        mass = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        client.post(page_of(label), mass)
        assert apps.get_model(label)._default_manager.filter(pk=row.pk).exists()


def test_an_administrator_writes_only_access_and_companies(world: Stage, boss: User) -> None:
    client = signed_in_now(boss)
    for label in rooms():
        row = apps.get_model(label)._default_manager.first()
        if row is None or label in WRITTEN_BY_AN_ADMINISTRATOR:
            continue
        name = label.replace(".", "_")
        assert client.get(reverse(f"admin:{name}_add")).status_code == 403, label
        assert client.post(reverse(f"admin:{name}_change", args=[row.pk]), {}).status_code == 403
        assert client.post(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403
    user = reverse("admin:accounts_user_change", args=[world.rep.pk])
    facts = {"name": "Other", "email": "other@x.example", "is_staff": "on"}
    assert client.post(user, facts).status_code == 302
    world.rep.refresh_from_db()
    assert (world.rep.name, world.rep.is_staff) == ("Rita", True)
    last = StaffAction.objects.latest("pk")
    assert (last.action, last.target) == ("change access", str(world.rep.public_id))
    assert "is_staff" in last.reason


def test_support_sees_no_names_addresses_or_words(world: Stage) -> None:
    client = signed_in(builders.staff("sam", U))
    hidden = (world.rep.name, world.rep.email, world.connector.name, world.connector.email)
    words = ("Nobody wrote to me", "Shouted at", world.introduction.pitch[:40])
    for label, roles in TABLE.items():
        if U not in roles:
            continue
        name = label.replace(".", "_")
        texts = [client.get(page_of(label)).text]
        for row in apps.get_model(label)._default_manager.all()[:10]:
            texts.append(client.get(reverse(f"admin:{name}_change", args=[row.pk])).text)
            texts.append(client.get(reverse(f"admin:{name}_history", args=[row.pk])).text)
        for text in texts:
            for word in (*hidden, *words):
                assert not re.search(rf"\b{re.escape(word)}\b", text), (label, word)
    people = page_of("accounts.user")
    assert "r…@…" in client.get(people, {"q": world.rep.email}).text
    assert "r…@…" not in client.get(people, {"q": world.rep.email[:6]}).text
    lookup = {"app_label": "introductions", "model_name": "introduction", "field_name": "rep"}
    assert client.get("/staff/autocomplete/", lookup).status_code == 404


@pytest.mark.parametrize("code", MONEY_CODES)
def test_what_only_some_may_do(code: str) -> None:
    for role in ALL:
        user = builders.staff(f"s{role[:1]}{len(role)}", role)
        assert user.has_perm(f"cases.{code}") == (role in MONEY_CODES[code]), role


def test_nobody_else_comes_in(rita: User, client: Client) -> None:
    answer = client.get("/staff/")
    assert answer.status_code == 302
    assert client.get(answer["Location"])["Location"].startswith("/accounts/login/")
    assert signed_in(rita).get("/staff/", follow=True).status_code == 403
    sam = builders.staff("sam", "moderator")
    User.objects.filter(pk=sam.pk).update(is_staff=False)
    assert signed_in(sam).get("/staff/", follow=True).status_code == 403


def test_staff_need_a_second_step_where_the_setting_says_so(mona: User, settings: object) -> None:
    from allauth.mfa.models import Authenticator

    settings.STAFF_NEED_SECOND_STEP = True  # type: ignore[attr-defined]
    client = signed_in(mona)
    for place in ("/staff/", "/moderation/"):
        assert client.get(place)["Location"] == reverse("mfa_index")
    assert client.get("/api/v1/moderation/cases/").status_code == 403
    Authenticator.objects.create(user=mona, type=Authenticator.Type.TOTP, data={})
    assert client.get("/moderation/").status_code == 302, "signed in before there was one"
    assert signed_in_now(mona, "mfa").get("/moderation/").status_code == 200


def test_the_wider_policy_is_for_the_admin_alone(boss: User) -> None:
    client = signed_in(boss)
    inside = client.get("/staff/")["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "style-src 'self' 'unsafe-inline'" in inside
    assert "script-src" in inside
    assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", inside)[0]  # type: ignore[index]
    for place in ("/account/", "/moderation/", "/"):
        assert "unsafe" not in client.get(place)["Content-Security-Policy"]


def test_the_audit_log_is_found_by_target_and_never_changed(boss: User) -> None:
    record_staff_action(boss, "try", "target-one", "because")
    client = signed_in(boss)
    assert "because" in client.get(page_of("accounts.staffaction"), {"q": "target-one"}).text
    assert "because" not in client.get(page_of("accounts.staffaction"), {"q": "target-two"}).text
    assert "because" in client.get(page_of("accounts.staffaction"), {"action": "try"}).text
