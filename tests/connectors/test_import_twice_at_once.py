"""Workers that take in the same file, or the same person, at the same time."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import Relationship
from tests.support.importing import reviewed


def together(*deeds: Callable[[], object]) -> None:
    """Do these at once, each on a connection of its own."""
    errors: list[BaseException] = []
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            deed()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


@pytest.mark.django_db(transaction=True)
def test_each_row_counts_once(colin: User, file: Callable[[str], bytes]) -> None:
    run = actions.import_network(colin, "a.csv", file("linkedin-connections-old.csv"))
    together(*[lambda: actions.carry_out_import(run.pk)] * 2)
    chosen = run.rows.filter(is_chosen=True).count()
    assert 0 < chosen <= run.rows.count() == 149
    actions.add_chosen(colin, run.public_id)
    together(*[lambda: actions.carry_out_import(run.pk, batch=10)] * 2)
    run.refresh_from_db()
    added = run.new + run.updated + run.unchanged
    assert (run.status, run.done_rows, added) == ("done", chosen, chosen)
    assert colin.relationships.count() == run.new


@pytest.mark.django_db(transaction=True)
def test_two_networks_with_the_same_people(
    colin: User, eve: User, file: Callable[[str], bytes]
) -> None:
    one = reviewed(colin, "a.csv", file("linkedin-connections-german.csv"))
    two = reviewed(eve, "a.csv", file("linkedin-connections-german.csv"))
    actions.add_chosen(colin, one.public_id)
    actions.add_chosen(eve, two.public_id)
    together(
        lambda: actions.carry_out_import(one.pk, batch=10),
        lambda: actions.carry_out_import(two.pk, batch=10),
    )
    assert colin.relationships.count() == eve.relationships.count()
    for row in Relationship.objects.all():
        same = Relationship.objects.filter(prospect=row.prospect_id)
        # One mailbox, one person, in both networks; without an address everybody stays apart.
        assert same.count() == (2 if row.email else 1)
