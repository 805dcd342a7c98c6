"""One introduction of a play: what its people do with it, and where it stands."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.attack.people import Answer, Person

if TYPE_CHECKING:
    from tests.attack.world import World

WAY = ("checkout", "requested", "consent", "introducing", "confirming", "confirmed", "released")
"""The way that everybody wants, state by state."""


@dataclass
class Introduction:
    """A request of `rep` to `connector` about the person behind `listing`."""

    world: "World"
    id: str
    listing: str
    rep: Person
    connector: Person

    def bring_to(self, state: str) -> "Introduction":
        """Everybody does their part until it stands there."""
        steps = (self.pay, self.accept, self.agree, self.introduce, self.confirm, self.be_patient)
        for step, reached in zip(steps[: WAY.index(state)], WAY[1:], strict=False):
            now = self.state
            assert now in WAY, f"on its way to {reached} it is {now}"
            if WAY.index(reached) <= WAY.index(now):
                continue
            answer = step()
            assert self.until(reached) == reached, (self.state, answer and answer.text[:300])
        return self

    # -- what people do

    def pay(self, card: str = "4242424242424242") -> None:
        """The rep pays on the newest page."""
        find = (
            "SELECT c.session_id FROM payments_checkout c JOIN introductions_introduction i"
            " ON i.payment_id = c.payment_id WHERE i.public_id = %s AND c.session_id <> ''"
            " ORDER BY c.n DESC LIMIT 1"
        )
        ((session,),) = self.world.wait(lambda: self.world.rows(find, self.id))
        self.world.sandbox("pay", session=session, card=card)

    def accept(self) -> Answer:
        """The connector accepts."""
        return self.by(self.connector, "accept", not_my_employer=True, no_duty_breached=True)

    def agree(self) -> Answer:
        """The person asked follows the link in their email, and agrees."""
        return self.world.somebody().api("POST", f"prospect/{self.token()}/", answer="agree")

    def introduce(self) -> Answer:
        """The connector says that it is made."""
        return self.by(self.connector, "introduce")

    def confirm(self) -> Answer:
        """The rep confirms."""
        return self.by(self.rep, "confirm")

    def be_patient(self) -> None:
        """The safety hold passes."""
        self.world.forward("15d")

    def by(self, who: Person, move: str, **facts: Any) -> Answer:
        """A move of one of the sides, by the API."""
        return who.api("POST", f"introductions/{self.id}/{move}/", **facts)

    def end(self) -> None:
        """Whoever can ends it, so that the next play finds its people free."""
        self.by(self.rep, "withdraw")
        self.by(self.connector, "step_back")

    # -- what is to be seen

    @property
    def state(self) -> str:
        """Where it stands."""
        find = "SELECT state FROM introductions_introduction WHERE public_id = %s"
        return str(self.world.rows(find, self.id)[0][0])

    def until(self, *states: str, seconds: float | None = None) -> str:
        """Wait until it stands in one of them; where it stands then."""
        self.world.wait(lambda: self.state in states, seconds)
        return self.state

    @property
    def contact(self) -> dict[str, Any]:
        """The person it is about, as the connector knows them."""
        return self.world.contact(self.listing, self.connector.email)

    def token(self) -> str:
        """The secret of the link in the newest email to the person asked."""
        email = self.contact["email"]
        link = self.world.wait(lambda: self.world.link_to(email, "/p/"))
        assert link, f"no link was mailed to {email}"
        return str(link).split("/")[2]

    def reply_address(self) -> str:
        """Where the person asked answers by email."""
        email = self.contact["email"]
        assert self.world.wait(lambda: self.world.emails(email))
        number, _, _ = self.world.emails(email)[-1]
        ((headers,),) = self.world.rows("SELECT headers FROM demo_mail WHERE id = %s", number)
        return str((json.loads(headers) if isinstance(headers, str) else headers)["Reply-To"])

    def cases(self) -> list[str]:
        """The kinds of the open cases that lie on the desk about it (but for its pitch)."""
        part = f"%{self.id.replace('-', '')}%"
        found = self.world.rows(
            "SELECT kind FROM cases_case WHERE closed_at IS NULL AND kind <> 'pitch'"
            " AND (subject LIKE %s OR facts::text LIKE %s)",
            part,
            part,
        )
        return [str(row[0]) for row in found]
