"""A rep who wants the name behind a listing without paying, and one who wants to block others."""

from tests.attack.people import Person
from tests.attack.report import Report, play
from tests.attack.world import COLIN, RITA, World


def _targets(world: World, many: int = 3) -> list[tuple[str, str]]:
    """Colin's listings: the id of each, and its person's address (the secret)."""
    found = [(one, world.contact(one)["email"]) for one in world.listings(many)]
    return [(one, email) for one, email in found if email]


def try_out(world: World, rep: Person, listing: str) -> tuple[int, str]:
    """Ask without paying: what the API says, as status and code."""
    answer = world.ask(rep, listing)
    if answer.status_code == 201:
        rep.api("POST", f"introductions/{answer.json()['id']}/withdraw/")
    return answer.status_code, answer.code


def _list(world: World, connector: Person, email: str, name: str, company: str) -> str:
    """Add a guessed person and list them; the id of the row, or "" where it was refused."""
    answer = world.add(connector, name=name, email=email, company_name=company)
    if answer.status_code != 201:
        return ""
    world.offer(connector, row := str(answer.json()["id"]))
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
        right = _list(world, connector, email, local, f"Guess {n} Works")
        other = _list(world, connector, no_email, no_name, f"Guess {n} Works")
        report.attempt(
            f"adding a known address is answered otherwise ({n})", bool(right) == bool(other)
        )
        rows.append((right, other))
    report.attempt("the play lists its guesses", any(row for pair in rows for row in pair))
    connector.api("PATCH", "rules/", paused_until="2027-06-01")
    for n, (listing, _) in enumerate(targets):
        before = try_out(world, rep, listing)
        for _ in range(4):
            for row in filter(None, rows[n]):
                try_out(world, rep, row)
        report.attempt(
            "tries at an own listing change the answer of another's",
            try_out(world, rep, listing) == before,
        )
        report.attempt("another rep learns it", try_out(world, others, listing) == before)
    answers = {try_out(world, rep, row) for pair in rows for row in pair if row}
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
            world.ask(rep, listing)
        status, code = try_out(world, rita, listing)
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
