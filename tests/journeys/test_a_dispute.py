"""A whole dispute in browsers: two sides, two moderators, an appeal, and the money to the cent."""

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from PIL import Image

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from payments import ledger
from payments.models import LedgerAccount, Payment
from tests.journeys.conftest import World
from tests.journeys.test_a_paid_introduction import look
from tests.support.builders import PASSWORD, PETRA
from tests.support.shop import wait_until
from tests.support.stages import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
Kind = LedgerAccount.Kind


def sign_in(page: "Page", world: World, user: User) -> None:
    """By address and password, through the page."""
    page.goto(f"{world.url}/accounts/login/")
    page.get_by_label("E-mail", exact=False).first.fill(user.email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("sign in", re.I)).first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def picture() -> bytes:
    """A small PNG, as a phone would make one."""
    made = io.BytesIO()
    Image.new("RGB", (320, 200), (30, 90, 60)).save(made, "PNG")
    return made.getvalue()


def told(user: User, words: str) -> bool:
    return any(user.email in one.to and words in one.subject + one.body for one in mail.outbox)


def decide(
    page: "Page", world: World, case: Case, ruling: str, reason: str, part: str = ""
) -> None:
    """Claim the case and announce a ruling."""
    page.goto(f"{world.url}/moderation/")
    look(page)
    page.goto(f"{world.url}/moderation/cases/{case.public_id}/")
    look(page)
    page.get_by_role("button", name="Claim the case").click()
    page.get_by_text("The case is yours").wait_for()
    page.check(f"[name=ruling][value={ruling}]")
    if part:
        page.fill("#decide [name=part]", part)
        page.get_by_text("€266.66").first.wait_for()
    page.fill("#decide [name=reason]", reason)
    look(page)
    press(page, "#decide")
    page.get_by_text("Announced to both sides").wait_for()


def press(page: "Page", where: str) -> None:
    """A button that asks once more."""
    page.locator(f"{where} details.confirm summary").click()
    page.locator(f"{where} .confirm__panel button").click()


def test_a_dispute_is_opened_answered_decided_appealed_and_ends_to_the_cent(
    world: World, window: "Callable[[], Page]", stage: Stage, mona: User, max: User
) -> None:
    stage.confirming()
    rita, colin, first, second = window(), window(), window(), window()
    for page, user in ((rita, stage.rep), (colin, stage.connector), (first, mona), (second, max)):
        sign_in(page, world, user)
    address = f"{world.url}/introductions/{stage.introduction.public_id}/"

    # 1. Rita says that it never happened; a short statement is refused and nothing typed is lost.
    rita.goto(address)
    rita.get_by_text("Something is wrong").click()
    rita.locator("#dispute").get_by_label("never took place", exact=False).check()
    rita.locator("#dispute").get_by_label("What happened").fill("No.")
    press(rita, "#dispute")
    rita.get_by_text("Say in a few sentences").first.wait_for()
    assert rita.locator("#dispute").get_by_label("What happened").input_value() == "No."
    assert stage.now().state == "confirming"
    rita.locator("#dispute").get_by_label("What happened").fill(
        "I waited for two weeks. No message came, and nobody called."
    )
    press(rita, "#dispute")
    wait_until(lambda: stage.now().state == "disputed", 30)
    rita.goto(address)
    look(rita)
    files = rita.locator("#evidence")
    if not files.locator("input[type=file]").is_visible():
        files.locator("summary").click()
    files.locator("input[type=file]").set_input_files(
        [{"name": "inbox.png", "mimeType": "image/png", "buffer": picture()}]
    )
    files.get_by_role("button", name="Add the files").click()
    wait_until(lambda: stage.now().disputes.get().evidence.count() == 1, 30)
    rita.goto(address)
    look(rita)

    # 2. Colin is asked, sees the picture, and answers.
    wait_until(lambda: told(stage.connector, "dispute"), 30)
    colin.goto(address)
    assert colin.locator("img[src*=evidence]").count() == 1
    colin.get_by_label("Your side of it").fill("I wrote to both on Monday, with the note in it.")
    colin.get_by_role("button", name="Send the answer").click()
    wait_until(lambda: stage.now().disputes.get().responded_at is not None, 30)

    # 3. Mona decides for Rita; both read why; nothing moves yet.
    case = Case.objects.get(kind="dispute")
    reason = "There is no mail of the connector's in the thread, and no other proof."
    decide(first, world, case, "refund", reason)
    wait_until(lambda: told(stage.rep, "decision") and told(stage.connector, "decision"), 30)
    payment = Payment.objects.get()
    assert stage.now().state == "disputed"
    assert ledger.balance(Kind.HELD, "EUR", payment=payment) == 50_000

    # 4. Colin appeals; whoever decided first cannot decide again; Max divides it.
    colin.goto(address)
    look(colin)
    colin.get_by_text("There is no mail", exact=False).first.wait_for()
    colin.locator("#appeal summary").click()
    colin.get_by_label("Why the decision is wrong").fill(
        "The message went through the prospect's assistant; she can say so."
    )
    colin.get_by_role("button", name="Appeal", exact=True).click()
    wait_until(lambda: stage.now().disputes.get().appealed_by == "connector", 30)
    rita.goto(address)
    look(rita)
    rita.locator("#answer_appeal textarea").fill("I asked her assistant. She knows of no message.")
    rita.locator("#answer_appeal").get_by_role("button", name="Send the answer").click()
    wait_until(lambda: stage.now().disputes.get().answers.filter(to_appeal=True).exists(), 30)
    first.goto(f"{world.url}/moderation/cases/{case.public_id}/")
    assert first.get_by_role("button", name="Announce the decision").count() == 0
    decide(
        second,
        world,
        case,
        "split",
        "There was a message, late and by a detour: half way.",
        "333.33",
    )

    # 5. The second word is final after a day: Rita has 166.67 back, Colin 266.66, we 66.67.
    assert stage.now().state == "disputed"
    world.until(hours=25)
    wait_until(lambda: stage.now().state == "split", 30)
    world.until(days=1)
    payment.refresh_from_db()
    paid = (payment.captured, payment.refunded, payment.transferred, payment.fee_kept)
    assert paid == (50_000, 16_667, 26_666, 6_667)
    assert ledger.balance(Kind.HELD, "EUR", payment=payment) == 0
    books = world.sandbox.get("books")
    assert [group["transferred"] for group in books["transfer_groups"].values()] == [26_666]
    for page in (rita, colin):
        page.goto(address)
        page.get_by_text("half way", exact=False).first.wait_for()
        look(page)
    case.refresh_from_db()
    assert not case.is_open

    # Petra was written to once to be asked and once as a witness; no word of the quarrel.
    to_petra = [one for one in mail.outbox if PETRA.email in one.to]
    assert len(to_petra) <= 3
    assert not any("dispute" in one.body.lower() for one in to_petra)
