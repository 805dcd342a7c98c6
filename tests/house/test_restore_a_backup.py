"""After a restored backup nobody is asked twice, no file is lost, and what nobody knows is a case."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from brokerage.cases.models import Case
from brokerage.kit import clock as world
from introductions.models import Notice, Restore
from introductions.tasks import sweep_evidence, sweep_notices
from payments.models import Checkout
from tests.support.builders import PETRA
from tests.support.doors import signed_in
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage


def restored(*more: str) -> str:
    said = StringIO()
    call_command("after_restore", "--dump-taken", world.now().isoformat(), *more, stdout=said)
    return said.getvalue()


def asked() -> int:
    return [one.to for one in mail.outbox].count([PETRA.email])


def test_a_prospect_who_may_have_been_asked_is_asked_again_by_a_person_only(
    stage: Stage, clock: MovingClock, mona: Any
) -> None:
    stage.requested()
    said = restored()
    assert "1 running requests" in said
    mail.outbox.clear()
    stage.accept()
    clock.forward(hours=2)
    sweep_notices()
    assert asked() == 0
    case = Case.objects.get(kind="mail", closed_at=None)
    desk = signed_in(mona)
    assert "restored" in desk.get(f"/moderation/cases/{case.public_id}/").text
    path = f"/moderation/cases/{case.public_id}/send_again/"
    assert desk.post(path, {"reason": "The mail log shows no such email."}).status_code == 302
    sweep_notices()
    sweep_notices()
    assert asked() == 1


def test_only_those_in_the_mail_log_are_held_where_it_is_given(
    stage: Stage, tmp_path: Path
) -> None:
    stage.requested()
    log = tmp_path / "asked.txt"
    log.write_text("somebody@else.example\n")
    restored("--asked", str(log))
    mail.outbox.clear()
    stage.accept()
    sweep_notices()
    assert asked() == 1


def test_somebody_in_the_mail_log_is_not_asked_again_under_another_spelling(
    stage: Stage, tmp_path: Path
) -> None:
    stage.requested()
    log = tmp_path / "asked.txt"
    log.write_text(f"{PETRA.email.upper()}\n")
    restored("--asked", str(log))
    assert PETRA.email.lower() not in str(Restore.objects.get().asked)
    mail.outbox.clear()
    stage.accept()
    sweep_notices()
    assert asked() == 0


def test_everything_goes_on_by_itself_once_released(stage: Stage) -> None:
    stage.requested()
    restored()
    call_command("after_restore", "--release", stdout=StringIO())
    mail.outbox.clear()
    stage.accept()
    sweep_notices()
    assert asked() == 1
    assert Notice.objects.filter(audience="prospect", dropped="").count() == 1


def test_a_payment_that_no_request_knows_is_listed_and_a_case(stage: Stage) -> None:
    stage.requested()
    intent = Checkout.objects.get().intent_id
    Checkout.objects.update(intent_id="pi_of_another_world")
    said = restored()
    assert intent in said
    case = Case.objects.get(kind="difference", subject=f"stray:{intent}")
    assert (case.amount, case.currency) == (50_000, "EUR")
    restored()
    assert Case.objects.filter(kind="difference", subject=f"stray:{intent}").count() == 1


def test_a_known_payment_is_no_stranger(stage: Stage) -> None:
    stage.requested()
    assert "no request here" not in restored()


def test_evidence_files_without_a_row_stay_until_released(
    db: None, evidence_folder: Path, sandbox: Any
) -> None:
    stray = evidence_folder / "0123" / "file"
    stray.parent.mkdir(parents=True)
    stray.write_text("given after the dump")
    old = world.now() - timedelta(days=5)
    os.utime(stray, (old.timestamp(), old.timestamp()))
    restored()
    sweep_evidence()
    assert stray.exists()
    call_command("after_restore", "--release", stdout=StringIO())
    sweep_evidence()
    assert not stray.exists()


@pytest.mark.parametrize(
    "words", [[], ["--dump-taken", "yesterday"], ["--dump-taken", "2999-01-01T00:00:00Z"]]
)
def test_a_call_that_cannot_be_meant_is_refused(db: None, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("after_restore", *words, stdout=StringIO())
    assert not Restore.objects.exists()
