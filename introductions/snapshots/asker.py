"""Who asks, as they stood when they asked: what mails and pages say of rep and connector from then on.

A name or company that is changed while a request runs changes in no mail about it; and what a rep says of
their company is told apart from what we have confirmed.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from brokerage.accounts.models import User
from brokerage.accounts.wording import proven_domain
from brokerage.kit.mail.domains import registrable_domain
from connectors.companies import company_key, plain
from introductions.models import Introduction

CLOSED = "Closed account"


@dataclass(frozen=True)
class Asker:
    """The rep and the connector of a request. `domain`: where an address of the rep's is confirmed."""

    name: str
    company: str
    domain: str
    connector: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the company is the one that the confirmed domain is called after."""
        label = registrable_domain(self.domain).partition(".")[0].replace("-", " ")
        says, owns = plain(self.company), plain(label)
        same = _letters(says) == _letters(owns) or company_key(says) == company_key(owns)
        return bool(says and owns) and same

    @property
    def firm(self) -> str:
        """The company as it is told to others: "Northwind (not confirmed)"."""
        marked = not self.company or self.is_confirmed
        return self.company if marked else f"{self.company} (not confirmed)"

    @property
    def proof(self) -> str:
        """What we have confirmed of the rep, in words."""
        return f"confirmed address at {self.domain}" if self.domain else "no work address confirmed"

    @property
    def short_name(self) -> str:
        """The rep's first name."""
        return self.name.split(" ")[0]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def as_they_stand(rep: User, connector: User) -> dict[str, Any]:
    """For `Introduction.asker`: both as their accounts say now."""
    return asdict(Asker(rep.name, rep.company, proven_domain(rep), connector.name))


def asker_of(row: Introduction) -> Asker:
    """Who asks, as they stood when they asked; a request from before that was kept, as they stand."""
    return Asker(**(row.asker or as_they_stand(row.rep, row.connector)))


def forget_asker(user: User) -> None:
    """An account is closed: their name goes from the requests they made and were asked for."""
    for row in Introduction.objects.filter(rep=user, asker__isnull=False):
        _set(row, name=CLOSED, company="", domain="")
    for row in Introduction.objects.filter(connector=user, asker__isnull=False):
        _set(row, connector=CLOSED)


def _set(row: Introduction, **facts: str) -> None:
    Introduction.objects.filter(pk=row.pk).update(asker={**(row.asker or {}), **facts})
