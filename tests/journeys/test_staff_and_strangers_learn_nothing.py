"""The second leak crawl: the desk, the rubric, evidence, disputes and the API, as every role and none.

Whoever is shown who a prospect is leaves a row; whoever leaves none was shown nobody.
"""

import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import Reveal, User
from brokerage.accounts.roles.groups import ROLES
from brokerage.cases.models import Case
from connectors.actions import opt_out_domain
from introductions import actions
from introductions.prospect_data import held_on, own_link
from introductions.queries import ANSWER, WITNESS, prospect_token
from tests.introductions.test_prospect_mail_thread import arrive
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.crawler import addresses, crawl
from tests.support.moving_clock import MovingClock
from tests.support.papers import given, picture
from tests.support.stages import Stage, settle

PLANTED = ("vandenbroucke", "petra-vandenbroucke-77", PETRA.email.split("@")[0])
DESK = (
    "/moderation/", "/moderation/domains/", "/moderation/people/", "/rubric/", "/staff/", "/metrics/",
    "/report/introduction/{reference}/", "/api/v1/moderation/cases/", "/api/schema/",
    "/introductions/", "/search/", "/network/", "/account/", "/me/",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Made, paid for and disputed, with statements, an answer and a picture as evidence."""
    stage.confirming()
    actions.dispute(
        stage.now(), user=stage.rep, reason="never_happened", statement="Nobody wrote to me at all."
    )
    actions.respond(stage.now(), user=stage.connector, response="I did write, on Monday morning.")
    actions.bring_evidence(
        stage.now(),
        user=stage.connector,
        files=[given("Inbox of Petra Vandenbroucke.png", picture())],
    )
    settle()
    head = builders.staff("head", "senior moderator")
    opt_out_domain("left.example", staff=head, reason="Their data protection officer wrote to us.")
    return stage


def read(user: User | None, stage: Stage) -> dict[str, tuple[int, str]]:
    """All that `user` can open, starting from every address with any id they could have seen."""
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    row = stage.now()
    dispute = row.disputes.get()
    case = Case.objects.get(subject=row.reference)
    paper = dispute.evidence.get().public_id
    starts = [one.format(reference=row.public_id) for one in DESK]
    for found in (row.public_id, case.public_id, paper, stage.relationship.public_id):
        starts += addresses(
            public_id=found, case=case.public_id, evidence=paper, name="decide", pk=row.pk,
            listing=stage.relationship.public_id, what="introduction", introduction=row.public_id,
        )  # fmt: skip
    pages = crawl(client, *dict.fromkeys(starts))
    assert len(pages) > 40, "the crawler reads next to nothing"
    assert not [address for address, (status, _) in pages.items() if status >= 500]
    return pages


def named(pages: dict[str, tuple[int, str]]) -> list[str]:
    return [
        address
        for address, (_, text) in pages.items()
        if any(word in text.lower() for word in PLANTED)
    ]


@pytest.mark.parametrize("role", [*sorted(ROLES), "anonymous", "a stranger"])
def test_no_page_of_a_dispute_names_the_prospect(disputed: Stage, role: str) -> None:
    if role in ROLES:
        user: User | None = builders.staff("reader", role)
    else:
        user = None if role == "anonymous" else builders.outsider("stranger")
    pages = read(user, disputed)
    assert named(pages) == []
    if role in ROLES:
        assert pages["/moderation/"][0] == 200
    assert pages["/rubric/"][0] == 200
    if role not in {"senior moderator"}:
        assert pages["/moderation/domains/"][0] != 200
    assert not Reveal.objects.filter(viewer=user).exists() if user else True


def test_an_administrator_reads_nobody_in_the_admin(disputed: Stage) -> None:
    root = builders.person("root", is_staff=True, is_superuser=True)
    assert named(read(root, disputed)) == []
    assert not Reveal.objects.filter(viewer=root).exists()


# --- Every way to be shown who it is leaves a row ------------------------------------------------


def shown(client: Client, path: str, **posted: Any) -> bool:
    answer = client.post(path, posted, follow=True) if posted else client.get(path)
    return PETRA.email in answer.content.decode()


def test_each_way_that_shows_the_prospect_leaves_a_row(disputed: Stage, client: Client) -> None:
    """Walks the whole of what the rep and the staff can open: names are read only with a row."""
    row = disputed.now()
    seen = Reveal.objects.filter(prospect=row.prospect.public_id)
    for path, ground in (
        (f"/introductions/{row.public_id}/", "page"),
        (f"/api/v1/introductions/{row.public_id}/", "api"),
    ):
        before = seen.count()
        client.force_login(disputed.rep)
        assert shown(client, path), path
        assert seen.count() == before + 1
        assert seen.latest("pk").ground == ground
    lists = {"/introductions/": "list", "/introductions/csv/": "export"}
    for path, ground in lists.items():
        before = seen.count()
        assert PETRA.name in client.get(path).text
        assert (seen.count(), seen.latest("pk").ground) == (before + 1, ground)
    pages = read(disputed.rep, disputed)
    ways = {address.split("?")[0] for address in named(pages)}
    known = (f"/introductions/{row.public_id}/", f"/api/v1/introductions/{row.public_id}/")
    assert ways, "the rep reads who it is"
    # A file that the other side gave keeps the name they gave it, for the two sides alone.
    known += (f"/evidence/{row.disputes.get().evidence.get().public_id}/",)
    assert {way for way in ways if not way.startswith(known)} == set(lists)
    judge = builders.staff("judge", "moderator")
    case = Case.objects.get(subject=row.reference)
    client.force_login(judge)
    path = f"/moderation/cases/{case.public_id}/"
    client.post(f"{path}claim/")
    assert not shown(client, path)
    assert not seen.filter(viewer=judge).exists()
    reason = "I must compare the sender of the mail."
    assert shown(client, f"{path}reveal/", reason=reason)
    assert seen.get(viewer=judge).ground == f"desk: {reason}"
    held = held_on(PETRA.email)
    assert held is not None
    told = [one["who"] for one in held.reveals]
    assert told.count("our staff") == 1
    assert "Rita" in told


def test_who_is_refused_the_reveal_leaves_no_row_and_sees_nobody(
    disputed: Stage, client: Client
) -> None:
    case = Case.objects.get(subject=disputed.now().reference)
    for role in ("support", "finance"):
        client.force_login(builders.staff(role, role))
        path = f"/moderation/cases/{case.public_id}/"
        client.post(f"{path}claim/")
        assert not shown(client, f"{path}reveal/", reason="I am curious about this person.")
        api = client.post(
            f"/api/v1{path}reveal/",
            {"reason": "I am curious about this person."},
            "application/json",
        )
        assert api.status_code in {403, 404}
    assert not Reveal.objects.filter(ground__startswith="desk").exists()


# --- The log of the whole story, inbound mail included ---------------------------------------------


def test_the_log_of_the_whole_story_with_its_mails_names_nobody(
    stage: Stage,
    client: Client,
    clock: MovingClock,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> None:
    settings.INBOUND_TRUSTED = ["mx.provider.example"]
    caplog.set_level(logging.DEBUG)
    stage.consenting()
    token = prospect_token(stage.now(), ANSWER)
    client.get(f"/p/{token}/")
    client.post(f"/p/{token}/", {"answer": "agree", "sure": "yes"})
    settle()
    arrive(stage.now())
    arrive(stage.now(), sender=PETRA.email, to=(stage.rep.email,), text="A reply")
    client.post(f"/p/{prospect_token(stage.now(), WITNESS)}/witness/", {"word": "yes"})
    held = held_on(PETRA.email)
    assert held is not None
    path = "/" + own_link(held).split("/", 3)[3]
    for one in (path, path + "export/", path + "erase/"):
        client.get(one)
    client.post(path + "erase/")
    client.post("/me/", {"email": PETRA.email})
    stage.wait(clock, days=25)
    assert stage.now().state == "released"
    ours = [one for one in caplog.records if not one.name.startswith("django.db")]
    text = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in ours).lower()
    assert not [word for word in PLANTED if word in text]
    to_others = [one for one in mail.outbox if PETRA.email not in [*one.to, *one.cc]]
    before = [str(one.message()).lower() for one in to_others]
    assert not [one for one in before if PETRA.email in one]
