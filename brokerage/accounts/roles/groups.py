"""The groups that staff are put in, and what each may do; kept as written here after every migrate.

`ROLES` is the matrix: permissions of the desk by their short names (`brokerage.cases.models.Case`),
and `view_…` of models that the admin shows to that role. A superuser may everything.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

ROLES: dict[str, frozenset[str]] = {
    "moderator": frozenset(
        {"see_desk", "work_cases", "decide_disputes", "sanction", "reveal", "answer_chargebacks"}
    ),
    "senior moderator": frozenset(
        {
            "see_desk",
            "work_cases",
            "oversee",
            "decide_disputes",
            "sanction",
            "ban",
            "suppress_domain",
            "reveal",
            "answer_chargebacks",
        }
    ),
    "finance": frozenset({"see_desk", "work_money", "answer_chargebacks", "close_books"}),
    "support": frozenset({"see_desk"}),
}
STAFF_GROUPS = tuple(ROLES)

# What each role sees in the admin; identities and people's words are kept from support there too
# (`brokerage.accounts.roles.admin`). A model that is not named here is an administrator's alone.
_DESK = frozenset(
    "accounts.user accounts.sanction accounts.queuedemail cases.case connectors.company"
    " connectors.connectorprofile connectors.connectorrules connectors.relationship"
    " introductions.introduction introductions.event"
    " introductions.dispute introductions.evidence introductions.notice".split()
)
_PEOPLE = _DESK | set(
    "accounts.termsacceptance connectors.importrun connectors.suppression"
    " connectors.optedoutdomain".split()
)
_LOGS = frozenset({"accounts.staffaction", "accounts.reveal"})
_MONEY = frozenset(
    "payments.payment payments.providercall payments.payoutaccount payments.providerevent"
    " payments.ledgeraccount payments.entry payments.posting payments.checkout"
    " payments.difference payments.letter payments.paper payments.closedmonth".split()
)
LOOKS: dict[str, frozenset[str]] = {
    "moderator": _PEOPLE | {"introductions.deadline"},
    "senior moderator": _PEOPLE | _LOGS | {"introductions.deadline"},
    "finance": _MONEY
    | set(
        "accounts.user accounts.sanction cases.case introductions.introduction"
        " introductions.event introductions.dispute".split()
    ),
    "support": _DESK | {"introductions.deadline"},
}


def make_staff_groups(using: str = "default", **_: Any) -> None:
    """Receiver of `post_migrate`: makes the groups that are missing, each with its permissions."""
    # Django makes the permissions after every migrate too, but perhaps only after us.
    for label in sorted(
        {"cases", *(name.split(".")[0] for looks in LOOKS.values() for name in looks)}
    ):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.using(using).select_related("content_type")
    }
    for name in ROLES:
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(known[one] for one in permissions_of(name) if one in known)


def permissions_of(role: str) -> set[str]:
    """All that a role may, as Django names it: "cases.see_desk", "payments.view_providercall"."""
    looks = {f"{app}.view_{model}" for app, model in (one.split(".") for one in LOOKS[role])}
    return looks | {f"cases.{code}" for code in ROLES[role]}
