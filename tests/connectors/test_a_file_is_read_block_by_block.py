"""A large file is read a block at a time: one sees how far it is, and whatever cuts it off costs nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from brokerage.accounts.models import User
from connectors import actions
from connectors.actions.importing import reading
from connectors.actions.importing.judging import Judge
from connectors.models import ImportRow, ImportRun, Relationship
from connectors.queries.own_contacts.reviewing import ReviewFilters, review_page
from tests.support.together import Deed

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 35
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
Hook = Callable[[int, Callable[[], Any]], None]


@pytest.fixture
def run(colin: User, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """A file of 35 people that waits to be read, ten at a time."""
    monkeypatch.setattr(reading, "BATCH", 10)
    lines = [f"Ann,N{n},,n{n}@acme.example,Firm {n % 7},CFO,\n" for n in range(ROWS)]
    return actions.import_network(colin, "Connections.csv", (HEADER + "".join(lines)).encode())


@pytest.fixture
def before_block(monkeypatch: pytest.MonkeyPatch) -> Hook:
    """Do something before the block of this number (from 1) is judged."""

    def arrange(number: int, deed: Callable[[], Any]) -> None:
        judge, seen = Judge.judge, []

        def judged(self: Judge, rows: Any) -> Any:
            seen.append(rows)
            if len(seen) == number:
                deed()
            return judge(self, rows)

        monkeypatch.setattr(Judge, "judge", judged)

    return arrange


def assert_read_once(run: ImportRun) -> None:
    run.refresh_from_db()
    assert (run.status, run.row_count, run.done_rows) == ("review", ROWS, 0)
    numbers = list(run.rows.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == ROWS
    by_name = [review_page(run, ReviewFilters(order="name", page=page)) for page in (1,)]
    assert [len(page.object_list) for page in by_name] == [ROWS]


def test_the_page_and_the_api_say_how_far_it_is(
    run: ImportRun, colin: User, browse: Callable[[User], Any], before_block: Hook
) -> None:
    client, seen = browse(colin), []

    def look() -> None:
        page = client.get(f"/network/imports/{run.public_id}/").content.decode()
        said = client.get(f"/api/v1/imports/{run.public_id}/").json()
        seen.append((page, said))

    before_block(3, look)
    actions.carry_out_import(run.pk)
    ((page, said),) = seen
    assert "Reading your file" in page and f'value="20" max="{ROWS}"' in page
    assert "Ann N1" not in page
    assert (said["status"], said["done_rows"], said["row_count"]) == ("waiting", 20, ROWS)
    assert said["percent"] == 20 * 100 // ROWS
    assert_read_once(run)


def test_what_is_cut_off_is_read_anew(run: ImportRun, colin: User, before_block: Hook) -> None:
    def die() -> None:
        raise OSError("the worker dies")

    before_block(3, die)
    with pytest.raises(OSError, match="dies"):
        actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done_rows, run.rows.count()) == ("waiting", 20, 20)
    assert not Relationship.objects.exists()
    with pytest.raises(Exception, match="not open for review"):
        actions.add_chosen(colin, run.public_id)
    actions.carry_out_import(run.pk)
    assert_read_once(run)


def test_only_one_worker_reads(run: ImportRun, before_block: Hook) -> None:
    others: list[Deed] = []

    def second() -> None:
        others.append(Deed(lambda: actions.carry_out_import(run.pk)))
        others[0].end()
        assert run.rows.count() == 10

    before_block(2, second)
    actions.carry_out_import(run.pk)
    assert len(others) == 1
    assert_read_once(run)


def test_a_file_is_discarded_while_it_is_read(
    run: ImportRun, colin: User, before_block: Hook
) -> None:
    before_block(3, lambda: actions.discard_import(colin, run.public_id))
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.status, run.file, run.index) == ("discarded", None, None)
    assert not ImportRow.objects.exists()


def test_a_file_that_cannot_be_read_to_its_end_is_refused_whole(
    colin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.readers import rows

    monkeypatch.setattr(reading, "BATCH", 10)
    monkeypatch.setattr(rows, "MAX_ROWS", 25)
    lines = [f"Ann,N{n},,n{n}@acme.example,,CFO,\n" for n in range(ROWS)]
    run = actions.import_network(colin, "Connections.csv", (HEADER + "".join(lines)).encode())
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.status, run.file) == ("failed", None)
    assert "more than 25 contacts" in str(run.problems)
    assert not ImportRow.objects.exists()


def test_a_row_is_compared_with_rows_of_earlier_blocks(
    colin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    lines = [
        "Ann,Lee,,ann@acme.example,Acme,CFO,\n",
        "Bo,Ray,,bo@acme.example,Acme,CFO,\n",
        "Cy,Fox,,cy@acme.example,Acme,CFO,\n",
        "Ann,Lee,,ann@acme.example,Acme,CEO,\n",
        "Dee,Ott,,bo@acme.example,Acme,CFO,\n",
        "Cy,Fox,,,,,\n",
    ]
    run = actions.import_network(colin, "Connections.csv", (HEADER + "".join(lines)).encode())
    actions.carry_out_import(run.pk)
    found = {
        row.number: (row.kind, row.reason, row.candidates, row.changes) for row in run.rows.all()
    }
    first = min(found)
    assert found[first + 3] == ("known", "", [f"r{first}"], True)
    assert found[first + 4][:3] == ("question", "shared_mailbox", [f"r{first + 1}"])
    assert found[first + 5][:3] == ("question", "namesake", [f"r{first + 2}"])
