"""A rep watches accounts nobody can reach yet, and is told by email, once a day at most, when one is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.masking import masked
from connectors import actions
from connectors.models import AccountWatch, CoverageList, Relationship
from tests.support.coverage import LIST, big_company, lines, listed_at, uploaded
from tests.support.emails import sent
from tests.support.moving_clock import MovingClock

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


@pytest.fixture
def watched(rita: User) -> CoverageList:
    """A list of three accounts, all watched."""
    big_company("IBM")
    found = uploaded(rita)
    assert actions.watch_accounts(rita, found.public_id, numbers=None, on=True) == 3
    return found


def off_path() -> str:
    header = str(sent()[-1].extra_headers["List-Unsubscribe"]).strip("<>")
    return "/" + header.split("/", 3)[3]


def test_one_email_tells_what_became_reachable_and_then_nothing(
    rita: User, colin: User, known: Known, watched: CoverageList, clock: MovingClock
) -> None:
    clock.forward(days=1)
    actions.renew_coverage()
    assert not sent()  # nothing is new
    listed_at(known, colin, "IBM", 2)
    actions.renew_coverage()
    assert not sent()  # counted today already
    clock.forward(days=1)
    assert actions.renew_coverage() == 1
    assert actions.renew_coverage() == 0
    (told,) = sent()
    assert told.to == [rita.email] and "1 account you watch is reachable" in told.subject
    assert "IBM" in told.body and "Kowalczyk" not in told.body and "Siemens" not in told.body
    assert str(watched.public_id) in told.body
    assert AccountWatch.objects.count() == 2  # who was told of is watched no more
    clock.forward(days=1)
    actions.renew_coverage()
    assert len(sent()) == 1


def test_opening_the_link_changes_nothing_and_one_click_ends_it(
    colin: User, known: Known, watched: CoverageList, clock: MovingClock
) -> None:
    listed_at(known, colin, "IBM")
    clock.forward(days=1)
    actions.renew_coverage()
    path, stranger = off_path(), Client(enforce_csrf_checks=True)
    page = stranger.get(path)
    assert page.status_code == 200 and "IBM" not in page.content.decode()
    assert stranger.post(path, {"anything": "else"}).status_code == 200
    assert AccountWatch.objects.count() == 2
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not AccountWatch.objects.exists()
    assert stranger.get("/coverage/off/forged/").status_code == 404
    key = path.strip("/").rpartition("/")[2]
    assert key not in masked(f"GET {path}")


def test_nobody_is_told_who_is_out(
    rita: User, colin: User, known: Known, watched: CoverageList, clock: MovingClock
) -> None:
    listed_at(known, colin, "IBM")
    User.objects.filter(pk=rita.pk).update(suspended_at=clock.now())
    clock.forward(days=1)
    assert actions.renew_coverage() == 0 and not sent()
    assert AccountWatch.objects.count() == 3


def test_one_who_fails_stops_nobody(
    rita: User, eve: User, watched: CoverageList, clock: MovingClock
) -> None:
    uploaded(eve)
    CoverageList.objects.filter(rep=rita).update(packed=b"not what we packed")
    clock.forward(days=1)
    assert actions.renew_coverage() == 1


def test_what_is_reachable_cannot_be_watched(
    rita: User, colin: User, known: Known, client: Client
) -> None:
    big_company("IBM")
    listed_at(known, colin, "IBM")
    found = uploaded(rita)
    with pytest.raises(Refusal):
        actions.watch_accounts(rita, found.public_id, numbers=[1], on=True)
    with pytest.raises(Refusal):
        actions.watch_accounts(rita, found.public_id, numbers=[77], on=True)
    client.force_login(rita)
    assert client.post(f"/coverage/{found.public_id}/watch/", {"number": "x"}).status_code == 400
    assert not AccountWatch.objects.exists()
    client.post(f"/coverage/{found.public_id}/watch/", {"number": "3"})
    assert lines(rita, found)["Nowhere Works"].watched
    client.post(f"/coverage/{found.public_id}/watch/", {"number": "3", "do": "stop"})
    assert not AccountWatch.objects.exists() and not mail.outbox


def test_the_file_brings_the_crm_s_own_ids_and_no_formula(rita: User, client: Client) -> None:
    data = b'Record ID,Company name,Tier\n=1+1,"=HYPERLINK(""x"")",@1\n007,IBM,1\n'
    found = uploaded(rita, data)
    client.force_login(rita)
    answer = client.get(f"/coverage/{found.public_id}/accounts.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Record ID,account,website,tier")
    assert "007,IBM" in rows[2] and rows[1].startswith("'=1+1,\"'=HYPERLINK")
    one = client.get(f"/coverage/{found.public_id}/accounts.csv?tier=Tier+1").content.decode()
    assert "IBM" in one and "HYPERLINK" not in one


def test_programs_do_the_same(rita: User, eve: User, colin: User, known: Known) -> None:
    for name in ("IBM", "Nordwind Logistics", "Nordwind Energy"):
        big_company(name)
    listed_at(known, colin, "Nordwind Logistics", 5)
    listed_at(known, colin, "Nordwind Energy", 1, name="Gitta Sereny", email="g@nw.example")
    client, base = Client(), "/api/v1/coverage/"
    client.force_login(rita)
    data = LIST + b"4,Nordwind,,1\n"
    answer = client.post(base, {"file": SimpleUploadedFile("a.csv", data), "name": "Q1"})
    assert answer.status_code == 202 and answer.json()["status"] == "waiting"
    path = f"{base}{answer.json()['id']}/"
    actions.read_list(CoverageList.objects.get().pk)

    def send(method: str, where: str, said: Any = None) -> Any:
        made = getattr(client, method)(
            path + where, json.dumps(said), content_type="application/json"
        )
        assert made.status_code < 300, made.content
        return made.json() if made.content else None

    assert client.get(path).json()["picture"]["reachable"] == 0
    (doubt,) = client.get(f"{path}review/").json()
    key = next(one["key"] for one in doubt["options"] if one["name"] == "Nordwind Logistics")
    send("post", "review/", {"number": doubt["number"], "key": key})
    picture = client.get(path).json()["picture"]
    assert (picture["reachable"], picture["paths"], picture["total"]) == (1, "5 to 9", 4)
    found = client.get(f"{path}accounts/", {"show": "reachable"}).json()
    assert found["count"] == 1 and found["results"][0]["paths"] == "5 to 9"
    assert found["results"][0]["crm_id"] == "4"
    assert "Nordwind" in client.get(f"{path}accounts.csv").content.decode()
    assert send("post", "watch/", {"on": True}) == {"watched": 3}
    assert send("post", "watch/", {"on": False, "numbers": [1]}) == {"watched": 2}
    assert send("patch", "", {"name": "Q2"})["name"] == "Q2"
    newer = client.post(f"{path}upload/", {"file": SimpleUploadedFile("b.csv", LIST)})
    assert newer.status_code == 202
    stranger = Client()
    stranger.force_login(eve)
    for where in ("", "accounts/", "accounts.csv", "review/"):
        assert stranger.get(path + where).status_code == 404
    assert stranger.post(f"{path}watch/", "{}", content_type="application/json").status_code == 404
    assert stranger.delete(path).status_code == 404
    seller = Client()
    seller.force_login(colin)
    assert seller.get(base).status_code == 403
    send("delete", "")
    assert client.get(base).json() == []
