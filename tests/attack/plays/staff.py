"""Curious staff: support reads only, finance wants names, moderators look without a reason."""

from tests.attack.report import Report, play
from tests.attack.world import World

FIELDS = {
    "accounts/user": (
        "password__startswith", "password__regex", "email__startswith", "name__startswith",
        "name__regex", "email__icontains", "last_login__gte", "password__gt",
    ),
    "introductions/introduction": (
        "pitch__icontains", "rep__email__startswith", "rep__password__startswith",
        "purpose__icontains", "asked__isnull",
    ),
    "introductions/evidence": ("name__icontains", "digest__startswith"),
    "payments/payment": ("payer__email__startswith", "payer__password__startswith"),
    "cases/case": ("opened_by__email__startswith", "reason__icontains"),
}  # fmt: skip


@play("nosy staff: filter addresses of the admin as an oracle")
def filters(world: World, report: Report) -> None:
    staff = [
        str(row[0])
        for row in world.rows(
            "SELECT DISTINCT u.email FROM accounts_user u JOIN accounts_user_groups g"
            " ON g.user_id = u.id WHERE u.is_staff"
        )
    ]
    for email in staff:
        person = world.be(email)
        for room, lookups in FIELDS.items():
            if person.get(f"/staff/{room}/").status_code != 200:
                continue
            for lookup in lookups:
                for value in ("a", "pbkdf2", "zzzz"):
                    answer = person.get(f"/staff/{room}/", **{lookup: value})
                    told = answer.status_code == 200 and "?e=1" not in answer.url
                    report.attempt(f"{email}: {room}?{lookup}={value}", not told)
