"""A connector who tells the rep who it is before anybody agreed."""

from tests.attack.report import Report, play
from tests.attack.world import PITCH, World

COLIN = "colin@northgate.example"
RITA = "rita@brightlane.example"
LOOK_ALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
LEET = str.maketrans("aeio", "4310")


def disguises(name: str, email: str, title: str) -> list[str]:
    """The ways of saying who it is without saying it."""
    first, last = name.split()[0], name.split()[-1]
    local, domain = email.split("@")
    return [
        name, first, last, name.upper(), name.lower(), f"{first}{last}", f"{first}_{last}",
        f"{first}.{last}", f"{last}, {first}", " ".join(first), ".".join(last), "-".join(last.lower()),
        first.lower().translate(LOOK_ALIKES), last.lower().translate(LOOK_ALIKES),
        last.lower().translate(LEET), last[:2] + "\u200b" + last[2:], last + "\u0301",
        email, email.replace("@", " (at) ").replace(".", " dot "), local, f"{first[0]}. {last}",
        f"write to someone@{domain}", f"https://example.org/in/{local}", f"linkedin.com/in/{local}",
        f"@{local.replace('.', '')}", "call +49 170 1234567", "0170 / 12 34 567", title,
    ]  # fmt: skip


@play("cheating connector: says who it is before the reveal")
def telling(world: World, report: Report) -> None:
    rita, colin = world.be(RITA), world.be(COLIN)
    listing = world.rows(
        "SELECT r.public_id FROM connectors_relationship r"
        " JOIN accounts_user u ON u.id = r.connector_id WHERE u.email = %s"
        " AND r.listed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM introductions_introduction i"
        " WHERE i.relationship_id = r.id) ORDER BY r.id DESC LIMIT 1",
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
    person = colin.api("GET", f"relationships/{listing}/").json()
    for said in disguises(person["name"], person["email"], person["title"]):
        answer = colin.api("POST", f"introductions/{request}/ask/", text=f"It is about {said} ok?")
        report.attempt(f"a question says {said!r}", answer.status_code >= 400)
        profile = colin.api("PATCH", "profile/", headline=f"I can introduce {said}, gladly")
        report.attempt(f"the headline says {said!r}", profile.status_code >= 400)
    seen = (
        rita.get(f"/introductions/{request}/").text
        + rita.api("GET", f"introductions/{request}/").text
    )
    report.attempt("the rep's page names the person", person["email"] not in seen)
    rita.api("POST", f"introductions/{request}/withdraw/")


@play("cheating connector: exchanges the person after the card is authorised")
def swapping(world: World, report: Report) -> None:
    changes = [
        {"name": "Bob Nobody", "email": "bob@corner-shop.example", "profile_url": ""},
        {"title": "Intern"},
        {"company_name": "Corner Shop"},
        {"country": "MX"},
        {"strength": 1},
    ]
    for change in changes:
        rita, colin = world.be(RITA), world.be(COLIN)
        listing = world.rows(
            "SELECT r.public_id FROM connectors_relationship r"
            " JOIN accounts_user u ON u.id = r.connector_id WHERE u.email = %s AND r.strength > 1"
            " AND r.listed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
            " introductions_introduction i WHERE i.relationship_id = r.id) ORDER BY r.id LIMIT 1",
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
        sold = colin.api("GET", f"relationships/{listing}/").json()
        changed = colin.api("PATCH", f"relationships/{listing}/", **change)
        now = colin.api("GET", f"relationships/{listing}/").json()
        differs = any(now.get(key) != sold.get(key) for key in change)
        colin.api(
            "POST", f"introductions/{request}/accept/", not_my_employer=True, no_duty_breached=True
        )
        held = not (differs and world.state(request) == "consent")
        report.attempt(f"{change} counts ({changed.status_code})", held)
        if world.state(request) in {"requested", "checkout"}:
            rita.api("POST", f"introductions/{request}/withdraw/")
        elif world.state(request) == "consent":
            colin.api("POST", f"introductions/{request}/step_back/")
