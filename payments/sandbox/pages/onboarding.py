"""The hosted onboarding of a connected account: links that open once, for a few minutes."""

from html import escape
from urllib.parse import urlsplit

from payments.sandbox import money
from payments.sandbox.api import Answer
from payments.sandbox.objects import accounts
from payments.sandbox.pages import render
from payments.sandbox.pages.render import Markup
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import PLATFORM_NAME, World

COUNTRIES = {
    "DE": "Germany",
    "AT": "Austria",
    "BE": "Belgium",
    "CH": "Switzerland",
    "DK": "Denmark",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IT": "Italy",
    "NL": "Netherlands",
    "PT": "Portugal",
    "SE": "Sweden",
    "US": "United States",
}
IBAN = "DE89 3704 0044 0532 0130 00"


def open_link(world: World, token: str) -> Answer:
    """GET /connect/onboarding/<token>: uses the link up and starts a visit."""
    link = world.rows.get("account_link", token, "")
    if link is None:
        return _unknown()
    if link.hidden.get("used") or link.hidden["expires"] <= world.now:
        return render.redirect(link.body["refresh_url"])
    visit = new_id("visit", 32)
    link.hidden.update(used=True)
    world.save(link)
    kept = {**link.body, "id": visit}
    world.make("account_visit", kept, created=world.now)
    return render.redirect(f"/connect/visit/{visit}")


def _unknown() -> Answer:
    return render.page(
        "message",
        title="Unknown link",
        status=404,
        heading="This link is not known",
        text="Ask for a new one where you came from.",
        more="",
    )


def show(
    world: World, visit_id: str, *, error: str = "", given: dict[str, str] | None = None
) -> Answer:
    """GET /connect/visit/<visit>"""
    visit = world.rows.get("account_visit", visit_id, "")
    if visit is None:
        return _unknown()
    account = world.get("v2.core.account", visit.body["account"])
    kept = given or {}
    country = kept.get("country") or account.hidden.get("country", "").upper() or "DE"
    return render.page(
        "onboarding",
        title=f"Set up payouts · {PLATFORM_NAME}",
        status=400 if error else 200,
        goes_to=_origins(visit),
        merchant=PLATFORM_NAME,
        action=f"/connect/visit/{visit_id}",
        alert=render.alert(error),
        name=kept.get("name", account.body.get("display_name", "")),
        iban=kept.get("iban", IBAN),
        countries=Markup("".join(_option(code, code == country) for code in COUNTRIES)),
    )


def _option(code: str, chosen: bool) -> str:
    mark = " selected" if chosen else ""
    return f'<option value="{code}"{mark}>{escape(COUNTRIES[code])}</option>'


def _origins(visit: Thing) -> str:
    urls = [urlsplit(visit.body.get(name) or "") for name in ("return_url", "refresh_url")]
    return " ".join(sorted({f"{url.scheme}://{url.netloc}" for url in urls if url.netloc}))


def submit(world: World, visit_id: str, given: dict[str, str]) -> Answer:
    """POST /connect/visit/<visit>: complete, leave something missing, or go back."""
    visit = world.rows.get("account_visit", visit_id, "")
    if visit is None:
        return _unknown()
    answer, account = given.get("answer", "complete"), visit.body["account"]
    if answer != "back":
        missing = ["payout_method"] if answer == "missing" else _missing(given)
        if missing and answer == "complete":
            what = " and ".join(accounts.STEPS[step].lower() for step in missing)
            return show(world, visit_id, error=f"Still missing: {what}.", given=given)
        accounts.onboard(world, account, missing=missing, country=given.get("country", ""))
    data = {
        "account_id": account,
        "configurations": ["recipient"],
        "use_case": "account_onboarding",
    }
    world.tell_thin("v2.core.account_link.returned", account, data)
    return render.redirect(visit.body.get("return_url") or visit.body["refresh_url"])


def _missing(given: dict[str, str]) -> list[str]:
    filled = {
        "identity.individual": bool(given.get("name", "").strip()),
        "payout_method": bool(given.get("iban", "").strip()),
        "identity.attestations.terms_of_service.account": given.get("terms") == "yes",
    }
    return [step for step, there in filled.items() if not there]


def dashboard(world: World, account_id: str) -> Answer:
    """GET /connect/express/<account>: what a login link opens."""
    account = world.get("v2.core.account", account_id)
    lines = []
    for currency in money.currencies(world, account.id):
        now = render.amount(money.available(world, currency, account.id), currency)
        soon = render.amount(money.pending(world, currency, account.id), currency)
        lines.append(f"<li><span>{now} available</span><span>{soon} on its way</span></li>")
    return render.page(
        "message",
        title="Your payouts",
        heading="Your payouts",
        text=f"What {PLATFORM_NAME} has paid you.",
        more=Markup(f'<ul class="items">{"".join(lines)}</ul>'),
    )
