"""What happened in the demo's world before the visitor came: introductions in many states.

A diary: on which day who did what. It starts three weeks ago by the test clock, moves forward day by
day with everything that falls due on the way, and ends in the present, where the offset is nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.demo import offset, sandbox
from brokerage.demo.forward import forward, settle
from brokerage.kit import clock
from connectors.models import Relationship
from introductions import actions
from introductions.models import Introduction
from payments import actions as payments
from payments.queries import unsettled

BEGINNING = 21  # days ago
UNDELIVERED = "payments.tasks.sweep_undelivered"
"""Left to the end: no web process takes a message yet, so each time it would fetch all of them again."""
RITA, EVE = "rita@brightlane.example", "eve@otterworks.example"
COLIN, CARLA = "colin@northgate.example", "carla@studiobianchi.example"
MAIL = (
    b"From: Colin <colin@northgate.example>\r\nTo: rita@brightlane.example\r\n"
    b"Date: Mon, 16 Nov 2026 09:12:00 +0100\r\nMessage-ID: <1@northgate.example>\r\n"
    b"Subject: Re: Introduction\r\n\r\nShe has a new desk, but the budget moved with her.\r\n"
)
PITCHES = {
    RITA: (
        "Freight invoices",
        "Brightlane reads freight invoices and shows what was charged twice or wrongly; our customers "
        "get back about two per cent of what they ship for. I would like half an hour to show what we "
        "found at companies of your size, and to hear how you check invoices today.",
    ),
    EVE: (
        "A second look at test data",
        "Otterworks makes realistic test data from a database without a single real person in it. I "
        "would like to ask how your teams do it now and show you ours; if it is of no use to you, you "
        "have lost twenty minutes.",
    ),
}


@dataclass
class Story:
    """One introduction: who asks whom about somebody at `company`; its actions are the diary's words."""

    rep: str
    connector: str
    company: str = ""
    keep_asking: bool = False
    pk: int = 0

    def ask(self) -> None:
        """The rep composes and pays."""
        self.compose()
        payment = self.now().payment
        assert payment is not None
        checkout = payment.checkouts.latest("pk")
        sandbox.call("pay", {"session": checkout.session_id, "card": "4242424242424242"})

    def compose(self) -> None:
        """The rep composes and does not pay yet."""
        purpose, pitch = PITCHES[self.rep]
        row, call = actions.request(
            _user(self.rep),
            self._listing(),
            pitch=pitch,
            purpose=purpose,
            keep_asking=self.keep_asking,
            no_way_in=True,
        )
        self.pk = row.pk
        payments.carry_out(call.pk)

    def accept(self) -> None:
        """The connector accepts."""
        actions.accept(
            self.now(), user=_user(self.connector), not_my_employer=True, no_duty_breached=True
        )

    def decline(self) -> None:
        """The connector declines."""
        actions.decline(self.now(), user=_user(self.connector), reason="She is about to retire.")

    def agree(self) -> None:
        """The prospect agrees."""
        actions.agree(self.now())

    def refuse(self) -> None:
        """The prospect says not now."""
        actions.refuse(self.now(), how="not_now")

    def introduce(self) -> None:
        """The connector made the introduction."""
        actions.introduce(
            self.now(), user=_user(self.connector), evidence="By e-mail, both in copy."
        )

    def confirm(self) -> None:
        """The rep confirms."""
        actions.confirm(self.now(), user=_user(self.rep))

    def dispute(self) -> None:
        """The rep disputes."""
        actions.dispute(
            self.now(),
            user=_user(self.rep),
            reason="wrong_person",
            statement="The person who answered left that company in spring and now works elsewhere.",
        )

    def respond(self) -> None:
        """The connector answers the dispute."""
        actions.respond(
            self.now(),
            user=_user(self.connector),
            response="She moved within the group and still decides on this; the mail shows it.",
        )

    def prove(self) -> None:
        """The connector adds a mail to the dispute."""
        mail = SimpleUploadedFile("Introduction.eml", MAIL)
        actions.bring_evidence(self.now(), user=_user(self.connector), files=[mail])

    def object(self) -> None:
        """The prospect says that nobody asked them."""
        actions.object_to(self.now(), word="never_asked")

    def now(self) -> Introduction:
        """The introduction as it is."""
        return Introduction.objects.select_related("payment", "relationship").get(pk=self.pk)

    def _listing(self) -> Relationship:
        """A listed relationship of the connector nobody asked for yet, at `company` if given."""
        rows = Relationship.objects.filter(
            connector__email=self.connector, listed_at__isnull=False, introductions__isnull=True
        )
        wanted = rows.filter(company__name=self.company) if self.company else rows
        found = wanted.order_by("-price_minor", "pk").first() or rows.order_by("pk").first()
        assert found is not None, f"{self.connector} offers nothing"
        return found


def diary() -> list[tuple[float, Callable[[], None]]]:
    """Return what happened: days ago, and the action. The clock does the rest in between."""
    released = Story(RITA, COLIN, "Meridian Freight")
    refused = Story(RITA, COLIN, "Kestrel Logistics")
    declined = Story(EVE, CARLA)
    lapsed = Story(EVE, COLIN, "Tessel Labs")
    disputed = Story(RITA, COLIN, "Helio Grid")
    confirming = Story(RITA, COLIN, "Northwind Robotics")
    introducing = Story(EVE, COLIN, "Fjord Analytics")
    consent = Story(RITA, COLIN, "Blue Anchor Insurance")
    requested = Story(EVE, COLIN, "Papaya Health")
    for_carla = Story(RITA, CARLA, keep_asking=True)
    unpaid = Story(EVE, CARLA)
    objected = Story(EVE, COLIN)
    return [
        (20.5, released.ask),
        (20.2, released.accept),
        (19.6, released.agree),
        (18.7, released.introduce),
        (17.9, released.confirm),
        (15.4, refused.ask),
        (15.1, refused.accept),
        (14.0, refused.refuse),
        (12.3, declined.ask),
        (11.8, declined.decline),
        (9.5, lapsed.ask),
        (7.4, disputed.ask),
        (7.1, disputed.accept),
        (6.5, disputed.agree),
        (6.0, disputed.introduce),
        (5.4, objected.ask),
        (5.2, objected.accept),
        (4.9, objected.agree),
        (4.7, objected.introduce),
        (4.6, confirming.ask),
        (4.4, confirming.accept),
        (3.6, confirming.agree),
        (3.2, introducing.ask),
        (2.9, introducing.accept),
        (1.6, confirming.introduce),
        (1.3, introducing.agree),
        (1.2, disputed.dispute),
        (1.15, objected.object),
        (1.1, consent.ask),
        (0.8, consent.accept),
        (0.7, disputed.respond),
        (0.6, disputed.prove),
        (0.4, requested.ask),
        (0.3, for_carla.ask),
        (0.1, unpaid.compose),
    ]


def is_untold() -> bool:
    """Whether the diary is still to be lived through: nobody asked, and the clock was never moved."""
    return not Introduction.objects.exists() and not offset.read()


@contextmanager
def before_the_diary() -> Iterator[None]:
    """The day on which the people of the diary signed up and imported whom they know."""
    _set_offset(-timedelta(days=BEGINNING + 1))
    try:
        yield
    finally:
        _set_offset(timedelta())


def tell(*, payable: Callable[[], None]) -> Iterator[str]:
    """Live through the diary, once; yields a line. `payable` makes Colin able to be paid."""
    if not is_untold():
        return
    try:
        _set_offset(-timedelta(days=BEGINNING))
        payable()
        for days_ago, deed in diary():
            forward(timezone.now() - timedelta(days=days_ago), _look, UNDELIVERED)
            deed()
            settle(_look, UNDELIVERED)
        forward(timezone.now() - timedelta(seconds=5), _look)
    finally:
        _set_offset(timedelta())
    yield f"{Introduction.objects.count()} introductions in the last {BEGINNING} days"


def _look() -> None:
    """See what the provider knows: no web process takes its messages yet."""
    for payment in unsettled(clock.now()):
        payments.look(payment.pk)


def _set_offset(ahead: timedelta) -> None:
    offset.write(ahead)
    sandbox.set_clock(ahead)


def _user(email: str) -> User:
    return User.objects.get(email=email)
