"""People whom a step of the desk or a prospect's no keeps away, and who come back as somebody else."""

from tests.attack.introduction import Introduction
from tests.attack.people import Answer, Person
from tests.attack.report import Report, play
from tests.attack.world import COLIN, EVE, MAX, MONA, RITA, World

WHY = {"code": "unwanted", "reason": "Forty requests with the same words within a single day."}
BOX = "ve.ra@gmail.com"
SPELLINGS = (
    "vera@gmail.com",
    "v.e.r.a@gmail.com",
    "ve.ra+2@gmail.com",
    "VERA+x@googlemail.com",
    BOX,
)


def _step(world: World, kind: str, email: str, **more: str) -> Answer:
    """A senior moderator takes a step against the account with this address."""
    path = f"moderation/people/{world.user(email)}/{kind}/"
    answer = world.be(MAX).api("POST", path, **WHY, **more)
    assert answer.status_code == 201, answer.text
    return answer


@play("the return of who was banned, limited or suspended, under another spelling")
def another_spelling(world: World, report: Report) -> None:
    for kind in ("ban", "suspend", "limit"):
        mailbox = f"{kind}.{BOX}"
        rep = world.sign_up("Vera Villain", mailbox)
        before = world.ask(rep, world.listings(1)[0])
        report.attempt(
            f"{kind}: could ask before ({before.status_code})", before.status_code == 201
        )
        _step(world, kind, mailbox)
        report.attempt(f"{kind}: cannot ask now", _cannot_ask(world, rep))
        for spelling in world.some(SPELLINGS):
            again = world.sign_up("Vera Other", f"{kind}{spelling}")
            report.attempt(f"{kind}: {spelling} asks", _cannot_ask(world, again))


@play("the shaken-off sanction: closing, signing up again, changing the address")
def shaken_off(world: World, report: Report) -> None:
    for kind in ("limit", "warn"):
        email = f"{kind}ed@shaken-off.example"
        rep = world.sign_up("Sven Shaker", email)
        world.ask(rep, world.listings(1)[0])
        _step(world, kind, email)
        world.prove(rep)
        answer = rep.post("/account/close/", {"sure": "on"})
        if kind == "limit":
            report.attempt(
                f"a limited account closes ({answer.status_code})", _is_open(world, email)
            )
        for again in world.some((email, email.replace("@", "+new@"), email.upper())):
            world.sign_up("Sven Again", again)
            known = world.rows(
                "SELECT 1 FROM accounts_sanction s JOIN accounts_user u ON u.id = s.person_id"
                " WHERE lower(u.email) = lower(%s) AND s.kind = %s",
                again,
                kind,
            )
            signed_up = world.user(again.lower()) or world.user(again)
            report.attempt(f"{kind} is forgotten for {again}", bool(known) or not signed_up)


@play("the rep whom a prospect never wants again: a new account, a plus, a colleague")
def no_seller(world: World, report: Report) -> None:
    email = "nora@never-this-seller.example"
    made = world.introduction("consent", rep=world.sign_up("Nora Never", email))
    asked = made.contact["email"]
    said = world.somebody().api("POST", f"prospect/{made.token()}/", answer="not_seller")
    assert said.status_code == 200, said.text
    report.attempt("the request ends", made.until("refused") == "refused")
    _rest(world, made)
    world.prove(made.rep)
    made.rep.post("/account/close/", {"sure": "on"})
    report.attempt("the account is closed", not _is_open(world, email))
    before = len(world.emails(asked))
    for again in (email.replace("@", "+1@"), "colleague@emea.never-this-seller.example"):
        rep = world.sign_up("Nora Again", again)
        report.attempt(f"{again} signs up", bool(world.user(again)))
        trial = world.introduction("requested", rep=rep, listing=made.listing)
        answer = trial.accept()
        report.attempt(f"{again} is accepted ({answer.status_code})", answer.code == "not_open")
        report.attempt(f"{again} pays", trial.until("lapsed") == "lapsed")
        _rest(world, made)
    report.attempt("the prospect is written to", len(world.emails(asked)) == before)
    stranger = world.sign_up("Olaf Other", "olaf@another-seller.example")
    trial = world.introduction("requested", rep=stranger, listing=made.listing)
    report.attempt("nobody else may ask either", trial.accept().status_code == 200)


@play("the listing that was taken down: removed and added, or another row made into it")
def taken_down(world: World, report: Report) -> None:
    listing, other = world.listings(2)
    person, colin = world.contact(listing), world.be(COLIN)
    world.be(EVE).post(
        f"/report/listing/{listing}/",
        {"about": "listing", "reason": "false", "text": "Nobody of that name has worked there."},
    )
    ((case,),) = world.rows(
        "SELECT public_id FROM cases_case WHERE kind = 'listing' AND closed_at IS NULL"
        " AND subject LIKE %s",
        f"%{listing.replace('-', '')}%",
    )
    mona = world.be(MONA)
    mona.api("POST", f"moderation/cases/{case}/claim/")
    done = mona.api(
        "POST", f"moderation/cases/{case}/take_down/", reason="Nobody there knows of this person."
    )
    assert done.status_code == 200, done.text
    facts = {name: person[name] or "" for name in ("name", "email", "title", "profile_url")}
    world.offer(colin, listing)
    report.attempt("listed again", _is_hidden(world, listing))
    colin.api("PATCH", f"relationships/{listing}/", name="Somebody Else", email="e@else.example")
    world.offer(colin, listing)
    report.attempt("listed again as somebody else, and back", _is_hidden(world, listing))
    colin.api("DELETE", f"relationships/{listing}/")
    local, domain = facts["email"].split("@")
    for again in (
        facts,
        facts | {"email": f"{local.upper()}+x@{domain}"},
        facts | {"email": f"{local}@elsewhere.example", "profile_url": ""},
        facts | {"name": " ".join(reversed(facts["name"].split()))},
    ):
        row = world.add(colin, company_name=person["company_name"], **again).json().get("id", "")
        if row:
            world.offer(colin, row)
        hidden = not row or _is_hidden(world, row)
        report.attempt(f"added again as {again['name']}, {again['email']}", hidden)
        if row:
            colin.api("DELETE", f"relationships/{row}/")
    colin.api("PATCH", f"relationships/{other}/", **facts)
    world.offer(colin, other)
    turned = world.contact(other)["email"] == facts["email"]
    report.attempt("another row becomes it", not turned or _is_hidden(world, other))


def _rest(world: World, made: Introduction) -> None:
    """The listing rests as long as one rests at most after any no, and is offered again."""
    world.forward("61d")
    world.offer(made.connector, made.listing)


def _cannot_ask(world: World, rep: Person) -> bool:
    answer = world.ask(rep, world.listings(1)[0])
    return answer.status_code >= 300


def _is_open(world: World, email: str) -> bool:
    return bool(
        world.rows("SELECT 1 FROM accounts_user WHERE email = %s AND closed_at IS NULL", email)
    )


def _is_hidden(world: World, listing: str) -> bool:
    return world.be(RITA).api("GET", f"listings/{listing}/").status_code == 404
