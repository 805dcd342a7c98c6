"""Target accounts as upload and worker bring them in, and listings that show a company."""

from typing import Any

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import Company, CoverageList, Relationship
from connectors.queries import coverage as queries

LIST = (
    b"Account ID,Account Name,Website,Tier\n1,IBM,ibm.com,1\n2,Siemens AG,,2\n3,Nowhere Works,,2\n"
)
BIG = {"headcount": 200_000, "size_band": "large", "industry": "Industrials", "country": "DE"}
PEOPLE = ["Ada", "Bea", "Cleo", "Dora", "Ewa", "Fee"]


def uploaded(rep: User, data: bytes = LIST, name: str = "targets.csv", **more: Any) -> CoverageList:
    """Upload a list, and have it read as a worker does."""
    found = actions.upload_accounts(rep, name, data, **more)
    actions.read_list(found.pk)
    found.refresh_from_db()
    return found


def big_company(name: str, **facts: Any) -> Company:
    """A company that is large enough to be shown with a role."""
    from connectors.companies import company_key

    return Company.objects.update_or_create(
        key=company_key(name), defaults={"name": name, **BIG, **facts}
    )[0]


def listed_at(
    known: Any, colin: User, company: str, count: int = 1, **facts: Any
) -> list[Relationship]:
    """So many listings that show this company."""
    rows = []
    for number in range(count):
        said = {
            "name": f"{PEOPLE[number]} Kowalczyk", "company_name": company, "title": "VP Sales",
            "email": f"p{number}@{company.lower().replace(' ', '-')}.example", "listed": True,
        }  # fmt: skip
        row = known(colin, **said | facts)
        assert row.company_shown or not facts.get("show_company", True), row.shown_role
        rows.append(row)
    return rows


def lines(rep: User, found: CoverageList) -> dict[str, queries.Line]:
    """The accounts of a list by what they are called."""
    return {one.account.label: one for one in queries.picture(rep, found).lines}
