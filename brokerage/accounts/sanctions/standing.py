"""How somebody stands: which steps of the ladder hold against them, under whatever account. Reads only.

A person is known by the mailboxes that an account has ever proven (`ProvenMailbox`): another spelling of
one, a dropped address or a closed account makes nobody somebody else.
"""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from brokerage.accounts import hooks
from brokerage.accounts.fingerprints import mailbox_fingerprints
from brokerage.accounts.models import ProvenMailbox, Sanction, User
from brokerage.kit import clock

Kind = Sanction.Kind
OUT = (Kind.SUSPEND, Kind.BAN)
"""Steps under which an account is suspended."""


def running(user: User) -> QuerySet[Sanction]:
    """What holds against this account now, the latest first; warnings are said and over."""
    return Sanction.objects.filter(person=user, lifted_at__isnull=True).exclude(kind=Kind.WARN)


def accounts_of(user: User) -> set[int]:
    """The primary keys of all accounts, closed ones too, that share a proven mailbox with this one; its own
    as well."""
    known = set(ProvenMailbox.objects.filter(user=user).values_list("digest", flat=True))
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    known |= {one.digest for address in proven for one in mailbox_fingerprints(address)}
    others = ProvenMailbox.objects.filter(digest__in=known).values_list("user", flat=True)
    return {user.pk, *others}


def held_against(person: User) -> QuerySet[Sanction]:
    """What holds now against any account of this person."""
    return _holding().filter(person__in=accounts_of(person))


def _holding() -> QuerySet[Sanction]:
    """What nobody lifted and whose time is not over, whether a sweep has ended it yet or not."""
    rows = Sanction.objects.filter(lifted_at__isnull=True)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=clock.now()))


def is_limited(user: User) -> bool:
    """Whether `user` may list nobody new, and ask for one introduction at a time."""
    return held_against(user).filter(kind=Kind.LIMIT).exists()


def is_out(user: User) -> bool:
    """Whether this person is suspended or banned, under this account or another of theirs."""
    return user.suspended_at is not None or held_against(user).filter(kind__in=OUT).exists()


def is_out_at(address: str, *, but: User | None = None) -> bool:
    """Whether somebody suspended or banned is behind this address, another account than `but`."""
    digests = [one.digest for one in mailbox_fingerprints(address)]
    owners = ProvenMailbox.objects.filter(digest__in=digests).exclude(user=but)
    return _holding().filter(kind__in=OUT, person__in=owners.values("user")).exists()


def may_come_in(user: User) -> bool:
    """Whether somebody suspended may still sign in, to see to what runs: a ban lets nobody in.

    Nor does a suspension let in staff, for whom looking is acting.
    """
    if user.suspended_at is None:
        return True
    return not user.is_staff and running(user).filter(kind=Kind.SUSPEND).exists()


def still_heard(user: User) -> set[str]:
    """The introductions (public ids, hex) in which somebody is heard who may not come in otherwise.

    Silence must not decide for whom we shut the door on.
    """
    return hooks.still_heard.one(user)


def has_steps(user: User) -> bool:
    """Whether any step was ever taken against this account: then its mailboxes stay known."""
    return Sanction.objects.filter(person=user).exists()


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay, or None: no step of the ladder ends by leaving."""
    if user.suspended_at is not None:
        return "Your account is suspended. Write to us if you want it closed and your data erased."
    if is_limited(user):
        return (
            "Your account is limited. You can close it when the limit has ended, or write to us if you "
            "want it closed now."
        )
    return None
