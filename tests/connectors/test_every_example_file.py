"""Each file as people really have it, through the whole pipe: what a review says, and what comes in."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.actions.importing.describing import describe
from connectors.identity import normalise_email
from connectors.models import ImportRun, Relationship
from connectors.readers import read
from tests.support.importing import carry_through, imported, reviewed

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent.parent / "data"
FAULTY, GOOD = HERE / "imports-faulty", HERE / "imports"
New, Ask = "new", "question"

#: What is in the network already, the file, its kinds of rows, remarks on rows, and how many come in unasked.
EXAMPLES: list[tuple[str, str, dict[str, int], list[int], int]] = [
    ("", "02-linkedin-pt.csv", {New: 1}, [], 1),
    ("", "04-linkedin-zh.csv", {New: 1}, [], 1),
    ("", "06-zip-nested-folder.zip", {New: 1}, [], 1),
    ("", "12-outlook-fr.csv", {New: 1}, [], 1),
    ("", "13-vcard21-qp.vcf", {New: 1}, [], 1),
    ("", "14-vcard21-cp1251.vcf", {New: 1}, [], 1),
    ("", "16-vcard4-grouped-pref.vcf", {New: 1}, [], 1),
    ("", "17-apple-many.vcf", {New: 2}, [], 2),
    ("", "21-nul-bytes.csv", {New: 1}, [], 1),
    ("", "23-huge-cell.csv", {New: 2}, [], 2),
    ("", "24-duplicate-emails.csv", {New: 1, "known": 2}, [], 1),
    ("", "25-mailto-and-angle.csv", {New: 5}, [], 5),
    ("", "26-names.csv", {New: 7}, [], 7),
    ("", "27-hubspot.csv", {New: 1}, [], 1),
    ("", "30-airtable.csv", {New: 1}, [], 1),
    ("", "33-german-dates.csv", {New: 2}, [], 2),
    ("", "34-mac-roman.csv", {New: 1}, [], 1),
    ("", "37-google-old.csv", {New: 1}, [], 1),
    ("", "38-emails-only.csv", {New: 2}, [], 2),
    ("", "41-vcf-empty-n.vcf", {New: 2}, [], 2),
    ("", "42-open-quote-middle.csv", {New: 1}, [3], 1),
    ("", "50a-namesakes-linkedin.csv", {New: 2}, [], 2),
    ("50a-namesakes-linkedin.csv", "50b-namesakes-mail.csv", {Ask: 1}, [], 0),
    ("", "51-shared-mailbox.csv", {New: 1, Ask: 1}, [], 1),
    ("53a-old-mail.csv", "53b-new-mail.csv", {Ask: 1}, [], 0),
    ("55a-cp1250.csv", "55b-same-utf8.csv", {"known": 1}, [], 0),
    ("", "57-unquoted-comma.csv", {}, [2], 0),
    ("", "61-open-quote-leaks-others.csv", {}, [2], 0),
]  # fmt: skip


@pytest.mark.parametrize(("before", "name", "kinds", "remarks", "added"), EXAMPLES)
def test_an_example_does_what_a_sensible_person_expects(
    colin: User, before: str, name: str, kinds: dict[str, int], remarks: list[int], added: int
) -> None:
    if before:
        imported(colin, before, (FAULTY / before).read_bytes())
    there = colin.relationships.count()
    run = reviewed(colin, name, (FAULTY / name).read_bytes())
    assert Counter(run.rows.values_list("kind", flat=True)) == kinds
    assert sorted({number for number, _ in run.problems}) == remarks
    assert colin.relationships.count() == there, "nothing counts before it is added"
    assert all(one.options for one in describe(colin, run, list(run.rows.filter(kind=Ask))))
    if run.status == "review":
        run = carry_through(run.pk)
    assert colin.relationships.count() == there + added
    assert {one for example in EXAMPLES for one in example[:2] if one} == set(EXAMPLE_FILES)


EXAMPLE_FILES = sorted(one.name for one in FAULTY.glob("[0-9]*"))
WHOLE = [*sorted(FAULTY.glob("[0-9]*")), GOOD / "contacts.vcf", GOOD / "linkedin-export.zip"]
SHIFTING = {
    "drop",
    "twice",
}  # what is left may be another row of the right shape: nobody could tell


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_mangled_anywhere_is_answered_in_words_and_puts_no_row_on_the_wrong_person(
    colin: User, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(WHOLE))
    raw = bytearray(path.read_bytes()[:20_000])
    kinds = ["flip", "cut", "quote", "comma", "line", *SHIFTING]
    done = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4))
    for what in done:
        place = data.draw(st.integers(0, max(0, len(raw) - 1)))
        match what:
            case "flip":
                raw[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case "cut":
                del raw[place:]
            case "drop":
                del raw[place : place + data.draw(st.integers(1, 30))]
            case "twice":
                raw[place:place] = raw[place : place + 200]
            case "quote":
                raw[place:place] = b'"'
            case "comma":
                raw[place:place] = b","
            case "line":
                raw[place:place] = b"\r\n"
    there = set(Relationship.objects.values_list("pk", flat=True))
    try:
        run = actions.import_network(colin, path.name, bytes(raw))
    except Refusal:
        return  # said at once: empty, or plainly something else
    run = carry_through(run.pk)
    assert run.status in {"done", "failed", "columns", "review"}
    assert run.status != "failed" or all(sentence for _, sentence in run.problems)
    whose = [
        (normalise_email(row.email), row.name) for row in read(path.name, path.read_bytes()).rows
    ]
    for row in Relationship.objects.exclude(pk__in=there):
        mine = {name for email, name in whose if email and email == normalise_email(row.email)}
        if mine and not SHIFTING & set(done):
            assert row.name not in {name for _, name in whose if name} - mine
    for one in ImportRun.objects.exclude(status__in=["done", "failed", "discarded"]):
        actions.discard_import(colin, one.public_id)
    actions.remove(colin, list(colin.relationships.values_list("public_id", flat=True)))
