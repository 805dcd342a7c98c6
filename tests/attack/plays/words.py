"""A connector who tells the rep who it is before anybody agreed."""

import html

from tests.attack.report import Report, play
from tests.attack.world import COLIN, RITA, World

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
    made = world.introduction("requested")
    rep, connector, person = made.rep, made.connector, made.contact
    alone = _is_alone_with(world, person["title"])
    shown = rep.api("GET", f"introductions/{made.id}/").json()["listing"]["headline"]
    said_already = set(person["title"].lower().split()) <= set(
        shown.lower().replace(",", "").split()
    )
    for said in world.some(disguises(person["name"], person["email"], person["title"])):
        if said == person["title"] and said_already:
            continue  # the rep reads it above the request
        answer = made.by(connector, "ask", text=f"It is about {said} ok?")
        report.attempt(f"a question says {said!r}", answer.status_code >= 400)
        if said == person["title"] and not alone:
            continue  # what many have tells nothing in a text about nobody in particular
        profile = connector.api("PATCH", "profile/", headline=f"I can introduce {said}, gladly")
        report.attempt(f"the headline says {said!r}", profile.status_code >= 400)
    for path in (f"/introductions/{made.id}/", f"/api/v1/introductions/{made.id}/"):
        report.attempt(f"{path} names the person", person["email"] not in rep.get(path).text)
    made.end()


def _is_alone_with(world: World, title: str) -> bool:
    rows = world.be(COLIN).api("GET", "relationships/", q=title).json()["results"]
    return sum(one["title"] == title for one in rows) == 1


@play("cheating connector: company, own name, note or step back say who it is")
def telling_elsewhere(world: World, report: Report) -> None:
    listing, rep = world.listings(1)[0], world.be(RITA)
    colin, person = world.be(COLIN), world.contact(listing)
    own = colin.api("GET", "me/").json()["name"]
    for said in world.some(disguises(person["name"], person["email"], person["title"])):
        if said == person["title"]:
            continue
        for company in (said, f"{said} Works", f"Works of {said}"):
            colin.api("PATCH", f"relationships/{listing}/", company_name=company)
            seen = rep.api("GET", f"listings/{listing}/").text + rep.get(f"/search/?q={said}").text
            report.attempt(f"the company says {company!r}", not _tells(seen, person, said))
        colin.api("PATCH", f"relationships/{listing}/", company_name=person["company_name"])
        colin.api("PATCH", "me/", name=f"Friend of {said}")
        seen = rep.api("GET", f"listings/{listing}/").text
        report.attempt(f"the own name says {said!r}", not _tells(seen, person, said))
        colin.api("PATCH", "me/", name=own)
    made = world.introduction("consent")
    who = made.contact
    for said in world.some(disguises(who["name"], who["email"], who["title"])):
        if said == who["title"]:
            continue
        answer = made.by(made.connector, "step_back", note=f"It was about {said}, sorry")
        report.attempt(
            f"stepping back says {said!r} ({answer.code})", answer.code == "names_prospect"
        )
        if made.state != "consent":
            break
    made.end()


def _tells(seen: str, person: dict[str, str], said: str) -> bool:
    """Whether a rep reads the disguise, the name or the address."""
    read = html.unescape(seen).replace(f"q={said}", "").replace(f'value="{said}"', "")
    return any(one in read for one in (said, person["name"], person["email"]))
