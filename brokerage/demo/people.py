"""The demo's people. Pure data: the supervisor prints it before Django is loaded."""

from dataclasses import dataclass

PASSWORD = "sidedoor-demo"


@dataclass(frozen=True)
class Person:
    """Somebody one can sign in as; `page` is where that starts."""

    name: str
    email: str
    role: str
    page: str
    is_rep: bool = False
    is_connector: bool = False
    groups: tuple[str, ...] = ()
    is_superuser: bool = False
    company: str = ""
    country: str = "DE"
    currency: str = "EUR"

    @property
    def first_name(self) -> str:
        """What the demo's bar calls them."""
        return self.name.split()[0]


PEOPLE = (
    Person(
        name="Rita Moreau",
        email="rita@brightlane.example",
        role="rep",
        page="/search/",
        is_rep=True,
        company="Brightlane",
        country="FR",
    ),
    Person(
        name="Eve Lindqvist",
        email="eve@otterworks.example",
        role="another rep",
        page="/search/",
        is_rep=True,
        company="Otterworks",
        country="SE",
    ),
    Person(
        name="Colin Hartmann",
        email="colin@northgate.example",
        role="connector",
        page="/network/",
        is_connector=True,
    ),
    Person(
        name="Carla Bianchi",
        email="carla@studiobianchi.example",
        role="another connector",
        page="/network/",
        is_connector=True,
        country="IT",
    ),
    Person(
        name="Mona Okafor",
        email="mona@sidedoor.example",
        role="moderator",
        page="/moderation/",
        groups=("moderator",),
    ),
    Person(
        name="Max Weber",
        email="max@sidedoor.example",
        role="senior moderator",
        page="/moderation/",
        groups=("senior moderator",),
    ),
    Person(
        name="Fiona Brandt",
        email="fiona@sidedoor.example",
        role="finance",
        page="/moderation/",
        groups=("finance",),
    ),
    Person(
        name="Sam Achterberg",
        email="sam@sidedoor.example",
        role="support, reads only",
        page="/moderation/",
        groups=("support",),
    ),
    Person(
        name="Ada Lindgren",
        email="ada@sidedoor.example",
        role="administrator",
        page="/staff/",
        is_superuser=True,
    ),
)
BY_EMAIL = {person.email: person for person in PEOPLE}
