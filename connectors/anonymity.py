"""Which facts of a listing a rep may read, so that together they never point at one person.

Pure: no Django, no database. `what_to_show` decides; its answer is stored with the relationship, and
search, filters, facets, pages, API, emails and what an introduction keeps all read the stored answer.

*With the company named* headcount and role must make at least `at_company` people likely who fit what
is shown. The estimate is a model of our own, meant to be too low rather than too high: the headcount,
times the share of people in that department, times the share of a department that has that seniority,
times the share of a company's people in that country. Founders and C level are never shown with the
company's name: every company has one of each.

*With the company hidden* there must be at least `in_cell` companies by public data that fit the cell
(industry, size, country), so that at least as many people fit all of it. What networks hold is not counted:
see `census`.

Facts are given up one by one, the least useful to a rep first, until that holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Protocol

from connectors.companies import SizeBand
from connectors.titles import Department, Seniority

#: How many people work there where nobody told us more than the band: the middle of it on the scale on
#: which companies are spread, and for a company of unknown size as for a small one.
PEOPLE_IN_BAND: dict[str, int] = {
    SizeBand.UNKNOWN: 10,
    SizeBand.SMALL: 10,
    SizeBand.MEDIUM: 200,
    SizeBand.LARGE: 10_000,
}

#: Of a thousand people, how many work in this department: the low end of what companies of all kinds have.
IN_DEPARTMENT: dict[str, int] = {
    Department.EXECUTIVE: 10,
    Department.SALES: 100,
    Department.MARKETING: 40,
    Department.CUSTOMER_SUCCESS: 60,
    Department.PRODUCT: 30,
    Department.ENGINEERING: 100,
    Department.DATA: 30,
    Department.DESIGN: 20,
    Department.IT: 50,
    Department.SECURITY: 15,
    Department.OPERATIONS: 200,
    Department.PROCUREMENT: 20,
    Department.FINANCE: 50,
    Department.LEGAL: 20,
    Department.PEOPLE: 30,
    Department.STRATEGY: 10,
    Department.RESEARCH: 30,
    Department.CONSULTING: 50,
    Department.EDUCATION: 20,
    Department.HEALTHCARE: 20,
}
#: Of a thousand people in a department, how many stand this high.
AT_RANK: dict[str, int] = {
    Seniority.FOUNDER: 0,
    Seniority.C_LEVEL: 0,
    Seniority.BOARD: 1,
    Seniority.PARTNER: 5,
    Seniority.VP: 30,
    Seniority.HEAD: 40,
    Seniority.DIRECTOR: 40,
    Seniority.MANAGER: 100,
    Seniority.SENIOR: 200,
    Seniority.INDIVIDUAL: 400,
    Seniority.ENTRY: 100,
    Seniority.ADVISOR: 10,
}
#: Of a thousand people, how many work in the country of the head office, and in any other one.
AT_HOME, ABROAD = 500, 50
THOUSAND = 1000

#: Roles of which every company has one, or a few whom it names itself.
NEVER_WITH_COMPANY = frozenset({Seniority.FOUNDER.value, Seniority.C_LEVEL.value})


@dataclass(frozen=True)
class Cell:
    """Facts that are shown together; "" is a fact that is not."""

    seniority: str = ""
    department: str = ""
    industry: str = ""
    country: str = ""
    size_band: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known: of the person, and of the company. `headcount` None: only the band is known.

    `may_name`: there is a company, its connector shows it, and its name does not tell the person's.
    """

    seniority: str
    department: str
    country: str = ""
    industry: str = ""
    size_band: str = ""
    company_country: str = ""
    headcount: int | None = None
    may_name: bool = False


@dataclass(frozen=True)
class Shown:
    """What a rep may read: whether the company's name, and which other facts."""

    company: bool
    cell: Cell


class Census(Protocol):
    """Who counts how many there are."""

    def companies(self, cell: Cell) -> int:
        """How many companies with this industry, country and size there are by public data."""


def what_to_show(facts: Facts, census: Census, *, at_company: int, in_cell: int) -> Shown:
    """The most useful facts that at least so many people share: `at_company` at the named company,
    `in_cell` (one at each of as many companies) where it is hidden."""
    whole = Cell(
        seniority=_said(facts.seniority),
        department=_said(facts.department),
        industry=facts.industry,
        country=facts.country,
        size_band=facts.size_band,
    )
    if facts.may_name and whole.seniority not in NEVER_WITH_COMPANY:
        for cell in (whole, replace(whole, country="")):
            if likely_at_company(facts, cell) >= at_company:
                return Shown(company=True, cell=cell)
    for cell in fewer_and_fewer(whole):
        if is_large_enough(cell, census, in_cell):
            return Shown(company=False, cell=cell)
    return Shown(company=False, cell=Cell())


def likely_at_company(facts: Facts, cell: Cell) -> int:
    """How many people at the company are likely to fit what `cell` says of a person, rounded down."""
    people = facts.headcount
    if people is None:
        people = PEOPLE_IN_BAND.get(facts.size_band, PEOPLE_IN_BAND[SizeBand.UNKNOWN])
    speaks_for_all = cell.department == Department.EXECUTIVE and cell.seniority in {
        Seniority.BOARD,
        Seniority.PARTNER,
    }
    department = THOUSAND if speaks_for_all else IN_DEPARTMENT.get(cell.department, THOUSAND)
    rank = AT_RANK.get(cell.seniority, THOUSAND)
    place = THOUSAND
    if cell.country:
        place = AT_HOME if cell.country == facts.company_country else ABROAD
    return people * department * rank * place // THOUSAND**3


def fewer_and_fewer(whole: Cell) -> Iterator[Cell]:
    """`whole`, then what is left of it when facts are given up, the least useful to a rep first.

    A fact that had to go comes back where a more useful one went instead: size is worth less than
    country, country less than industry, that less than the department, and that less than the seniority.
    """
    order = ("seniority", "department", "industry", "country", "size_band")  # most useful first
    seen: set[Cell] = set()
    for kept in product((True, False), repeat=len(order)):
        gone = {name: "" for name, keep in zip(order, kept, strict=True) if not keep}
        cell = replace(whole, **gone)
        if cell not in seen:
            seen.add(cell)
            yield cell


def is_large_enough(cell: Cell, census: Census, least: int) -> bool:
    """Whether at least `least` companies fit. Role and country alone, with nothing said of the
    company, fit more companies than that in every country there is."""
    if not (cell.industry or cell.size_band):
        return True
    return census.companies(cell) >= least


def _said(value: str) -> str:
    """ "Other", of a seniority or a department, says nothing."""
    return "" if value in {Seniority.OTHER.value, Department.OTHER.value} else value
