"""An import can be taken back for seven days, exactly: what it made goes, what it changed returns."""

from typing import Any

import pytest

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.models import FactChange, ImportRun, Prospect, ProspectKey, Relationship
from connectors.queries import kept_by
from tests.support.builders import PETRA
from tests.support.importing import imported, reviewed
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ANNA = "Anna,Berg,https://www.linkedin.com/in/anna-berg,anna@acme.example,Acme,CFO,01 Jan 2020\n"
BOB = "Bob,Low,https://www.linkedin.com/in/bob-low,bob@low.example,Low,CEO,\n"


def bring(user: User, lines: str) -> ImportRun:
    return imported(user, "Connections.csv", (HEAD + lines).encode())


def undo(run: ImportRun) -> ImportRun:
    actions.undo_import(run.connector, run.public_id)
    actions.carry_out_import(run.pk, batch=2)
    run.refresh_from_db()
    return run


def everything(user: User) -> list[dict[str, Any]]:
    """All that stands in the network, but when it was written."""
    rows = Relationship.objects.filter(connector=user).order_by("pk").values()
    return [
        {name: value for name, value in row.items() if name not in {"updated_at"}} for row in rows
    ]


def test_all_is_as_it_was(colin: User) -> None:
    bring(colin, ANNA)
    before, people = everything(colin), set(Prospect.objects.values_list("pk", flat=True))
    lines = ANNA.replace("Acme,CFO,01 Jan 2020", "Acme,COO,02 Feb 2021") + BOB
    lines += "".join(f"Ann{n},Lee,,a{n}@acme.example,Acme,CFO,\n" for n in range(7))
    run = bring(colin, lines)
    assert (run.new, run.updated) == (8, 1)
    assert undo(run).status == "undone" and run.kept == []
    assert everything(colin) == before
    assert set(Prospect.objects.values_list("pk", flat=True)) == people
    assert ProspectKey.objects.count() == 1 and not FactChange.objects.filter(run=run).exists()


@pytest.mark.parametrize("sign", ["+", "-"])
def test_an_address_that_was_exchanged_leads_back(colin: User, sign: str) -> None:
    bring(colin, ANNA)
    contact = colin.relationships.get()
    line = ANNA.replace("Acme,CFO", "Nike,CFO")
    if sign == "+":
        line = line.replace("anna@acme", "anna@nike")
    run = reviewed(colin, "b.csv", (HEAD + line).encode())
    actions.answer_row(colin, run.public_id, 2, f"1{sign}")
    actions.add_chosen(colin, run.public_id)
    actions.carry_out_import(run.pk)
    contact.refresh_from_db()
    assert contact.email == ("anna@nike.example" if sign == "+" else "")
    run.refresh_from_db()
    undo(run)
    contact.refresh_from_db()
    assert (contact.email, contact.company_name) == ("anna@acme.example", "Acme")
    assert contact.prospect.keys.count() == 1 and contact.moved_at is None
    assert Prospect.objects.count() == 1


def test_a_listing_that_left_the_market_comes_back(colin: User, known: Any) -> None:
    contact = known(
        colin, name="Anna Berg", email="anna@acme.example", title="", company_name="", listed=True
    )
    run = bring(colin, ANNA.replace("CFO", "Mayor"))
    contact.refresh_from_db()
    assert contact.listed_at is None
    undo(run)
    contact.refresh_from_db()
    assert contact.listed_at is not None and contact.title == ""


def test_what_was_changed_by_hand_since_stays_changed(colin: User) -> None:
    bring(colin, ANNA)
    run = bring(colin, ANNA.replace("CFO", "COO").replace("Acme", "Acme Labs"))
    contact = colin.relationships.get()
    actions.edit_relationship(colin, contact.public_id, title="Chief of everything")
    undo(run)
    contact.refresh_from_db()
    assert contact.title == "Chief of everything"


def test_what_is_being_introduced_stays_and_is_named(stage: Stage) -> None:
    line = f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},Meridian Freight,COO,\n"
    run = bring(stage.connector, line + BOB)
    stage.asked() if hasattr(stage, "asked") else stage.consenting()
    before = Relationship.objects.get(pk=stage.relationship.pk)
    undo(run)
    after = Relationship.objects.get(pk=stage.relationship.pk)
    assert (
        (after.title, after.prospect_id)
        == (before.title, before.prospect_id)
        == ("COO", after.prospect_id)
    )
    assert run.status == "undone" and kept_by(run) == [after]
    assert not Relationship.objects.filter(name_digest="", connector=stage.connector).exists()
    assert stage.connector.relationships.count() == 1, "Bob is gone"


def test_it_ends_after_seven_days_and_the_past_of_addresses_is_forgotten(
    colin: User, clock: MovingClock
) -> None:
    bring(colin, ANNA)
    run = bring(colin, ANNA.replace("CFO", "COO").replace("01 Jan 2020", "01 Jan 2021"))
    clock.forward(days=6, hours=23)
    assert run.undo_until is not None
    actions.tidy_imports()
    assert FactChange.objects.filter(run=run, fact="connected_on").exists()
    clock.forward(hours=2)
    actions.tidy_imports()
    with pytest.raises(Refusal, match="no longer be undone"):
        actions.undo_import(colin, run.public_id)
    assert colin.relationships.get().title == "COO"
    assert set(FactChange.objects.values_list("fact", flat=True)) == {"title"}


def test_a_review_nobody_came_back_to_is_discarded(colin: User, clock: MovingClock) -> None:
    run = reviewed(colin, "a.csv", (HEAD + ANNA).encode())
    clock.forward(days=6)
    actions.tidy_imports()
    assert run.rows.exists()
    clock.forward(days=2)
    actions.tidy_imports()
    run.refresh_from_db()
    assert (run.status, run.file, run.rows.count()) == ("discarded", None, 0)


def test_an_undo_that_dies_goes_on(colin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.actions.importing import undoing

    run = bring(colin, "".join(f"Ann{n},Lee,,a{n}@acme.example,Acme,CFO,\n" for n in range(6)))
    actions.undo_import(colin, run.public_id)
    real, calls = undoing.remove, []

    def dies(*args: Any) -> int:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(undoing, "remove", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out_import(run.pk, batch=2)
    assert colin.relationships.count() == 4, "one batch is done, the other is not begun"
    monkeypatch.setattr(undoing, "remove", real)
    actions.carry_out_import(run.pk, batch=2)
    run.refresh_from_db()
    assert (run.status, colin.relationships.count()) == ("undone", 0)


def test_erasing_a_person_takes_their_past_with_it(colin: User) -> None:
    bring(colin, ANNA)
    bring(colin, ANNA.replace("CFO", "COO"))
    contact = colin.relationships.get()
    assert contact.fact_changes.exists()
    actions.erase(contact.prospect, [contact])
    assert not FactChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_undone_twice_at_once_is_undone_once(colin: User) -> None:
    run = bring(colin, ANNA + BOB)
    answers = together(*[lambda: actions.undo_import(colin, run.public_id)] * 2)
    assert len(won(answers)) == 1
    assert [one.code for one in answers if isinstance(one, Refusal)] == ["too_late"]
    actions.carry_out_import(run.pk)
    assert colin.relationships.count() == 0
