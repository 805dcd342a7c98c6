"""Networks change at the same moment: none waits for another, and one mailbox stays one person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.actions.import_rows import intake
from connectors.actions.merging import merge_contacts
from connectors.identity import normalise_email
from connectors.models import ImportRun, Prospect, ProspectKey, Relationship
from connectors.queries import listings
from introductions.actions import erase_person
from introductions.actions.refusing import refuse_for_good
from introductions.prospect_data import held_on
from tests.support.importing import reviewed
from tests.support.together import Deed, left_open, together, won

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
OMAR = "omar@northwind.example"


def ready(user: User, *rows: str) -> ImportRun:
    """A file of these rows that waits for a worker to add them all."""
    run = reviewed(user, "Connections.csv", (HEADER + "\n".join(rows) + "\n").encode())
    actions.choose_rows(user, run.public_id, numbers=None, chosen=True)
    actions.add_chosen(user, run.public_id)
    return run


def line(name: str, email: str = "", company: str = "", title: str = "CFO") -> str:
    first, last = name.split()
    return f"{first},{last},,{email},{company},{title},"


def offer(user: User) -> None:
    ids = [row.public_id for row in user.relationships.all()]
    actions.save_profile(user, headline="Knows people", employer_name="Own Works")
    actions.set_price(user, ids, Money(20_000, "EUR"))
    actions.list_relationships(user, ids)


def assert_sound() -> None:
    """One mailbox is one person, each network holds them once, and nobody's hash stays behind."""
    by_mailbox: dict[str, set[int]] = {}
    for row in Relationship.objects.all():
        if row.email:
            by_mailbox.setdefault(normalise_email(row.email), set()).add(row.prospect_id)
    assert all(len(people) == 1 for people in by_mailbox.values()), by_mailbox
    assert ProspectKey.objects.count() == len(by_mailbox)
    assert not Prospect.objects.filter(relationships__isnull=True).exists()


@pytest.fixture(autouse=True)
def _waits_for_nobody_long(colin: User) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        yield
        cursor.execute("RESET lock_timeout")


@pytest.fixture
def halfway(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Do something as soon as the next import has looked everything up, and has written nothing yet."""

    def arrange(deed: Callable[[], Any]) -> None:
        save, deeds = intake._Intake.save, [deed]

        def first(self: Any) -> None:
            if deeds:
                deeds.pop()()
            save(self)

        monkeypatch.setattr(intake._Intake, "save", first)

    return arrange


def test_a_batch_is_added_while_another_networks_batch_is_open(colin: User, eve: User) -> None:
    actions.carry_out_import(ready(eve, line("Known Well", "known@acme.example", "Acme")).pk)
    his = ready(
        colin, line("Known Well", "known@acme.example", "Acme"), line("Ann Lee", "a@b.example")
    )
    hers = ready(
        eve, line("Known Well", "known@acme.example", "Acme"), line("Bea May", "b@b.example")
    )
    with left_open(lambda: actions.carry_out_import(his.pk)):
        actions.carry_out_import(hers.pk)
        hers.refresh_from_db()
        his.refresh_from_db()
        assert (hers.status, hers.new, hers.unchanged) == ("done", 1, 1)
        assert his.status == "running" and not colin.relationships.exists()
        actions.add_relationship(eve, name="Cem Oz", email="c@b.example")
        row = eve.relationships.get(prospect__keys=key("c@b.example"))
        actions.edit_relationship(eve, row.public_id, email="d@b.example")
        actions.remove(eve, [row.public_id])
    assert colin.relationships.count() == eve.relationships.count() == 2
    assert_sound()


def key(email: str) -> ProspectKey:
    held = held_on(email)
    assert held is not None
    return held.key


def test_the_same_people_arrive_in_two_networks_at_once(colin: User, eve: User) -> None:
    people = [line(f"Ann N{n}", f"n{n}@acme.example", f"Firm {n % 7}") for n in range(60)]
    his, hers = ready(colin, *people), ready(eve, *reversed(people))
    answers = together(
        lambda: actions.carry_out_import(his.pk, batch=25),
        lambda: actions.carry_out_import(hers.pk, batch=25),
    )
    assert len(won(answers)) == 2, answers
    assert colin.relationships.count() == eve.relationships.count() == 60
    assert Prospect.objects.count() == 60
    assert_sound()


def test_who_was_first_is_the_person_in_both(colin: User, eve: User) -> None:
    """The second has looked before the first was there, and leads to them all the same."""
    his, hers = ready(colin, line("Omar Calloway", OMAR)), ready(eve, line("Omar Calloway", OMAR))
    with left_open(lambda: actions.carry_out_import(his.pk)):
        other = Deed(lambda: actions.carry_out_import(hers.pk))
        assert not other.is_over(0.5)
    other.end()
    assert colin.relationships.get().prospect == eve.relationships.get().prospect
    assert_sound()


def test_an_entry_by_hand_beside_an_import_of_the_same_person(colin: User, eve: User) -> None:
    row = actions.add_relationship(eve, name="O Calloway", email="old@else.example")
    his = ready(colin, line("Omar Calloway", OMAR))
    with left_open(lambda: actions.carry_out_import(his.pk)):
        other = Deed(lambda: actions.edit_relationship(eve, row.public_id, email=OMAR))
        assert not other.is_over(0.5)
    other.end()
    assert colin.relationships.get().prospect == eve.relationships.get().prospect
    assert_sound()


def test_nobody_is_forgotten_while_a_network_takes_them_in(
    colin: User, eve: User, halfway: Callable[[Callable[[], Any]], None]
) -> None:
    his = actions.add_relationship(colin, name="Omar Calloway", email=OMAR)
    hers = ready(eve, line("Omar Calloway", OMAR))
    removing: list[Deed] = []

    def remove() -> None:
        removing.append(Deed(lambda: actions.remove(colin, [his.public_id])))
        assert not removing[0].is_over(
            0.5
        )  # it is gone, and waits to see whether anybody knows him

    halfway(remove)
    actions.carry_out_import(hers.pk)
    removing[0].end()
    assert not colin.relationships.exists()
    assert eve.relationships.get().prospect_id == his.prospect_id
    assert_sound()


def test_who_is_taken_in_by_nobody_after_all_is_forgotten(
    colin: User, eve: User, halfway: Callable[[Callable[[], Any]], None]
) -> None:
    his = actions.add_relationship(colin, name="Omar Calloway", email=OMAR)
    hers = ready(eve, line("Omar Calloway", OMAR))
    removing: list[Deed] = []

    def remove_and_fail() -> None:
        removing.append(Deed(lambda: actions.remove(colin, [his.public_id])))
        removing[0].is_over(0.5)
        raise OSError("the worker dies")

    halfway(remove_and_fail)
    with pytest.raises(OSError, match="dies"):
        actions.carry_out_import(hers.pk)
    removing[0].end()
    assert not Prospect.objects.exists() and not ProspectKey.objects.exists()
    actions.carry_out_import(hers.pk)
    assert eve.relationships.get().email == OMAR
    assert_sound()


@pytest.mark.parametrize("first", ["never", "import"])
def test_a_never_beside_an_import(colin: User, eve: User, first: str) -> None:
    row = actions.add_relationship(
        colin, name="Omar Calloway", email=OMAR, company_name="Northwind"
    )
    offer(colin)
    assert listings().get() == row
    his = ready(
        colin,
        line("Omar Calloway", OMAR, "Northwind", "Chief Buyer"),
        line("Ann Lee", "a@b.example"),
    )
    hers = ready(eve, line("Omar Calloway", OMAR, "Northwind"))

    def never() -> None:
        refuse_for_good(row.prospect)

    def add() -> None:
        actions.carry_out_import(his.pk)
        actions.carry_out_import(hers.pk)

    if first == "never":
        with left_open(lambda: actions.suppress(row.prospect)):
            other = Deed(add)
            assert not other.is_over(0.5)
    else:
        with left_open(add):
            other = Deed(never)
            assert not other.is_over(0.5)
    other.end()
    for user in (colin, eve):
        offer(user)
    assert not listings().filter(prospect=row.prospect).exists()
    assert not Relationship.objects.filter(prospect=row.prospect, listed_at__isnull=False).exists()
    assert_sound()


def test_a_never_in_the_midst_of_an_import(
    colin: User, eve: User, halfway: Callable[[Callable[[], Any]], None]
) -> None:
    """Eve lists him under another address, so that only his name tells: what her import saw of her listing
    before he spoke does not bring it back."""
    asked = actions.add_relationship(
        colin, name="Omar Calloway", email=OMAR, company_name="Northwind"
    )
    hers = actions.add_relationship(
        eve, name="Omar Calloway", email="oc@private.example", company_name="Northwind"
    )
    offer(eve)
    assert listings().get() == hers
    run = ready(eve, line("Omar Calloway", "oc@private.example", "Northwind", "Chief Buyer"))
    halfway(lambda: Deed(lambda: refuse_for_good(asked.prospect)).end())
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    hers.refresh_from_db()
    assert (run.status, run.updated, hers.title) == ("done", 1, "Chief Buyer")
    assert hers.listed_at is None
    offer(eve)
    assert not listings().exists()


def test_an_erasure_takes_what_an_import_was_bringing(
    colin: User, eve: User, halfway: Callable[[Callable[[], Any]], None]
) -> None:
    actions.add_relationship(colin, name="Omar Calloway", email=OMAR, company_name="Northwind")
    hers = ready(eve, line("Omar Calloway", OMAR, "Northwind"), line("Ann Lee", "a@b.example"))
    held = held_on(OMAR)
    assert held is not None
    erasing: list[Deed] = []

    def erase() -> None:
        erasing.append(Deed(lambda: erase_person(held)))
        assert not erasing[0].is_over(0.5)

    halfway(erase)
    actions.carry_out_import(hers.pk)
    erasing[0].end()
    assert [row.name for row in Relationship.objects.all()] == ["Ann Lee"]


def test_two_merges_that_lead_to_one_person(colin: User, eve: User) -> None:
    def pair(user: User) -> tuple[Relationship, Relationship]:
        return (
            actions.add_relationship(
                user, name="Omar Calloway", profile_url="https://www.linkedin.com/in/omar-c"
            ),
            actions.add_relationship(user, name="O. Calloway", email=OMAR),
        )

    pairs = {user: pair(user) for user in (colin, eve)}
    answers = together(
        *[
            lambda user=user: merge_contacts(user, *(row.public_id for row in pairs[user]))
            for user in pairs
        ]
    )
    assert len(won(answers)) == 2, answers
    for user in pairs:
        assert user.relationships.get().email == OMAR
    assert_sound()
