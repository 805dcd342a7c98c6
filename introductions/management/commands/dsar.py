"""`manage.py dsar`: what one person may ask of the operator: find, export, erase."""

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from connectors.actions import erase_waiting, suppress_address
from connectors.models import WAITS_FOR, ImportRow, KeyKind, RemovedContact
from connectors.queries.own_contacts.waiting import unread_files
from introductions.actions import erase_candidate, erase_profile
from introductions.prospect_data.subjects import Candidate, by_email, by_id, by_name, by_profile

NOTHING_DONE = "Nothing was changed or exported."


class Command(BaseCommand):
    """For the operator, who has made sure that the address, profile or entry belongs to whoever asks."""

    help = (
        "Find what is held on a person across all networks, by email address, public profile or name in any "
        "spelling; --export or --erase it. A name proves nothing: where several people may be meant, "
        "they are listed, and you choose."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who is meant, and what to do."""
        parser.add_argument("email", nargs="?", default="", help="an email address of theirs")
        parser.add_argument("--profile", default="", help="the address of their public profile")
        parser.add_argument("--name", default="", help="their name, in any spelling")
        parser.add_argument(
            "--entry", action="append", default=[], type=UUID, metavar="ID",
            help="an entry or a request that --name listed; may be given several times",
        )  # fmt: skip
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--export", action="store_true", help="print all of it as JSON")
        what.add_argument("--erase", action="store_true", help="erase it and never list it again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a summary names nobody but the candidates for a name."""
        email, profile, name = (options[one].strip() for one in ("email", "profile", "name"))
        if not (email or profile or name or options["entry"]):
            raise CommandError("Say who: an email address, --profile, --name or --entry.")
        sure = _distinct([*by_email(email), *by_id(options["entry"])])
        profiled = by_profile(profile)
        if name and not options["entry"]:
            acts = options["export"] or options["erase"]
            sure = [*sure, *self._of_name(name, [*sure, *profiled], acts=acts)]
        found = [*sure, *profiled]
        if unread := _unread():
            self.stderr.write(unread)
        if options["erase"]:
            self.stdout.write(_erase(email, profile, sure))
        elif not found:
            self.stdout.write(f"Nothing is held on this {'address' if email else 'person'}.")
        elif options["export"]:
            files = [one.exported() for one in found]
            said = files[0] if len(files) == 1 else files
            self.stdout.write(json.dumps(said, indent=2, cls=DjangoJSONEncoder))
        else:
            self.stdout.write("\n".join(map(_summary, found)))

    def _of_name(self, name: str, sure: list[Candidate], *, acts: bool) -> list[Candidate]:
        """Who else is meant by the name: the only one who fits, or those whom the operator chooses."""
        known = {id_ for one in sure for id_ in one.ids}
        others = [one for one in by_name(name) if not known.issuperset(one.ids)]
        if others:
            self.stderr.write(_listed(others))
        if not others or not acts or len(sure) + len(others) == 1:
            return others
        if not sys.stdin.isatty():
            raise CommandError(
                "Several people may be meant. Make sure who asks, then give each of their entries with "
                f"--entry ID. {NOTHING_DONE}"
            )
        said = input("Which of these are the person who asks? Numbers, or nothing for none: ")
        return _chosen(said, others)


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Each mailbox once."""
    found = {one.key.pk if one.key else tuple(one.ids): one for one in candidates}
    return list(found.values())


def _chosen(said: str, candidates: list[Candidate]) -> list[Candidate]:
    numbers = said.replace(",", " ").split()
    if not all(one.isdecimal() and 1 <= int(one) <= len(candidates) for one in numbers):
        raise CommandError(f"Answer with numbers of the list. {NOTHING_DONE}")
    return [candidates[int(one) - 1] for one in dict.fromkeys(numbers)]


def _listed(candidates: list[Candidate]) -> str:
    lines = [
        f"{number}. {one.description}\n   in {one.networks} networks; "
        + " ".join(f"--entry {id_}" for id_ in one.ids)
        for number, one in enumerate(candidates, 1)
    ]
    return "\n".join(["May be meant:", *lines])


def _erase(email: str, profile: str, found: list[Candidate]) -> str:
    aside = _in_no_network([*found, *by_profile(profile)])
    networks = sum(map(erase_candidate, found))
    if profile:
        networks += erase_profile(profile)
    if email:  # also for somebody whom nobody has imported yet
        suppress_address(KeyKind.EMAIL, email)
        erase_waiting(email)
    what = "the address" if email else "this person"
    return f"Erased in {networks} networks{aside and ' and ' + aside}; {what} will not be listed again."


def _in_no_network(candidates: list[Candidate]) -> str:
    """In how many files that wait, and how often among what was removed; "" for neither."""
    found = [row for one in candidates for row in (one.held.aside if one.held else one.aside)]
    files = len({row.run_id for row in found if isinstance(row, ImportRow)})
    removed = len({row.pk for row in found if isinstance(row, RemovedContact)})
    said = [f"{files} files that wait for review"] if files else []
    said += [f"{removed} removed contacts that can be brought back"] if removed else []
    return " and ".join(said)


def _unread() -> str:
    """What cannot be looked into: nobody knows yet which column holds what."""
    count = unread_files()
    return (
        f"{count} uploaded files were not read yet. Ask again later: each is read or deleted within "
        f"{WAITS_FOR.days} days. Whom you erase by address does not come in with them."
        if count
        else ""
    )


def _summary(one: Candidate) -> str:
    held = one.held
    lines = [f"In {one.networks} networks, listed in {one.listed}."]
    if held:
        lines += [f"Held: {', '.join(held.categories) or 'no contact data'}."]
    if aside := _in_no_network([one]):
        lines += [f"In {aside}."]
    requests = held.requests if held else [row for row in one.introductions if row.requested_at]
    lines += [f"Requests: {len(requests)}." + (f" Shown to: {len(held.reveals)}." if held else "")]
    if held:
        is_out = held.suppressed or held.cannot_be_listed
        lines += ["Suppressed." if is_out else "Not suppressed."]
    return "\n".join(lines)
