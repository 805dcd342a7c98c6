"""What every play may do in a world, whatever it runs in, and see of it.

`World` is the story that plays tell; how a request is sent, a row is read or time passes is for the
world at hand: a demo of its own (`demo.py`) or the process of a test (`inside.py`).
"""

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from itertools import count
from random import Random
from string import ascii_lowercase
from typing import Any, TypeVar

from tests.attack.introduction import Introduction
from tests.attack.people import Answer, Person

RITA, EVE = "rita@brightlane.example", "eve@otterworks.example"
COLIN, CARLA = "colin@northgate.example", "carla@studiobianchi.example"
MONA, MAX = "mona@sidedoor.example", "max@sidedoor.example"
FIONA, SAM = "fiona@sidedoor.example", "sam@sidedoor.example"
PASSWORD = "an attack of the clones 7"
GOOD_CARD = "4242424242424242"
PITCH = (
    "We help operations teams see where their freight bills go wrong, and I would like to show how"
    " in half an hour. No preparation needed, and nothing to sign."
)
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
PRICE = {"amount": 20_000, "currency": "EUR"}
T = TypeVar("T")
_numbers = count(1)


class World(ABC):
    """A world with the demo's people in it, and what an attacker can do there."""

    patience = 60.0  # seconds until what must happen has happened

    # -- how this world works

    @abstractmethod
    def somebody(self) -> Person:
        """A stranger with an empty browser."""

    @abstractmethod
    def be(self, email: str) -> Person:
        """One of the demo's own people, signed in."""

    @abstractmethod
    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """What the database says: the truth that attackers do not see."""

    @abstractmethod
    def sandbox(self, name: str, **body: Any) -> Any:
        """Tell the payment sandbox to do something (see payments/sandbox/control.py)."""

    @abstractmethod
    def send(self, raw: bytes, to: str, sender: str = "somebody@elsewhere.example") -> None:
        """Bring an email to the door for email, as a mail server would."""

    @abstractmethod
    def forward(self, how_far: str) -> None:
        """Move the clock (`3d`, `12h`), stopping at each deadline."""

    @abstractmethod
    def manage(self, *command: str) -> str:
        """Run a management command; what it said."""

    @abstractmethod
    def message(self, body: bytes, *, signed: bool = True) -> Answer:
        """Bring a message of the payment provider to its door."""

    def go_on(self) -> None:
        """Let a moment pass in which workers do what waits."""
        time.sleep(0.2)

    def some(self, tries: Iterable[T]) -> list[T]:
        """Which of a play's tries there is time for: all of them, unless this world is a short one."""
        return list(tries)

    # -- people

    def sign_up(self, name: str, email: str, role: str = "rep", **more: str) -> Person:
        """Somebody new, as far as the site lets them: they follow the link that is mailed to them.

        Where the site has had too many from one place for now, they come again an hour later.
        """
        person = self.somebody()
        person.email = email
        form = {
            **{"name": name, "email": email, "role": role, "country": "DE", "terms": "on"},
            **{"password1": PASSWORD, "company": "Otterworks", "job_title": "Account executive"},
            **more,
        }
        before = len(self.emails(email))
        if person.post("/accounts/signup/", form).status_code == 429:
            self.forward("1h")
            person.post("/accounts/signup/", form)
        self.wait(lambda: len(self.emails(email)) > before, 10)
        if link := self.link_to(email, "/accounts/confirm-email/"):
            person.get(link)
            person.post(link)
        return person

    def prove(self, person: Person, password: str = PASSWORD) -> None:
        """They give their password again, as some doors ask."""
        person.post("/accounts/reauthenticate/", {"password": password})

    def user(self, email: str) -> str:
        """The number by which the desk knows the account with this address, empty for none."""
        rows = self.rows("SELECT public_id FROM accounts_user WHERE email = %s", email)
        return str(rows[0][0]) if rows else ""

    # -- listings

    def listings(self, many: int = 1, of: str = COLIN, also: str = "TRUE") -> list[str]:
        """Listings that nobody ever asked for, in a random but lasting order; `also`: SQL about `r`.

        A world grows old while it is attacked, and contacts that are not kept up go: who has too few left
        brings new ones.
        """
        found = self._unasked(many, of, also)
        for _ in range(many - len(found)):
            self._offer_somebody_new(of)
        found = found if len(found) == many else self._unasked(many, of, also)
        assert len(found) == many, f"{of} offers only {len(found)}"
        return found

    def _unasked(self, many: int, of: str, also: str) -> list[str]:
        found = self.rows(
            "SELECT r.public_id FROM connectors_relationship r"
            " JOIN accounts_user u ON u.id = r.connector_id"
            f" WHERE u.email = %s AND r.listed_at IS NOT NULL AND ({also})"
            " AND NOT EXISTS (SELECT 1 FROM introductions_introduction i"
            " WHERE i.relationship_id = r.id) ORDER BY r.public_id LIMIT %s",
            of,
            many,
        )
        return [str(row[0]) for row in found]

    def _offer_somebody_new(self, of: str) -> None:
        letters = "".join(Random(next(_numbers)).choices(ascii_lowercase, k=9))
        connector = self.be(of)
        name, address = f"Nora {letters.title()}", f"nora@{letters}.example"
        added = self.add(connector, name=name, email=address, company_name=f"{letters.title()} AG")
        assert added.status_code == 201, added.text
        offered = self.offer(connector, added.json()["id"])
        assert offered.status_code == 200, offered.text

    def contact(self, listing: str, of: str = COLIN) -> dict[str, Any]:
        """What the connector knows of the person behind a listing: the secret."""
        found: dict[str, Any] = self.be(of).api("GET", f"relationships/{listing}/").json()
        return found

    def add(self, connector: Person, **facts: Any) -> Answer:
        """A connector adds somebody by hand."""
        given = {
            **{"title": "Head of Logistics", "company_name": "Guess Works", "country": "DE"},
            **{"strength": 3, "how_known": "colleague", **facts},
        }
        return connector.api("POST", "relationships/", **given)

    def offer(self, connector: Person, *rows: str) -> Answer:
        """A connector prices and lists rows of their network."""
        return connector.api(
            "POST", "relationships/bulk/", ids=list(rows), price=PRICE, listed=True
        )

    @staticmethod
    def line(name: str, email: str, company: str, title: str, url: str = "") -> str:
        """One record of an address book's export."""
        first, _, last = name.replace(",", "").partition(" ")
        return f'{first},{last},{url},{email},"{company}","{title}",01 Jan 2024'

    def import_file(self, connector: Person, *lines: str) -> list[str]:
        """A connector uploads an address book; the rows that are new afterwards."""
        find = (
            "SELECT r.public_id FROM connectors_relationship r JOIN accounts_user u"
            " ON u.id = r.connector_id WHERE u.email = %s"
        )
        before = self.rows(find, connector.email)
        answer = connector.send(
            "POST",
            "/api/v1/imports/",
            form={"lawful": "true"},
            files={"file": ("Connections.csv", "\n".join([HEAD, *lines]).encode())},
        )
        assert answer.status_code == 202, answer.text
        path = f"imports/{answer.json()['id']}/"
        status = lambda: connector.api("GET", path).json()["status"]  # noqa: E731
        assert self.wait(lambda: status() not in {"waiting"}), "the file was not read"
        if status() == "review":
            connector.api("PATCH", f"{path}rows/", {"chosen": True})
            connector.api("POST", f"{path}add/", {})
            assert self.wait(lambda: status() != "running"), "the import did not end"
        return [str(one) for (one,) in self.rows(find, connector.email) if (one,) not in before]

    # -- introductions

    def pitch(self) -> str:
        """Words like none before: a pitch seen often waits for a moderator."""
        letters = Random(next(_numbers))
        return f"{PITCH} " + " ".join(
            "".join(letters.choices(ascii_lowercase, k=7)) for _ in range(70)
        )

    def ask(self, rep: Person, listing: str, **more: Any) -> Answer:
        """A rep composes a request, not paid yet."""
        given = {"pitch": self.pitch(), "purpose": "Rail freight", "no_way_in": True, **more}
        return rep.api("POST", "introductions/", listing=listing, **given)

    def introduction(
        self,
        upto: str = "requested",
        *,
        rep: Person | None = None,
        connector: str = COLIN,
        listing: str = "",
    ) -> Introduction:
        """An introduction asked for (by Rita), paid and brought through the doors to `upto`."""
        listing = listing or self.listings(1, connector)[0]
        buyer, seller = rep or self.be(RITA), self.be(connector)
        asked = self.ask(buyer, listing)
        assert asked.status_code == 201, asked.text
        made = Introduction(self, str(asked.json()["id"]), listing, buyer, seller)
        return made.bring_to(upto)

    # -- emails

    def emails(self, to: str) -> list[tuple[int, str, str]]:
        """Number, subject and text of every email to an address, oldest first."""
        return self.rows(
            "SELECT id, subject, text FROM demo_mail WHERE lower(%s) = ANY("
            'SELECT lower(one) FROM unnest("to") AS one) ORDER BY id',
            to,
        )

    def link_to(self, to: str, part: str) -> str:
        """The newest link in an email to this address that holds `part`; a path of ours."""
        for _, _, text in reversed(self.emails(to)):
            if found := re.search(rf"https?://[^/\s]+({re.escape(part)}[^\s)>\]]*)", text):
                return found[1]
        return ""

    # -- waiting

    def wait(self, answer: Callable[[], Any], seconds: float | None = None) -> Any:
        """Ask until the answer is true, for at most so many seconds."""
        deadline = time.monotonic() + (self.patience if seconds is None else seconds)
        while not (found := answer()):
            self.go_on()
            if time.monotonic() > deadline:
                return answer()
        return found
