"""A connector keeps their own entries right; nobody else can."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.models import ImportRun, KeyKind, Prospect, Relationship

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


def test_an_address_added_later_ties_to_the_person_known_elsewhere(
    colin: User, eve: User, known: Known
) -> None:
    theirs = known(eve, email="petra@work.example")
    mine = known(colin, email="", profile_url="linkedin.com/in/petra")
    saved = actions.edit_relationship(colin, mine.public_id, email="Petra@work.example")
    assert saved.email == "petra@work.example"
    assert saved.prospect == theirs.prospect


def test_the_same_person_twice_in_one_network(colin: User, known: Known) -> None:
    first, second = known(colin, "Anna Berg"), known(colin, "Bob Low")
    with pytest.raises(Refusal, match="in your network already"):
        actions.edit_relationship(colin, second.public_id, email=first.email)
    second.refresh_from_db()
    assert second.email == "bob-low@meridian-freight.example"


def test_what_is_no_address(colin: User, known: Known) -> None:
    with pytest.raises(Refusal, match="no e-mail address"):
        actions.edit_relationship(colin, known(colin).public_id, email="petra at home")


def test_a_suppressed_address_is_let_in_without_a_word_and_never_listed(
    colin: User, eve: User, known: Known
) -> None:
    row = known(colin, listed=True)
    actions.suppress_address(KeyKind.EMAIL, "gone@acme.example")
    assert not actions.edit_relationship(colin, row.public_id, email="gone@acme.example").is_listed
    other = known(eve, "Gone", email="gone+x@acme.example")
    for user, one in ((colin, row), (eve, other)):
        outcome = actions.list_relationships(user, [one.public_id])
        assert outcome.refused == {one.public_id: queries.CANNOT_BE_LISTED}
    actions.edit_relationship(
        colin, row.public_id, email="other@acme.example", name="Somebody Else"
    )
    assert actions.list_relationships(colin, [row.public_id]).refused


def test_a_new_title_changes_what_reps_see(colin: User, known: Known) -> None:
    row = known(colin, listed=True)
    saved = actions.edit_relationship(colin, row.public_id, title="CFO", company_name="Nike")
    assert (saved.role, saved.country) == ("C level, Finance", "US")
    assert (saved.is_listed, saved.company_shown) == (True, False)
    assert saved.shown_company == "Consumer Discretionary, large company"


def test_without_an_address_it_is_off_the_market(colin: User, known: Known) -> None:
    row = known(colin, listed=True)
    assert not actions.edit_relationship(colin, row.public_id, email="").is_listed


def test_removing_forgets_the_person(colin: User, known: Known) -> None:
    row = known(colin)
    assert actions.remove(colin, [row.public_id]) == 1
    assert not Prospect.objects.exists()


def test_a_stranger_gets_404(
    colin: User, eve: User, known: Known, browse: Callable[[User], Client]
) -> None:
    row = known(colin)
    visitor = browse(eve)
    assert visitor.get(f"/network/{row.public_id}/").status_code == 404
    assert visitor.post(f"/network/{row.public_id}/remove/").status_code == 404
    assert visitor.post(f"/network/{row.public_id}/offer/").status_code == 404
    for call in (visitor.get, visitor.patch, visitor.delete):
        assert call(f"/api/v1/relationships/{row.public_id}/").status_code == 404


def test_from_the_page(colin: User, known: Known, browse: Callable[[User], Client]) -> None:
    row, visitor = known(colin), browse(colin)
    page = visitor.get(f"/network/{row.public_id}/")
    assert b"Petra Vandenbroucke" in page.content
    facts = {"name": "Petra V", "email": "x", "strength": "5"}
    refused = visitor.post(f"/network/{row.public_id}/", facts)
    assert refused.status_code == 422
    assert b"This is no e-mail address." in refused.content
    assert b"Petra V" in refused.content
    facts["email"] = "petra@new.example"
    assert visitor.post(f"/network/{row.public_id}/", facts).status_code == 302
    row.refresh_from_db()
    assert (row.email, row.strength) == ("petra@new.example", 5)
    offer = {
        "offer-price": "250",
        "offer-currency": "EUR",
        "offer-show_company": "on",
        "offer-listed": "on",
    }
    assert visitor.post(f"/network/{row.public_id}/offer/", offer).status_code == 302
    row.refresh_from_db()
    assert row.is_listed
    listed = visitor.get("/network/?status=listed").content
    assert b"Petra V" in listed
    assert visitor.post(f"/network/{row.public_id}/remove/").status_code == 302
    assert queries.counts(colin).total == 0


def test_the_list_searches_what_is_encrypted(
    colin: User, known: Known, browse: Callable[[User], Client]
) -> None:
    known(colin, "Anna Berg"), known(colin, "Bob Low", title="Treasurer")

    def names(query: str) -> list[str]:
        page = browse(colin).get(f"/network/?{query}").context["page"]
        return [row.name for row in page]

    assert names("") == ["Anna Berg", "Bob Low"]
    assert names("q=BERG") == ["Anna Berg"]
    assert names("q=treasurer") == ["Bob Low"]
    assert names("department=finance") == ["Bob Low"]
    assert names("q=nobody") == []


def test_the_ground_is_shown_and_kept_for_somebody_added_by_hand(colin: User) -> None:
    client = Client()
    client.force_login(colin)
    assert actions.LAWFUL_BASIS in client.get("/network/add/").text.replace("&#x27;", "'")
    client.post("/network/add/", {"name": "Anna Berg", "email": "anna@a.example", "strength": 3})
    run = ImportRun.objects.get(connector=colin)
    assert (run.kind, run.lawful_basis, run.new) == ("hand", actions.LAWFUL_BASIS, 1)
    assert "Earlier imports" not in client.get("/network/import/").text
    client.post("/network/add/", {"name": "", "email": "", "strength": 3})
    assert ImportRun.objects.count() == 1
