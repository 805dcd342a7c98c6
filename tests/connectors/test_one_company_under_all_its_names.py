# ruff: noqa: E501  (tables of examples)
"""A company is one under all its spellings; two are never taken for one; what is no company is none."""

import csv
from pathlib import Path

import pytest

from connectors.companies import company_name, group_key, known_companies, spelling_key
from connectors.companies.folding import folded
from connectors.companies.known import FOLDED

DATA = Path(__file__).parent.parent / "data" / "companies"

SAME = [
    ("Nike, Inc.", "NIKE"), ("Siemens AG", "Siemens Aktiengesellschaft"), ("Société Générale S.A.", "Societe Generale"),
    ("Газпром", "ПАО Газпром"), ("株式会社メルカリ", "メルカリ"), ("トヨタ自動車", "トヨタ自動車株式会社"),
    ("华为技术有限公司", "华为技术"), ("삼성전자 주식회사", "삼성전자"),
    ("Telkom Indonesia", "PT Telkom Indonesia (Persero) Tbk"), ("IBM Deutschland GmbH", "IBM"), ("IBM", "IBM Germany"),
    ("Booking.com", "Booking"), ("acme.com", "Acme"), ("Acme (acme.com)", "ACME Inc"), ("Facebook", "facebook.com"),
    ("Cemex S.A.B. de C.V.", "CEMEX"), ("Grupo Bimbo, S.A.B. de C.V.", "Grupo Bimbo"), ("CD Projekt S.A.", "CD PROJEKT"),
    ("PKO Bank Polski Spółka Akcyjna", "PKO Bank Polski"), ("Orlen Sp. z o.o.", "ORLEN"), ("Equinor ASA", "Equinor"),
    ("Novo Nordisk A/S", "Novo Nordisk"), ("Volvo AB (publ)", "Volvo"), ("Nokia Oyj", "nokia"),
    ("Tata Consultancy Services Pvt. Ltd.", "Tata Consultancy Services"), ("Grab Holdings Pte Ltd", "Grab Holdings"),
    ("McDonald's", "McDonalds Corp"), ("AT&T Inc.", "AT & T"), ("H&M", "H & M"), ("Ernst & Young LLP", "Ernst and Young"),
    ("The Coca-Cola Company", "Coca Cola"), ("Hewlett-Packard", "Hewlett Packard"), ("L'Oréal", "Loreal"),
    ("Petrobras S/A", "Petrobras"), ("Natura Cosméticos Ltda.", "Natura Cosmeticos"),
    ("Bosch Rexroth AG & Co. KG", "Bosch Rexroth"), ("Kaufland Bulgaria EOOD", "Kaufland"),
    ("Tesla Motors Netherlands B.V.", "Tesla Motors"), ("Vodafone UK", "Vodafone"), ("Accenture (Germany)", "Accenture"),
    ("Zalando S.E.", "zalando"), ("Ørsted A/S", "Orsted"), ("Citroën", "Citroen"),
]  # fmt: skip
DIFFERENT = [
    ("Delta Air Lines", "Delta Electronics"), ("General Motors", "General Electric"), ("Deutsche Bank", "Deutsche Bahn"),
    ("United Airlines", "United Health"), ("Bank of Ireland", "Bank of England"), ("Air France", "Air Canada"),
    ("Air India", "Air"), ("Bank Austria", "Bank"), ("American Airlines", "American Express"),
    ("Nippon Steel", "Nippon Paint"), ("Volkswagen", "Volkswagen Bank"), ("Allianz", "Allianz Partners"),
    ("Blue", "Blu"), ("Swiss Re", "Swiss"), ("Royal Mail", "Royal Bank of Canada"), ("Bayer", "Bayern"),
    ("Apple", "Apple Bank"), ("France Telecom", "Telecom Italia"), ("Telecom Italia", "Telecom"),
    ("Ford", "Ford Foundation"), ("Banco Santander", "Banco do Brasil"), ("Banco do Brasil", "Banco do"),
    ("Morgan Stanley", "JP Morgan"), ("Merck KGaA", "Merck Sharp & Dohme"), ("British Gas", "British Airways"),
    ("3M", "M"), ("Germany Trade & Invest", "Trade & Invest"), ("Canada Post", "Post"), ("Électricité de France", "Électricité"),
    ("Teach for India", "Teach"), ("Poland", "Polska"), ("Médecins du Monde", "Monde"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_are_one_company(one: str, other: str) -> None:
    first, second = company_name(one), company_name(other)
    assert first is not None and second is not None
    assert first.key == second.key


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_companies_stay_two(one: str, other: str) -> None:
    first, second = company_name(one), company_name(other)
    assert first is None or second is None or first.key != second.key


@pytest.mark.parametrize(
    "said",
    [
        "Self-employed", "Parental leave", "#opentowork", "Open to work", "Freelance", "Maternity Leave", "Elternzeit",
        "en recherche d'emploi", "In between jobs", "Stealth", "---", "Career Break", "looking for a job",
        "Selbstständig", "Autónomo", "Various companies",
    ],
)  # fmt: skip
def test_what_is_no_company_is_none(said: str) -> None:
    assert company_name(said) is None


def pairs(kind: str) -> list[tuple[str, str]]:
    """Pairs that were written down before the rules were tried on them."""
    return [
        (row["one"], row["other"])
        for path in sorted(DATA.glob(f"{kind}-*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def are_one(one: str, other: str) -> bool:
    first, second = company_name(one), company_name(other)
    return first is not None and second is not None and first.key == second.key


def test_nine_of_ten_spellings_are_known_again() -> None:
    every = pairs("same")
    assert len(every) > 300
    missed = [pair for pair in every if not are_one(*pair)]
    assert len(missed) <= 0.1 * len(every), missed


def test_no_two_companies_are_taken_for_one() -> None:
    every = pairs("different")
    assert len(every) > 300
    assert not [pair for pair in every if are_one(*pair)]


@pytest.mark.parametrize("said", (DATA / "none-1.txt").read_text(encoding="utf-8").splitlines())
def test_what_is_no_company_in_any_language_is_none(said: str) -> None:
    assert company_name(said) is None


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("IBM Deutschland", "IBM"), ("IBM Research", "International Business Machines"), ("Red Hat", "IBM"),
        ("Instagram", "Facebook"), ("YouTube", "Alphabet"), ("Google Cloud", "Google"), ("AWS", "Amazon"),
        ("Audi AG", "Volkswagen"), ("HypoVereinsbank", "UniCredit"), ("T-Systems", "Deutsche Telekom"),
    ],
)  # fmt: skip
def test_a_part_counts_as_its_group(part: str, whole: str) -> None:
    assert group_key(part) == group_key(whole)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Apple Bank", "Apple"), ("Siemens Energy", "Siemens"), ("Bain Capital", "Bain & Company"), ("Delta Dental", "Delta Air Lines"), ("", "IBM")],
)  # fmt: skip
def test_groups_are_not_made_of_a_word_they_share(one: str, other: str) -> None:
    assert group_key(one) != group_key(other)


def test_who_asked_never_to_be_listed_is_found_by_the_key_kept_with_them() -> None:
    """Hashes of these were kept with people; they must come out as they did."""
    kept = {"The Coca-Cola Company": "coca cola", "IBM Deutschland GmbH": "ibm", "Müller AG": "muller", "acme.com": "acme"}  # fmt: skip
    assert {name: spelling_key(name) for name in kept} == kept


def test_known_companies_are_each_known_once_with_their_facts() -> None:
    known = known_companies()
    assert len({one["key"] for one in known}) == len(known) > 700
    ibm = next(one for one in known if one["key"] == "ibm")
    assert (ibm["domain"], ibm["country"], ibm["industry"]) == ("ibm.com", "US", "Information Technology")  # fmt: skip
    assert sum(bool(one["domain"]) for one in known) > 400
    assert all(len(one["country"]) == 2 for one in known)


def test_the_names_that_are_read_are_those_of_the_list() -> None:
    """After a change of `names.csv`, or of a rule: `python -m connectors.companies.folding`."""
    assert FOLDED.read_text(encoding="utf-8") == folded()
