"""Connectors who bring somebody back who said "never"."""

from tests.attack.report import Report, play
from tests.attack.world import PITCH, World

COLIN = "colin@northgate.example"
CARLA = "carla@studiobianchi.example"
RITA = "rita@brightlane.example"


@play("connectors after a never: every address, spelling, row and network")
def coming_back(world: World, report: Report) -> None:
    rita, colin = world.be(RITA), world.be(COLIN)
    listing = world.rows(
        "SELECT r.public_id FROM connectors_relationship r"
        " JOIN accounts_user u ON u.id = r.connector_id WHERE u.email = %s"
        " AND r.listed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM introductions_introduction i"
        " WHERE i.relationship_id = r.id) ORDER BY r.id OFFSET 6 LIMIT 1",
        COLIN,
    )[0][0]
    made = rita.api(
        "POST", "introductions/", listing=str(listing), pitch=PITCH, purpose="Rail freight",
        no_way_in=True,
    )  # fmt: skip
    assert made.status_code == 201, made.text
    request = made.json()["id"]
    world.pay(request)
    assert world.until(request, "requested") == "requested"
    colin.api(
        "POST", f"introductions/{request}/accept/", not_my_employer=True, no_duty_breached=True
    )
    assert world.until(request, "consent") == "consent"
    person = colin.api("GET", f"relationships/{listing}/").json()
    email, name, company = person["email"], person["name"], person["company_name"]
    link = world.wait(lambda: world.link_to(email, "/p/"), 15)
    assert link
    path = "/" + link.strip("/").split("/")[0] + "/" + link.strip("/").split("/")[1] + "/never/"
    said = world.somebody().browser.post(
        world.url + path, data={"List-Unsubscribe": "One-Click"}, timeout=60
    )
    report.attempt(f"one click is heard ({said.status_code})", said.status_code < 400)
    report.attempt("the request ends", world.until(request, "refused") == "refused")
    local, domain = email.split("@")
    spellings = [
        email, email.upper(), f"{local}+new@{domain}", f"{local}@{domain.upper()}",
        f"{local}.private@mailbox.example", f"{local.split('.')[0]}@elsewhere.example",
    ]  # fmt: skip
    names = [name, name.upper(), " ".join(reversed(name.split())), f"Dr. {name}, PhD"]
    ids: list[tuple[str, str, str]] = []
    for spelling in spellings:
        colin.api("PATCH", f"relationships/{listing}/", email=spelling, profile_url="")
        ids.append((COLIN, str(listing), spelling))
        _list(colin, str(listing))
        _try(world, report, str(listing), spelling)
    for who in (COLIN, CARLA):
        connector = world.be(who)
        for spelling in spellings:
            for called in names:
                row = connector.api(
                    "POST", "relationships/", name=called, email=spelling, title=person["title"],
                    company_name=company, country="DE", strength=3, how_known="colleague",
                )  # fmt: skip
                if row.status_code == 201:
                    _list(connector, row.json()["id"])
                    _try(world, report, row.json()["id"], spelling)
                else:
                    report.attempt("refused", row.status_code < 500)


def _list(connector: object, row: str) -> None:
    connector.api(  # type: ignore[attr-defined]
        "POST", "relationships/bulk/", ids=[row], price={"amount": 20_000, "currency": "EUR"},
        listed=True,
    )  # fmt: skip


def _try(world: World, report: Report, listing: str, spelling: str) -> None:
    """Whether a rep could find the person again, or one email more could reach them."""
    seen = world.be(RITA).api("GET", f"listings/{listing}/")
    report.attempt(f"listed again as {spelling}", seen.status_code == 404)
    before = world.emails(spelling)
    report.attempt(
        f"written to as {spelling}", len([one for one in before if "meet you" in one[1]]) <= 1
    )
