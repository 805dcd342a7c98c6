# ruff: noqa: E501  (tables of examples)
"""Titles become seniority, department and a role that points at nobody."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.titles import (
    _DEPARTMENT,
    _SENIORITY,
    DEPARTMENT_LABELS,
    SENIORITY_LABELS,
    canonical_role,
    classify,
    forbidden_category,
    spelled,
)
from connectors.titles.general import _TABLES

TITLES = Path(__file__).parent.parent / "data" / "titles.csv"
LABELLED = list(csv.DictReader(TITLES.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", LABELLED, ids=lambda row: row["title"])
def test_labelled_titles(row: dict[str, str]) -> None:
    found = classify(row["title"])
    assert (found.seniority, found.department) == (row["seniority"], row["department"])


@pytest.mark.parametrize(
    ("title", "seniority", "department"),
    [
        ("SVP & CTO", "c_level", "engineering"),
        ("Product Owner", "individual", "product"),
        ("Senior Product Manager", "senior", "product"),
        ("Co-Founder & CEO", "founder", "executive"),
        ("CEO's Executive Assistant", "individual", "executive"),
        ("Assistant Vice President", "vp", "other"),
        ("Teamleiter Einkauf", "manager", "procurement"),
        ("Leiterin Controlling", "head", "finance"),
        ("Directeur Général", "c_level", "executive"),
        ("Responsable Achats", "manager", "procurement"),
        ("Werkstudent Marketing", "entry", "marketing"),
        ("Partner Manager", "individual", "sales"),
        ("Internal Audit Manager", "manager", "finance"),
        ("", "other", "other"),
        ("🚀", "other", "other"),
    ],
)
def test_titles_not_among_the_labelled(title: str, seniority: str, department: str) -> None:
    found = classify(title)
    assert (found.seniority, found.department) == (seniority, department)


def test_titles_in_many_languages_and_scripts() -> None:
    out = StringIO()
    call_command("score_titles", TITLES.parent / "titles-of-the-world.csv", stdout=out)
    *wrong, seniority, department, both = out.getvalue().splitlines()
    assert [seniority, department, both] == [
        "seniority 100.0%", "department 100.0%", "both 100.0%"
    ], wrong  # fmt: skip


@pytest.mark.parametrize(
    "batch", sorted((TITLES.parent / "titles").glob("*.csv")), ids=lambda one: one.stem
)
def test_lists_that_were_labelled_before_the_rules_were_tried_on_them(batch: Path) -> None:
    rows = list(csv.DictReader(batch.read_text(encoding="utf-8").splitlines()))
    assert len(rows) >= 150
    found = [(row, classify(row["title"])) for row in rows]
    for label in ("seniority", "department"):
        wrong = [row["title"] for row, one in found if getattr(one, label) != row[label]]
        assert len(wrong) <= 0.05 * len(rows), (label, wrong)


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("We help brands grow | CMO at Blue Kite", "C level, Marketing"),
        ("Marketing Director @ Sales Academy", "Director, Marketing"),
        ("Advisor | ex-CTO at Bank of Somewhere", "Advisor"),
        ("Founder & CEO; former VP Sales", "Founder or owner"),
        ("Building bridges between people and technology", "Role not stated"),
        ("Assistant to the CFO", "Specialist, General management"),
        ("Directeur de l'usine", "Director, Operations"),
    ],
)
def test_a_line_is_read_by_what_it_says_now(line: str, role: str) -> None:
    assert classify(line).role == role


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "titles.csv").write_text("title\nCEO\n")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("score_titles", tmp_path / "titles.csv")


@pytest.mark.parametrize("title", ["Coffee lover", "Human", "Making the world a better place"])
def test_who_says_nothing_of_their_work_is_no_specialist(title: str) -> None:
    assert classify(title).role == "Role not stated"


@given(st.text(max_size=400))
def test_the_role_follows_from_seniority_and_department_alone(title: str) -> None:
    found = classify(title)
    assert found.role == canonical_role(found.seniority, found.department)
    assert found.seniority in SENIORITY_LABELS
    assert found.department in DEPARTMENT_LABELS


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            sorted({word for row in LABELLED for word in spelled(row["title"]).split()})
        )
    )
)
def test_a_pattern_is_left_out_only_where_it_cannot_match(words: list[str]) -> None:
    said = " ".join(words)
    for pattern in (*_TABLES, *(one for one, _ in (*_SENIORITY, *_DEPARTMENT))):
        assert (pattern.search(said) is None) == (re.search(pattern.pattern, said) is None)


OFFICES = [
    "City Council Member", "Ministerpräsidentin", "Conseillère municipale", "Concejal de Hacienda", "Vereadora",
    "Sindaco", "Procuratore della Repubblica", "Staatssecretaris", "Wójt Gminy", "Radny Miasta", "Riksdagsledamot",
    "Kansanedustaja", "Belediye Başkanı", "Soudce", "Депутат Государственной думы", "Міський голова", "Прокурор",
    "副市长", "国会議員", "検事", "공무원",
]  # fmt: skip
PRESCRIBERS = [
    "Podiatrist", "Zahnärztin", "Chirurgien-dentiste", "Odontóloga", "Cirurgião", "Farmacista", "Huisarts",
    "Lekarz rodzinny", "Overlæge", "Tandläkare", "Yleislääkäri", "Diş Hekimi", "Zubní lékař", "Врач-терапевт",
    "Лікарка", "主任医师", "薬剤師", "의사",
]  # fmt: skip


@pytest.mark.parametrize(
    "batch", sorted((TITLES.parent / "protected").glob("*.csv")), ids=lambda one: one.stem
)
def test_offices_that_were_written_down_before_the_rules_were_tried_on_them(batch: Path) -> None:
    rows = list(csv.DictReader(batch.read_text(encoding="utf-8").splitlines()))
    assert len(rows) >= 150
    wrong = [row["title"] for row in rows if forbidden_category(row["title"]) != row["category"]]
    assert len(wrong) <= 0.05 * len(rows), wrong


@pytest.mark.parametrize("title", OFFICES)
def test_public_office_in_other_languages(title: str) -> None:
    assert forbidden_category(title) == "public_official"


@pytest.mark.parametrize("title", PRESCRIBERS)
def test_who_prescribes_in_other_languages(title: str) -> None:
    assert forbidden_category(title) == "prescriber"


@pytest.mark.parametrize(
    "title",
    [
        "Asesor Fiscal",
        "Brand Ambassador",
        "College Recruiter",
        "Attaché commercial",
        "Консультант",
        "市场总监",
        "営業部長",
    ],
)
def test_ordinary_work_is_no_office(title: str) -> None:
    assert forbidden_category(title) == ""


def test_protected_offices() -> None:
    assert forbidden_category("Deputy Mayor of Springfield") == "public_official"
    assert forbidden_category("Bundestagsabgeordnete") == "public_official"
    assert forbidden_category("Consultant Physician") == "prescriber"
    assert forbidden_category("Oberärztin Kardiologie") == "prescriber"
    assert forbidden_category("VP Sales") == ""
