"""A person's page on the desk: record, steps, what each would end, and lifting."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts.models import Sanction, StaffAction, User
from tests.support import builders
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
WHY = {"code": "abuse", "reason": "Threatened a connector in a message."}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_of(user: User, more: str = "") -> str:
    return f"/moderation/people/{user.public_id}/{more}"


def test_the_page_says_what_a_suspension_would_end_and_the_button_does_it(stage: Stage) -> None:
    stage.introducing()
    client = signed_in(builders.staff("sena", "senior moderator"))
    page = client.get(path_of(stage.connector)).text
    assert "€500.00" in page
    assert stage.connector.email in page
    answer = client.post(path_of(stage.connector, "suspend/"), WHY | {"length": "7"})
    assert answer.status_code == 302
    settle()
    assert stage.now().payment.refunded == 50_000  # type: ignore[union-attr]
    row = Sanction.objects.get()
    assert row.until is not None
    assert (row.until - row.given_at).days in {6, 7}
    page = client.get(path_of(stage.connector)).text
    assert "Suspended" in page
    lifted = client.post(
        path_of(stage.connector, f"lift/{row.public_id}/"), {"reason": "It was a mistake of ours."}
    )
    assert lifted.status_code == 302
    row.refresh_from_db()
    assert row.lifted_at is not None


def test_a_refused_step_keeps_what_was_typed(rita: User, mona: User) -> None:
    client = signed_in(mona)
    answer = client.post(path_of(rita, "warn/"), {"code": "abuse", "reason": "short"})
    assert answer.status_code == 422
    assert "short" in answer.text
    assert client.post(path_of(rita, "ban/"), WHY).status_code == 403
    assert client.post(path_of(mona, "warn/"), WHY).status_code == 403
    assert client.post(path_of(rita, "shout/"), WHY).status_code == 404
    assert not Sanction.objects.exists()


def test_a_moderator_sees_only_the_steps_that_are_theirs(rita: User, mona: User) -> None:
    page = signed_in(mona).get(path_of(rita)).text
    assert path_of(rita, "warn/") in page
    assert path_of(rita, "ban/") not in page


def test_support_sees_nobody_and_does_nothing(rita: User) -> None:
    Sanction.objects.create(person=rita, given_by=builders.staff("sena", "senior moderator"),
                            kind="warn", **WHY)  # fmt: skip
    client = signed_in(builders.staff("sue", "support"))
    page = client.get(path_of(rita)).text
    for hidden in (rita.name, rita.email, WHY["reason"], "<textarea"):
        assert hidden not in page.replace("Sue", "")
    assert client.post(path_of(rita, "warn/"), WHY).status_code == 403
    assert rita.email not in client.get("/moderation/people/?q=rita").text.replace("q=rita", "")
    assert path_of(rita) in client.get("/moderation/people/", {"q": rita.email}).text


def test_looking_at_somebody_leaves_a_row(rita: User, mona: User) -> None:
    signed_in(mona).get(path_of(rita))
    assert StaffAction.objects.get().target == str(rita.public_id)


def test_strangers_do_not_come_in(rita: User, eve: User) -> None:
    assert signed_in(eve).get(path_of(rita)).status_code == 403
    assert Client().get(path_of(rita)).status_code == 302


def test_nobody_lifts_a_step_against_a_second_account_of_theirs(rita: User) -> None:
    senior = builders.staff("sena", "senior moderator")
    mailbox = rita.email.replace("@", "+work@")
    EmailAddress.objects.create(user=senior, email=mailbox, verified=True)
    row = Sanction.objects.create(
        person=rita, given_by=builders.staff("sven", "senior moderator"), kind="limit", **WHY
    )
    client, reason = signed_in(senior), {"reason": "It was a mistake of ours."}
    assert client.post(path_of(rita, f"lift/{row.public_id}/"), reason).status_code == 403
    api = f"/api/v1{path_of(rita)}"
    assert client.post(f"{api}lift/{row.public_id}/", reason).status_code == 403
    assert client.post(f"{api}warn/", WHY).status_code == 403
    row.refresh_from_db()
    assert row.lifted_at is None and Sanction.objects.count() == 1
    assert not StaffAction.objects.filter(staff=senior).exclude(action="look at a person").exists()


def test_a_search_for_people_is_in_the_log_without_its_words(rita: User, mona: User) -> None:
    assert rita.email in signed_in(mona).get("/moderation/people/", {"q": rita.name}).text
    said = StaffAction.objects.get(action="search people")
    assert (said.staff, said.target) == (mona, "1 shown")
    signed_in(mona).get("/moderation/people/")
    assert StaffAction.objects.count() == 1
