"""A rep's accounts are matched to companies; what is in doubt is asked with one keystroke, and remembered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import AccountChoice, Relationship
from tests.support.coverage import big_company, lines, listed_at, uploaded

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


@pytest.fixture
def nordwind(colin: User, known: Known) -> None:
    """Two companies that begin alike, both shown, and one that nobody shows."""
    for name in ("Nordwind Logistics", "Nordwind Energy", "Nordwind Secrets"):
        big_company(name)
    listed_at(known, colin, "Nordwind Logistics", 2)
    listed_at(known, colin, "Nordwind Energy", 1, name="Gitta Sereny", email="g@nw-energy.example")
    known(colin, "Hella Pick", company_name="Nordwind Secrets", email="h@secrets.example")


def test_site_comes_before_name_and_name_before_group(rita: User) -> None:
    data = "Account name,Website\nBig Blue,www.ibm.com\nI.B.M. Corp.,\nIBM Research,\nSome Shop,"
    found = uploaded(rita, data.encode())
    how = {one.label: (one.key, one.how) for one in found.accounts}
    assert how["Big Blue"] == ("ibm", "domain")
    assert how["I.B.M. Corp."][1] == how["IBM Research"][1] == "name"
    assert how["Some Shop"][1] == ""


def test_a_site_that_is_another_company_s_is_a_doubt(rita: User) -> None:
    found = uploaded(rita, b"Account name,Website\nIBM,siemens.com\nIBM,bluemoon.example\n")
    first, second = found.accounts
    assert first.is_doubtful and {one[1] for one in first.options} >= {"IBM"}
    assert second.is_doubtful and len(second.options) == 1


def test_candidates_stand_side_by_side_and_the_answer_is_remembered(
    rita: User, nordwind: None, client: Client
) -> None:
    found = uploaded(rita, b"Account name\nNordwind\n")
    assert found.doubtful_count == 1 and not lines(rita, found)["Nordwind"].is_reachable
    client.force_login(rita)
    path = f"/coverage/{found.public_id}/review/"
    page = client.get(path).content.decode()
    assert "Nordwind Logistics" in page and "Nordwind Energy" in page and "Secrets" not in page
    assert "need" in client.get(f"/coverage/{found.public_id}/").content.decode()
    place = 1 + [one[1] for one in found.accounts[0].options].index("Nordwind Logistics")
    number = found.accounts[0].number
    assert client.post(path, {"answer": f"{number}:{place}"}).status_code == 302
    found.refresh_from_db()
    assert found.doubtful_count == 0
    assert lines(rita, found)["Nordwind"].paths == "1 to 4"
    again = uploaded(rita, b"Account name\nNordwind\n")
    assert again.accounts[0].company == "Nordwind Logistics" and again.doubtful_count == 0


@pytest.mark.parametrize("answer", ["1:9", "99:1", "x", "", "1:-1", "1:" + "9" * 30])
def test_an_answer_that_was_not_offered_changes_nothing(
    rita: User, nordwind: None, client: Client, answer: str
) -> None:
    found = uploaded(rita, b"Account name\nNordwind\n")
    client.force_login(rita)
    status = client.post(f"/coverage/{found.public_id}/review/", {"answer": answer}).status_code
    found.refresh_from_db()
    assert status in {400, 404} and found.doubtful_count == 1
    assert not AccountChoice.objects.exists()


def test_none_of_them_is_an_answer_too(rita: User, nordwind: None) -> None:
    found = uploaded(rita, b"Account name\nNordwind\n")
    actions.choose_company(rita, found.public_id, found.accounts[0].number, "")
    assert uploaded(rita, b"Account name\nNordwind\n").doubtful_count == 0


def test_an_account_is_matched_once_somebody_shows_it(
    rita: User, colin: User, known: Known, clock: Any
) -> None:
    company = big_company("Fjordline Shipping")
    company.domain = "fjordline.example"
    company.save()
    found = uploaded(rita, b"Account name,Website\nFL Ferries,fjordline.example\n")
    assert not found.accounts[0].how
    listed_at(known, colin, "Fjordline Shipping")
    clock.forward(days=1)
    actions.renew_coverage()
    found.refresh_from_db()
    assert found.accounts[0].how == "domain" and lines(rita, found)["FL Ferries"].is_reachable


def test_a_typing_slip_is_a_doubt(rita: User, nordwind: None) -> None:
    found = uploaded(rita, b"Account name\nNordwnd Logistics\nNordwind Logistics\n")
    slip, right = found.accounts
    assert slip.is_doubtful and [one[1] for one in slip.options] == ["Nordwind Logistics"]
    assert right.how == "name"
