"""Petra is erased: what Rita and Colin typed about her says "[removed]"; a dispute's words, at its end."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from brokerage.accounts.models import Reveal, User
from brokerage.cases.models import Case, Note
from introductions import actions
from introductions.actions.removing import REMOVED, cleaner
from introductions.models import Dispute, Event, Message, Removal
from introductions.prospect_data import held_on, own_link
from tests.introductions.test_prospect_at_rest import clear_in_dump
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

PHONE = "+49 171 234 56 78"
TYPED = (
    f"Dear {PETRA.name.upper()}, Ms Vandenbroucke, Petra.Vandenbroucke+x@Meridian-Freight.example, "
    f"{PETRA.profile_url}/, {PHONE}: thank you."
)
SECRETS = [PETRA.name, "Vandenbroucke", PETRA.email, "petra-vandenbroucke", PHONE, "171 234"]


def erase(client: Client) -> None:
    held = held_on(PETRA.email)
    assert held is not None
    path = "/" + own_link(held).split("/", 3)[3]
    assert client.post(path + "erase/").status_code == 200
    settle()


def typed(stage: Stage) -> None:
    """Her connector may not write her name that early; a row of an older day may hold it all the same."""
    row = stage.now()
    Message.objects.create(introduction=row, author=stage.connector, text=TYPED)
    actions.answer(
        stage.now(), user=stage.rep, text="Petra, you say? May I ask her about invoices?"
    )


def test_nothing_of_what_was_typed_names_her(stage: Stage, client: Client) -> None:
    stage.requested()
    typed(stage)
    type(stage.introduction).objects.update(pitch=TYPED, purpose="Petra's invoices")
    stage.accept().agree()
    actions.step_back(stage.now(), user=stage.connector, note=f"{PETRA.name} is on leave.")
    settle()
    case = Case.objects.create(kind="report", subject=stage.now().reference, reason=TYPED)
    Note.objects.create(case=case, author=stage.rep, text=TYPED)
    assert clear_in_dump(SECRETS)
    erase(client)
    assert not clear_in_dump(SECRETS)
    assert not Removal.objects.exists()
    first, second = Message.objects.order_by("pk")
    assert first.text == f"Dear {REMOVED}, Ms {REMOVED}: thank you."
    assert second.text == f"{REMOVED}, you say? May I ask her about invoices?"
    assert stage.now().purpose == f"{REMOVED}'s invoices"
    assert Event.objects.get(move="step_back").note == f"{REMOVED} is on leave."
    assert not [one for one in Note.objects.all() if PETRA.name in one.text]


def test_what_still_runs_is_cleaned_now_and_again_at_its_end(
    stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.requested()
    typed(stage)
    stage.accept().agree()
    actions.introduce(stage.now(), user=stage.connector, evidence=TYPED)
    settle()
    erase(client)
    assert not clear_in_dump(SECRETS)
    actions.confirm(stage.now(), user=stage.rep, evidence=f"I met {PETRA.name}")
    settle()
    stage.wait(clock, days=25)
    assert stage.now().state == "released"
    assert not clear_in_dump(SECRETS)
    assert stage.now().rep_evidence == f"I met {REMOVED}"
    assert not Removal.objects.exists()


def test_the_words_of_a_running_dispute_stay_till_its_end(
    stage: Stage, client: Client, mona: User, clock: MovingClock
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=TYPED)
    actions.respond(stage.now(), user=stage.connector, response=TYPED)
    settle()
    seen = Reveal.objects.create(
        viewer=mona,
        prospect=stage.now().prospect.public_id,
        ground=f"desk: is {PETRA.name} who was met?",
        reference=Case.objects.get(subject=stage.now().reference).public_id.hex,
    )
    erase(client)
    assert Dispute.objects.get().statement == TYPED
    assert not {table for table, _ in clear_in_dump(SECRETS)} - {
        "introductions_dispute", "introductions_disputeanswer", "accounts_reveal",
    }  # fmt: skip
    actions.decide(
        stage.now(), moderator=mona, ruling="refund", reason=f"{PETRA.name} never heard of it."
    )
    settle()
    actions.accept_decision(stage.now(), user=stage.rep, decision=Dispute.objects.get().decision)
    stage.wait(clock, days=9)
    assert stage.now().state == "refunded"
    assert not clear_in_dump(SECRETS)
    assert Dispute.objects.get().ruling_reason == f"{REMOVED} never heard of it."
    assert Dispute.objects.get().statement == f"Dear {REMOVED}, Ms {REMOVED}: thank you."
    seen.refresh_from_db()
    assert seen.ground == f"desk: is {REMOVED} who was met?"
    for change in ({"ground": f"nobody, {REMOVED}"}, {"reference": ""}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Reveal.objects.filter(pk=seen.pk).update(**change)


def test_only_removing_changes_the_history(stage: Stage) -> None:
    stage.requested()
    event = Event.objects.first()
    assert event is not None
    for change in ({"note": REMOVED}, {"actor": "rep"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to petra.vandenbroucke@meridian-freight.example.", "write to [removed]"),
        ("linkedin.com/in/Petra-Vandenbroucke-77?x=1", "[removed]"),
        ("VANDENBROUCKE,  petra", "[removed]"),
        ("Petra\nVandenbroucke", "[removed]"),
        ("call 0171/2345678 or 0049 171 2345678", "call [removed] or [removed]"),
        ("on 01-02-2026 for 50,000.00 EUR, 0 of 3", "on 01-02-2026 for 50,000.00 EUR, 0 of 3"),
        ("petrasomething, rita@other.example", "[removed], rita@other.example"),
        ("", ""),
    ],
)
def test_in_whatever_spelling(text: str, expected: str) -> None:
    clean = cleaner([PETRA.name, PETRA.email, PETRA.profile_url])
    assert clean(text) == expected
    assert clean(clean(text)) == clean(text)


def test_a_name_that_is_a_word_takes_no_words_away() -> None:
    clean = cleaner(["May Li"])
    assert (
        clean("May may come; Li and MAY LI, too.")
        == "[removed] may come; [removed] and [removed], too."
    )
