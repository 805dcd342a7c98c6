"""A rep who wants the name behind a listing without paying, and one who wants to block others."""

from tests.attack.report import Report, play
from tests.attack.world import PITCH, Person, World

COLIN = "colin@northgate.example"
RITA = "rita@brightlane.example"


def _targets(world: World, many: int = 3) -> list[tuple[str, str]]:
    """Colin's listings with an address: the listing's id, and its owner by address (the secret)."""
    ids = [
        str(row[0])
        for row in world.rows(
            "SELECT r.public_id FROM connectors_relationship r"
            " JOIN accounts_user u ON u.id = r.connector_id"
            " WHERE u.email = %s AND r.listed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
            " introductions_introduction i WHERE i.relationship_id = r.id) ORDER BY r.id LIMIT %s",
            COLIN,
            many,
        )
    ]
    colin = world.be(COLIN)
    found = []
    for one in ids:
        email = colin.api("GET", f"relationships/{one}/").json().get("email", "")
        if email:
            found.append((one, email))
    return found


def ask(rep: Person, listing: str) -> tuple[int, str]:
    """Ask without paying: what the API says, as status and code."""
    answer = rep.api(
        "POST",
        "introductions/",
        listing=listing,
        pitch=PITCH,
        purpose="Freight invoices",
        no_way_in=True,
    )
    body = answer.json()
    if answer.status_code == 201:
        rep.api("POST", f"introductions/{body['id']}/withdraw/")
        return 201, ""
    return answer.status_code, str(body.get("code", body))


def _list(connector: Person, email: str, name: str, company: str) -> str:
    """Add a guessed person and list them; the id of the row, or "" where it was refused."""
    answer = connector.api(
        "POST",
        "relationships/",
        name=name,
        email=email,
        title="Head of Logistics",
        company_name=company,
        country="DE",
        strength=3,
        how_known="colleague",
    )
    if answer.status_code != 201:
        return ""
    row = str(answer.json()["id"])
    connector.api(
        "POST",
        "relationships/bulk/",
        ids=[row],
        price={"amount": 20_000, "currency": "EUR"},
        listed=True,
    )
    return row


@play("rep with guesses: lists guessed addresses and compares answers")
def guesses(world: World, report: Report) -> None:
    targets = _targets(world)
    connector = world.sign_up("Carl Copycat", "carl@copycat-network.example", "connector")
    profile = {"headline": "Introduces people", "about": "Gladly", "no_employer": True}
    connector.api("PATCH", "profile/", **profile)
    rep = world.sign_up("Gus Guesser", "gus@guesser-sales.example", "rep")
    others = world.sign_up("Olga Other", "olga@other-sales.example", "rep")
    wrong = [(f"nobody{n}@nowhere-{n}.example", f"Nobody Number{n}") for n in range(len(targets))]
    rows = []
    for n, ((_, email), (no_email, no_name)) in enumerate(zip(targets, wrong, strict=True)):
        local = email.split("@")[0].replace(".", " ").title()
        right = _list(connector, email, local, f"Guess {n} Works")
        other = _list(connector, no_email, no_name, f"Guess {n} Works")
        report.attempt(
            f"adding a known address is answered otherwise ({n})", bool(right) == bool(other)
        )
        rows.append((right, other))
    report.attempt("the play lists its guesses", any(row for pair in rows for row in pair))
    connector.api("PATCH", "rules/", paused_until="2027-06-01")
    for n, (listing, _) in enumerate(targets):
        before = ask(rep, listing)
        for _ in range(4):
            for row in filter(None, rows[n]):
                ask(rep, row)
        report.attempt(
            "tries at an own listing change the answer of another's", ask(rep, listing) == before
        )
        report.attempt("another rep learns it", ask(others, listing) == before)
    answers = {ask(rep, row) for pair in rows for row in pair if row}
    report.attempt("right and wrong guesses are answered alike", len(answers) <= 1)
    seen = [
        {
            key: value
            for key, value in rep.api("GET", f"listings/{row}/").json().items()
            if key != "id"
        }
        for pair in rows
        for row in pair
        if row
    ]
    report.attempt("right and wrong guesses look alike", all(one == seen[0] for one in seen))


@play("blocking accounts: unpaid requests that keep honest reps away")
def blockade(world: World, report: Report) -> None:
    targets = _targets(world, 4)
    blockers = [
        world.sign_up(f"Bo Blocker{n}", f"bo{n}@blockers-{n}.example", "rep") for n in range(4)
    ]
    rita = world.be(RITA)
    for listing, _ in targets[-2:]:
        for rep in blockers:
            rep.api(
                "POST",
                "introductions/",
                listing=listing,
                pitch=PITCH + f" {rep.email.split('@')[1].split('.')[0]}",
                purpose="Freight invoices",
                no_way_in=True,
            )
        status, code = ask(rita, listing)
        report.attempt(
            f"an honest rep is refused after unpaid requests ({status} {code})", status == 201
        )


@play("rep with a search box: names, addresses and what was dropped")
def searching(world: World, report: Report) -> None:
    rita = world.be(RITA)
    colin = world.be(COLIN)
    nothing = rita.api("GET", "listings/?q=zzqqxxnobody").json()
    for listing, email in _targets(world, 5):
        name = colin.api("GET", f"relationships/{listing}/").json()["name"]
        for words in (name, name.split()[0], name.split()[-1], email, email.split("@")[0]):
            found = rita.api("GET", f"listings/?q={words}").json()
            ids = {one["id"] for one in found.get("results", [])}
            unlisted = listing not in ids or found.get("count", 0) > 20
            report.attempt(f"a name finds its listing ({words!r})", unlisted)
        page = rita.get(f"/listings/{listing}/").text
        report.attempt("a listing's page names its person", name not in page and email not in page)
    report.attempt("nonsense finds something", not nothing.get("results"))
    shown = rita.api("GET", "listings/").json()["results"]
    for one in shown:
        top = one["seniority"] in {"c_level", "owner"} and one["company_shown"]
        report.attempt(f"C level beside its company ({one['role']}, {one['company']})", not top)
        report.attempt("a connector's name before an answer", "Colin" not in str(one))
