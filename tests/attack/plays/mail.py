"""The mail systems people really have: a no in any envelope, a yes that is none, machines."""

from dataclasses import dataclass
from email.message import EmailMessage

from tests.attack.report import Report, play
from tests.attack.world import PITCH, World

COLIN = "colin@northgate.example"
RITA = "rita@brightlane.example"


@dataclass(frozen=True)
class Letter:
    """One reply: its parts as a mail program would write them."""

    name: str
    text: str = ""
    html: str = ""
    subject: str = "Re: An introduction"
    sender: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def raw(self, sender: str, to: str) -> bytes:
        """As it comes over SMTP."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender or sender, to
        message["Subject"] = self.subject
        message["Message-ID"] = f"<{abs(hash((self.name, to)))}@mail.example>"
        for name, value in self.headers:
            message[name] = value
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        return message.as_bytes()


NOES = (
    Letter("plain words", "STOP, I object. Do not write to me again."),
    Letter("in the subject only", "", subject="STOP - not interested"),
    Letter("in HTML only", "", "<p>No, thank you.<br>Please stop.</p>"),
    Letter("from another address", "No. Please stop this.", sender="me@my-second-address.example"),
    Letter("through a list", "No thanks", headers=(("List-Id", "<all.company.example>"),)),
    Letter(
        "with a suppress header", "Please remove me", headers=(("X-Auto-Response-Suppress", "All"),)
    ),
    Letter("in German", "Nein danke, bitte keine weiteren Nachrichten."),
    Letter("in French", "Non merci, ne m'écrivez plus."),
    Letter("with a low precedence", "no", headers=(("Precedence", "bulk"),)),
)
NO_YES = (
    Letter("a condition", "Yes, but only if counsel signs off and do not give my name"),
    Letter("a question", "Yes? Who is that?"),
    Letter("hidden text", "Yes", '<p>Yes</p><p style="display:none">never share my name</p>'),
    Letter("quoted only", "> Yes\n\nwho are you"),
    Letter("another address", "Yes", sender="me@my-second-address.example"),
    Letter("subject only", "", subject="Yes"),
    Letter("two parts that differ", "Yes", "<p>No</p>"),
)
MACHINES = (
    Letter("out of office", "I am away", headers=(("Auto-Submitted", "auto-replied"),)),
    Letter(
        "a vacation",
        "I am on holiday until Monday.",
        subject="Automatic reply: An introduction",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    ),
)


def _asked(world: World, number: int) -> tuple[str, str, str]:
    """A request whose prospect has been asked: its id, their address, the reply address."""
    rita, colin = world.be(RITA), world.be(COLIN)
    listing = world.rows(
        "SELECT r.public_id FROM connectors_relationship r"
        " JOIN accounts_user u ON u.id = r.connector_id WHERE u.email = %s"
        " AND r.listed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM introductions_introduction i"
        " WHERE i.relationship_id = r.id) ORDER BY r.public_id LIMIT 1",
        COLIN,
    )[0][0]
    made = rita.api(
        "POST", "introductions/", listing=str(listing), purpose="Rail freight", no_way_in=True,
        pitch=f"{PITCH} {number} " + " ".join(f"word{number}{n}" for n in range(60)),
    )  # fmt: skip
    assert made.status_code == 201, made.text
    request = str(made.json()["id"])
    world.pay(request)
    assert world.until(request, "requested") == "requested"
    colin.api(
        "POST", f"introductions/{request}/accept/", not_my_employer=True, no_duty_breached=True
    )
    assert world.until(request, "consent") == "consent"
    email = str(colin.api("GET", f"relationships/{listing}/").json()["email"])
    assert world.wait(lambda: world.emails(email), 20)
    number, _, _ = world.emails(email)[-1]
    ((headers,),) = world.rows("SELECT headers FROM demo_mail WHERE id = %s", number)
    return request, email, str(headers["Reply-To"])


@play("mail houses: a no is heard in any envelope")
def noes(world: World, report: Report) -> None:
    for number, letter in enumerate(NOES):
        request, email, reply = _asked(world, number)
        world.send(letter.raw(email, reply), reply, letter.sender or email)
        heard = world.wait(lambda r=request: _is_heard(world, r), 60)
        report.attempt(f"{letter.name}: carried out or read by a person", bool(heard))
        before = len(world.emails(email))
        world.forward("5d")
        report.attempt(f"{letter.name}: no reminder", len(world.emails(email)) == before)
        _end(world, request)


@play("mail houses: a yes needs proof and nothing but the yes")
def yeses(world: World, report: Report) -> None:
    for number, letter in enumerate(NO_YES):
        request, email, reply = _asked(world, 100 + number)
        world.send(letter.raw(email, reply), reply, letter.sender or email)
        heard = world.wait(lambda r=request: _is_heard(world, r), 60)
        state = world.state(request)
        report.attempt(f"{letter.name}: agreed ({state})", state in {"consent", "refused"})
        report.attempt(f"{letter.name}: a person reads it", bool(heard))
        _end(world, request)


@play("machines: an automatic reply stops nothing")
def machines(world: World, report: Report) -> None:
    for number, letter in enumerate(MACHINES):
        request, email, reply = _asked(world, 200 + number)
        world.send(letter.raw(email, reply), reply)
        world.wait(lambda r=request: _is_heard(world, r), 3)
        report.attempt(f"{letter.name}: taken for a person", not _is_heard(world, request))
        before = len(world.emails(email))
        world.forward("5d")
        report.attempt(f"{letter.name}: reminded all the same", len(world.emails(email)) > before)
        _end(world, request)


def _is_heard(world: World, request: str) -> bool:
    """Whether the request ended, or a case about it lies on the desk."""
    if world.state(request) != "consent":
        return True
    reference = request.replace("-", "")
    cases = world.rows(
        "SELECT 1 FROM cases_case WHERE closed_at IS NULL AND kind <> 'pitch'"
        " AND (subject LIKE %s OR facts::text LIKE %s)",
        f"%{reference}%",
        f"%{reference}%",
    )
    return bool(cases)


def _end(world: World, request: str) -> None:
    if world.state(request) == "consent":
        world.be(COLIN).api("POST", f"introductions/{request}/step_back/")
