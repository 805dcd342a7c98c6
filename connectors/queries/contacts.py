"""Who stands behind a relationship, decrypted."""

from dataclasses import dataclass, field

from connectors.identity import email_domain
from connectors.models import Relationship
from connectors.queries.suppressed import suppressed_hashes, suppression_hashes
from connectors.queries.suppressions import Named, kept_by_name, scopes_of

# --- Who it is, and whether they may be listed --------------------------------------------------


@dataclass(frozen=True)
class Contact:
    """A prospect in clear. Whoever asks for one logs the reveal."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    title: str = field(repr=False)
    company: str = field(repr=False)
    profile_url: str = field(repr=False)

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return self.name.split(" ")[0]

    @property
    def is_suppressed(self) -> bool:
        """Whether this person, or everybody at their domain, asked not to be listed."""
        held = suppressed_hashes(suppression_hashes(self.email, self.profile_url))
        return bool(held) or kept_by_name([self.named])[0]

    @property
    def named(self) -> Named:
        """The name and the company it stands at."""
        at = scopes_of(companies=[self.company], domains=[email_domain(self.email)])
        return Named(self.name, at)


NOBODY = Contact(name="", email="", title="", company="", profile_url="")
"""Whose contact data were erased."""


def contact_of(relationship: Relationship) -> Contact:
    """The prospect's contact data, decrypted. The caller answers for logging the reveal."""
    company = relationship.company.name if relationship.company else ""
    return Contact(
        name=relationship.name,
        email=relationship.email,
        title=relationship.title,
        company=relationship.company_name or company,
        profile_url=relationship.profile_url,
    )
