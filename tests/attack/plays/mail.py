"""The mail systems people really have: a no in any envelope, a yes that is none, machines."""

from dataclasses import dataclass
from email.message import EmailMessage

from tests.attack.introduction import Introduction
from tests.attack.report import Report, play
from tests.attack.world import World


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
HOUSES = {
    "own": True, "microsoft365": True, "gmail": True, "icloud": True, "yahoo": True, "yahoo_old": True,
    "exchange": False, "list": False,
}  # fmt: skip
"""How each house signs is for the demo's signer; whether its signature is a proof."""
MACHINES = (
    Letter("out of office", "I am away", headers=(("Auto-Submitted", "auto-replied"),)),
    Letter(
        "a vacation",
        "I am on holiday until Monday.",
        subject="Automatic reply: An introduction",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    ),
)


@play("mail houses: a no is heard in any envelope")
def noes(world: World, report: Report) -> None:
    for letter in world.some(NOES):
        made = _answered(world, letter)
        report.attempt(f"{letter.name}: carried out or read by a person", _is_heard(made))
        before = len(world.emails(made.contact["email"]))
        world.forward("5d")
        after = len(world.emails(made.contact["email"]))
        report.attempt(f"{letter.name}: no reminder", after == before)
        made.end()


@play("mail houses: a yes needs proof and nothing but the yes")
def yeses(world: World, report: Report) -> None:
    for letter in world.some(NO_YES):
        made = _answered(world, letter)
        heard, state = _is_heard(made), made.state
        report.attempt(f"{letter.name}: agreed ({state})", state in {"consent", "refused"})
        report.attempt(f"{letter.name}: a person reads it", heard)
        made.end()


@play("mail houses: each house's signature counts as far as it goes")
def houses(world: World, report: Report) -> None:
    for house, counts in world.some(HOUSES.items()):
        made = world.introduction("consent")
        sent = world.somebody().post(
            "/demo/inbox/write/",
            {"introduction": made.id, "kind": "answer", "text": "yes", "house": house},
        )
        assert sent.status_code == 302, sent.text
        state = made.until("introducing") if counts else made.state
        report.attempt(f"{house}: a signed yes counts ({state})", counts == (state != "consent"))
        if not counts:
            report.attempt(f"{house}: a person reads it", _is_heard(made))
        made.end()


@play("machines: an automatic reply stops nothing")
def machines(world: World, report: Report) -> None:
    for letter in world.some(MACHINES):
        made = _answered(world, letter, seconds=3)
        report.attempt(
            f"{letter.name}: taken for a person", not (made.cases() or made.state != "consent")
        )
        before = len(world.emails(made.contact["email"]))
        world.forward("5d")
        after = len(world.emails(made.contact["email"]))
        report.attempt(f"{letter.name}: reminded all the same", after > before)
        made.end()


def _answered(world: World, letter: Letter, seconds: float | None = None) -> Introduction:
    """A request whose prospect was asked and answers by this letter."""
    made = world.introduction("consent")
    email, reply = made.contact["email"], made.reply_address()
    world.send(letter.raw(email, reply), reply, letter.sender or email)
    world.wait(lambda: made.state != "consent" or made.cases(), seconds)
    return made


def _is_heard(made: Introduction) -> bool:
    """Whether the request ended, or a case about it lies on the desk."""
    return made.state != "consent" or bool(made.cases())
