"""The demo's world: people, a network, introductions in several states, all by the real deeds."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from brokerage.accounts.models import User
from brokerage.demo.people import PASSWORD, PEOPLE, Person


def seed() -> Iterator[str]:
    """Make what is missing; yields a line for each thing made."""
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            make_user(person)
            yield f"{person.name}, {person.role}"


def make_user(person: Person) -> User:
    """Make a demo person's account, e-mail address verified."""
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        name=person.name,
        is_rep=person.is_rep,
        is_connector=person.is_connector,
        is_staff=bool(person.groups),
        company=person.company,
        country=person.country,
        currency=person.currency,
    )
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in person.groups])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
