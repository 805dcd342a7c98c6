import os
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from introductions import actions
from tests.introductions.test_pages import *  # noqa
from tests.introductions.test_pages import signed_in, page_of
from tests.support.stages import settle

pytestmark = pytest.mark.django_db(transaction=True)
OUT = "/tmp/ishots"
os.makedirs(OUT, exist_ok=True)


def enter(page, user, url):
    client = signed_in(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def test_shots(stage, live_server, new_page, settings):
    settings.SITE_URL = live_server.url
    base = live_server.url
    rep = new_page(viewport={"width": 1200, "height": 900})
    con = new_page(viewport={"width": 1200, "height": 900}, color_scheme="dark")
    phone = new_page(viewport={"width": 390, "height": 844})
    enter(rep, stage.rep, base); enter(con, stage.connector, base); enter(phone, stage.rep, base)
    conphone = new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    enter(conphone, stage.connector, base)
    bad = []

    def shot(page, name):
        page.screenshot(path=f"{OUT}/{name}.png", full_page=True)
        for v in Axe().run(page).response["violations"]:
            bad.append((name, v["id"], v["nodes"][0]["html"][:160]))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0: bad.append((name, "overflow", wide))

    rep.goto(f"{base}/introductions/"); shot(rep, "00-empty")
    rep.goto(f"{base}/introductions/new/{stage.relationship.public_id}/"); shot(rep, "01-new")
    rep.fill("[name=purpose]", PURPOSE); rep.fill("[name=pitch]", "too short"); rep.click("text=Continue to payment"); shot(rep, "02-new-refused")
    phone.goto(rep.url); shot(phone, "02-new-phone")
    rep.fill("[name=pitch]", PITCH); rep.check("[name=no_way_in]"); rep.click("text=Continue to payment")
    rep.wait_for_url("**/checkout/**" if False else lambda u: base not in u); print("CHECKOUT", rep.url); rep.screenshot(path=f"{OUT}/03-checkout.png", full_page=True)
    stage.introduction = Introduction.objects.get()
    phone.goto(f"{base}{page_of(stage.introduction)}"); shot(phone, "04-checkout-phone")
    # pay on the page
    rep.click("button >> nth=0"); rep.wait_for_timeout(1500); print("AFTER", rep.url)
    if base not in rep.url:
        stage.pay(); rep.goto(f"{base}{page_of(stage.introduction)}?paid=1")
    settle()
    p = f"{base}{page_of(stage.introduction)}"
    rep.goto(p); shot(rep, "05-requested-rep")
    con.goto(p); shot(con, "05-requested-con")
    conphone.goto(p); shot(conphone, "05-requested-conphone")
    con.goto(f"{base}/introductions/"); shot(con, "06-board-con")
    con.goto(f"{base}/payouts/"); shot(con, "07-payouts-early")
    con.goto(p)
    con.click("summary:has-text('Name another price')"); con.fill("[name=price]", "450"); con.click("button:has-text('Name this price')")
    rep.goto(p); shot(rep, "08-countered-rep")
    rep.click("button:has-text('Agree to this price')"); settle()
    stage.accept(); rep.goto(p); shot(rep, "09-consent-rep")
    actions.agree(stage.now()); rep.goto(p); shot(rep, "10-securing-rep"); settle()
    rep.wait_for_timeout(4000); shot(rep, "11-polled-rep")
    con.goto(p); shot(con, "12-introducing-con")
    conphone.goto(p); shot(conphone, "12-introducing-conphone")
    con.fill("#draft", "Hello both, changed."); print(con.locator("[data-draft-link]").get_attribute("href"))
    con.check("[name=made]"); con.click("button:has-text('Mark as introduced')")
    rep.goto(p); shot(rep, "13-confirming-rep")
    rep.click("summary:has-text('Something is wrong')"); rep.check("[name=reason][value=other]"); rep.fill("[name=statement]", STATEMENT); rep.click("button:has-text('Freeze the payment')")
    shot(rep, "14-disputed-rep"); con.goto(p); shot(con, "14-disputed-con")
    con.fill("[name=response]", STATEMENT); con.click("button:has-text('Send the answer')")
    con.click("summary:has-text('Propose to divide it')"); con.fill("[name=part]", "200"); con.click("button:has-text('Propose') >> nth=0")
    rep.goto(p); shot(rep, "15-offer-rep"); rep.click("button:has-text('Agree to the division')"); settle()
    rep.goto(p); shot(rep, "16-split-rep"); rep.click("text=Receipt"); shot(rep, "17-receipt")
    con.goto(p+"receipt/"); shot(con, "17-statement")
    con.goto(f"{base}/payouts/"); shot(con, "18-payouts"); conphone.goto(f"{base}/payouts/"); shot(conphone, "18-payouts-phone")
    phone.goto(f"{base}/introductions/?tab=ended"); shot(phone, "19-board-phone")
    con.goto(f"{base}/payouts/"); con.click("text=Change bank details"); con.wait_for_url(lambda u: base not in u); print("ONBOARD", con.url); con.screenshot(path=f"{OUT}/20-onboard.png")
    for b in bad: print("BAD", b)
