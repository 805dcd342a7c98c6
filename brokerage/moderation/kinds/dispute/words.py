"""A dispute in words for the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.moderation.loading import about
from introductions import queries
from introductions.actions.removing import Clean
from introductions.evidence import LEFT_OUT, words_of
from introductions.forms import form_of
from introductions.lifecycle import RESPONSE_WAIT, Actor
from introductions.models import Dispute, Evidence, Introduction
from introductions.queries.deciders import nobody_is_left
from introductions.views.money import Line, division
from introductions.views.showing.course import timeline

REVEALED_FOR_SECONDS = 3600
REASON_LASTS = timedelta(seconds=REVEALED_FOR_SECONDS)
DECIDES = "cases.decide_disputes"
WORDS_SHOWN, CUT_OFF = 20_000, 300
"""Characters of a text or an email that stand on the page, and how many at a cut do not."""
OPEN_FILES = "give a reason to open evidence"


@dataclass(frozen=True)
class Side:
    """One side of a dispute, as the desk may see it, and their record."""

    part: str
    name: str
    line: str
    person: User | None
    made: int
    confirmed: int
    disputes: int

    @property
    def rate(self) -> str:
        """How many of those that got so far were confirmed, in per cent."""
        return f"{round(100 * self.confirmed / self.made)}\u00a0%" if self.made else "–"


def introduction_of(case: Case) -> Introduction:
    """The introduction that the case is about."""
    rows = Introduction.objects.select_related("payment", "relationship", "rep", "connector")
    return about(case, "introduction", lambda: rows.get(public_id=case.subject))


def headline(case: Case) -> str:
    """Whom it was about, blinded as on the listing."""
    return str(introduction_of(case).listing.get("headline", "An introduction"))


def waits(case: Case) -> tuple[str, str]:
    """What it waits for: words and tone of its badge."""
    row = introduction_of(case)
    dispute = queries.open_dispute(row)
    if dispute and case.facts.get("nobody_left") and nobody_is_left(row):
        return "Nobody on the desk may decide", "stop"
    return stage_of(dispute) if dispute else ("Over", "quiet")


def stage_of(dispute: Dispute) -> tuple[str, str]:
    """Who waits for whom in a dispute."""
    if dispute.late:
        first = "A second moderator is to look" if dispute.ruled_by_id else "Paid already"
        return f"{first}; the prospect objected", "wait"
    if dispute.needs_cosign:
        return "Both wait for a second moderator", "stop"
    if dispute.awaits_second_word:
        answered = any(one.to_appeal for one in dispute.answers.all())
        if not answered and clock.now() < queries.hear_appeal_by(dispute):
            return f"The {dispute.appealed_by} appealed; the other side may answer", "quiet"
        return f"The {dispute.appealed_by} appealed; another moderator decides", "stop"
    if dispute.set_aside and not dispute.ruling:
        return "Two moderators disagree; a third decides", "stop"
    if dispute.ruling and dispute.appealed_by:
        return "Decided again; takes effect within a day", "go"
    if dispute.ruling:
        return "Decided; time to appeal runs", "go"
    heard = dispute.responded_at or dispute.opened_by == Actor.PROSPECT
    if heard or clock.now() >= dispute.opened_at + RESPONSE_WAIT:
        return "Both wait for a decision", "wait"
    other = Actor.CONNECTOR if dispute.opened_by == Actor.REP else Actor.REP
    return f"The {dispute.opened_by} waits for the {other}", "quiet"


PROOFS = {
    "word": "The connector's own word is the only proof.",
    "mail": "A verified mail of the introduction is the proof.",
    "prospect": "The prospect says that it took place, from an address we know.",
}
PROSPECT_WORDS = {
    "yes": "They say that it took place.",
    "no": "They say that it never took place.",
    "never_asked": "They say that nobody asked them.",
}


def first_ruling(row: Introduction) -> dict[str, Any] | None:
    """What was decided before the appeal, for the page; None where there was none."""
    dispute = row.disputes.order_by("-pk").first()
    first = dispute.first_ruling if dispute else None
    if not first or not row.payment:
        return None
    whole = queries.divisible(row)
    part = {"release": whole, "refund": 0}.get(first["ruling"], first.get("part") or 0)
    return {"reason": first.get("reason", ""), "lines": division(row.payment, part)}


def way_out(row: Introduction) -> str:
    """What happens where nobody on the desk may decide, and who can change that."""
    dispute, due = queries.open_dispute(row), queries.next_deadline(row)
    appealed = dispute is not None and bool(dispute.appealed_by)
    ends = row.deadlines.filter(move__startswith="rule_" if appealed else "end").first() or due
    by = f" on {ends.due_at:%-d %b %Y, %H:%M} UTC" if ends else ""
    then = "the first decision takes effect" if appealed else "the rep has everything back"
    return (
        "Everybody whose role decides disputes has a conflict of interest here. An administrator can give "
        f"another colleague that role. If nobody decides, {then}{by}."
    )


def set_aside(row: Introduction) -> list[dict[str, Any]]:
    """Rulings that do not count, for a second moderator did not agree or their own took them back: staff read
    both reasons, the sides neither."""
    dispute = row.disputes.order_by("-pk").first()
    if dispute is None or not row.payment:
        return []
    whole = {"release": queries.divisible(row), "refund": 0}
    found = [("Set aside: two moderators disagree", one) for one in dispute.set_aside]
    if dispute.taken_back:
        found.append(("Taken back by who decided", dispute.taken_back))
    return [
        {
            "lines": division(row.payment, whole.get(one["ruling"], one["part"] or 0)),
            "reason": one["reason"],
            "why": one["why"],
            "title": title,
        }
        for title, one in found
    ]


def outcomes(row: Introduction) -> list[tuple[str, list[Line]]]:
    """What each whole decision does to the cent."""
    if not row.payment or row.is_over:
        return []
    found = [
        ("If the connector is paid", division(row.payment, queries.divisible(row))),
        ("If the rep is refunded", division(row.payment, 0)),
    ]
    dispute = queries.open_dispute(row)
    if dispute and dispute.split_offer is not None and dispute.split_offered_by:
        found.append(("If divided as proposed", division(row.payment, dispute.split_offer)))
    return found


def divided(row: Introduction, asked: Any) -> list[Line]:
    """The lines of the division that is being typed; none while it makes no sense."""
    form = form_of("offer_split", asked)
    if not form.is_valid() or not row.payment:
        return []
    try:
        part = form.facts(row)["part"]
    except Refusal:  # more decimals than the currency has
        return []
    if part.rules.why_not_an_amount(part.amount):
        return []
    return division(row.payment, part.amount) if 0 < part.amount < queries.divisible(row) else []


def as_it_is(text: str) -> str:
    """Changes nothing: for whoever has given a reason to see who it is."""
    return text


def history(row: Introduction, masked: bool, unnamed: Clean) -> list[dict[str, Any]]:
    """What happened, as both sides see it; their own words unnamed, or left out where kept back."""
    return [
        one
        if one["kind"] == "next"
        else {**one, "note": "" if masked else unnamed(one["note"] or "")}
        for one in timeline(row, Actor.MODERATOR)
    ]


def letters(row: Introduction) -> list[dict[str, Any]]:
    """The messages between the two, oldest first."""
    return [
        {"sender": "The rep" if one.author_id == row.rep_id else "The connector", "text": one.text}
        for one in row.messages.all()
    ]


@dataclass(frozen=True)
class File:
    """A file on the page; `words` of a text or an email, without the prospect, None for other kinds."""

    row: Evidence
    words: str | None


def files(row: Introduction, unnamed: Clean, *, is_closed: bool) -> list[File]:
    """What both sides gave; `is_closed` to who has a conflict of interest."""
    return [
        File(one, None if is_closed or one.removed_at else shown_words(one, unnamed))
        for one in queries.evidence_of(row)
    ]


def shown_words(file: Evidence, unnamed: Clean) -> str | None:
    """The beginning of a text or an email without the prospect; a sentence while nobody can read it."""
    try:
        words = words_of(file)
    except Refusal as refusal:
        return str(refusal)
    if words is None:
        return None
    if len(words) <= WORDS_SHOWN and not words.endswith(LEFT_OUT):
        return unnamed(words)
    # What was cut off may have cut a name in two.
    return f"{unnamed(words[:WORDS_SHOWN])[:-CUT_OFF]}\n{LEFT_OUT}"


def reason_to_open(case: Case, user: User) -> str:
    """The reason that this person gave for opening files of this case within the hour; "" for none."""
    given = StaffAction.objects.filter(
        staff=user,
        action=OPEN_FILES,
        target=str(case.public_id),
        at__gt=clock.now() - REASON_LASTS,
    )
    last = given.order_by("-pk").first()
    return last.reason if last else ""


def side_of(row: Introduction, side: Actor, masked: bool) -> Side:
    """One side and how it went with them so far (this introduction aside)."""
    person = row.rep if side == Actor.REP else row.connector
    mine = Introduction.objects.filter(**{side.value: person}).exclude(pk=row.pk)
    made = mine.filter(introduced_at__isnull=False)
    profile = getattr(person, "connector_profile", None)
    line = person.company or (profile.employer_name if profile else "")
    return Side(
        part="Rep" if side == Actor.REP else "Connector",
        name="Name kept from your role" if masked else person.name,
        line="" if masked else line,
        person=None if masked else person,
        made=made.count(),
        confirmed=made.filter(confirmed_at__isnull=False).count(),
        disputes=mine.filter(disputes__finding__in=["", "upheld"]).distinct().count(),
    )


def why_not(case: Case, user: User) -> str | None:
    """A conflict of interest, in a sentence."""
    return queries.conflict_of_interest(introduction_of(case), user)


def own_cases(user: User) -> Collection[str]:
    """Introductions in which this member of the staff takes part: not theirs to see here."""
    mine = Introduction.objects.filter(Q(rep=user) | Q(connector=user))
    return [public_id.hex for public_id in mine.values_list("public_id", flat=True)]
