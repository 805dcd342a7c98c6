# ruff: noqa: E501  (tables of examples)
"""A company is one under all its spellings; two are never taken for one; what is no company is none."""

import pytest

from connectors.companies import company_name

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
