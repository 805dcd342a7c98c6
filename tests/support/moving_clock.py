"""A clock that tests move by hand."""

from datetime import datetime, timedelta

from django.utils import timezone

from brokerage.kit import clock


class MovingClock:
    """The world's clock plus what the test moved it by; `install()` puts it in, `remove()` out."""

    def __init__(self) -> None:
        """Start at the real time."""
        self.offset = timedelta()

    def install(self) -> None:
        """Make `brokerage.kit.clock.now()` follow this clock."""
        clock.install(lambda: self.offset)

    def remove(self) -> None:
        """Give the world its own clock back."""
        clock.install(timedelta)

    def now(self) -> datetime:
        """Return the time it is for the product."""
        return clock.now()

    def forward(self, **period: float) -> datetime:
        """Move forward by a period in timedelta's words (`days=3`); return the new time."""
        self.offset += timedelta(**period)
        return self.now()

    def move_to(self, at: datetime) -> datetime:
        """Move to an aware moment, a second past it, so that what is due then is due."""
        self.offset = at - timezone.now() + timedelta(seconds=1)
        return self.now()
