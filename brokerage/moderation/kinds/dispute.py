"""Disputes: the sides disagree, the money is frozen, a moderator decides."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import Reveal, StaffAction, User
from brokerage.cases.actions import give_up_claim
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import REASON_LENGTH, Deed, Kind, ReasonForm, is_masked
from connectors.forms import to_money
from connectors.queries import Contact
from introductions import queries, rubric
from introductions.actions import disputing, open_moves
from introductions.actions.disputing import STATEMENT_LENGTH
from introductions.actions.removing import Clean, unnaming
from introductions.deciders import nobody_is_left
from introductions.evidence import LEFT_OUT, words_of
from introductions.forms import Amount, Words, form_of
from introductions.guards import may_cosign, may_decide
from introductions.lifecycle import RESPONSE_WAIT, Actor, State
from introductions.models import Dispute, Evidence, Introduction
from introductions.views.money import Line, division, money_box
from introductions.views.showing import deadline_of, dispute_of, timeline

REVEALED_FOR_SECONDS = 3600
REASON_LASTS = timedelta(seconds=REVEALED_FOR_SECONDS)
DECIDES = "cases.decide_disputes"
WORDS_SHOWN, CUT_OFF = 20_000, 300
"""Characters of a text or an email that stand on the page, and how many at a cut do not."""
OPEN_FILES = "give a reason to open evidence"

WORDINGS = {one.key: one for one in rubric.WORDINGS}


class WordingSelect(forms.Select):
    """A choice of ready words; each option carries its own, and which reasons and ruling they fit."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with its words beside it."""
        option = super().create_option(*args, **kwargs)
        if words := WORDINGS.get(str(option["value"])):
            option["attrs"] |= {
                "data-text": words.text,
                "data-ruling": words.ruling,
                "data-reasons": " ".join(words.reasons),
            }
        return option


class DisagreeForm(forms.Form):
    """Why a second moderator does not agree."""

    reason = Words(
        label="Why you disagree",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="The third moderator reads it, the sides do not.",
    )


class TakeBackForm(forms.Form):
    """Why a moderator takes a second word back."""

    reason = Words(
        label="Why you take it back",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="Kept with the case. The sides do not read it.",
    )


class RuleForm(forms.Form):
    """A ruling; ready words stand in for a reason that was not written."""

    ruling = forms.ChoiceField(
        choices=[
            ("release", "Pay the connector"),
            ("refund", "Refund the rep in full"),
            ("split", "Divide it"),
        ],
        widget=forms.RadioSelect,
    )
    part = Amount(label="If divided: of the price, the connector's side keeps", required=False)
    reason = Words(
        label="Reason", longest=STATEMENT_LENGTH, help_text="Both sides read it, word for word."
    )

    wording = forms.ChoiceField(
        label="Ready words",
        required=False,
        choices=[("", "Choose…"), *((key, words.title) for key, words in WORDINGS.items())],
        widget=WordingSelect(attrs={"data-fills": "id_decide_reason"}),
        help_text="They become the reason; change them as you like.",
    )
    field_order = ("ruling", "part", "wording", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Take the ready words where nothing was written."""
        facts = super().clean() or self.cleaned_data
        wording = facts.pop("wording", "")
        if wording and facts.get("ruling") and WORDINGS[wording].ruling != facts["ruling"]:
            said = rubric.RULINGS[WORDINGS[wording].ruling]
            self.add_error("wording", f"These words say that {said}, and you chose another ruling.")
        if not (facts.get("reason") or "").strip():
            facts["reason"] = WORDINGS[wording].text if wording else ""
        if not facts["reason"] and "reason" in self.fields and "reason" not in self.errors:
            self.add_error("reason", "Give the reason that both sides will read.")
        return facts


class FindingForm(ReasonForm):
    """What the desk finds, with the reason that both sides read."""

    reason = forms.CharField(
        label="Reason",
        min_length=20,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Both sides read it word for word. Name no prospect.",
    )


class AgreeForm(forms.Form):
    """Nothing but the click."""


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
    return rows.get(public_id=case.subject)


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
        answered = dispute.answers.filter(to_appeal=True).exists()
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


def panel(case: Case, user: User) -> dict[str, Any]:
    """Both sides, what happened, the money, and what each decision would do to the cent."""
    row, masked = introduction_of(case), is_masked(user)
    contact = revealed_to(case, row, user)
    unnamed = as_it_is if contact else unnaming(row)
    return {
        "introduction": row,
        "side": "moderator",
        "aside": "moderation/kinds/_dispute_aside.html",
        "dispute": dispute_of(row, announced_only=False),
        "first_ruling": first_ruling(row),
        "set_aside": set_aside(row),
        "nobody_left": way_out(row) if case.is_open and nobody_is_left(row) else "",
        "standing_offer": row.state == State.DISPUTED,
        "box": money_box(row, Actor.MODERATOR),
        "deadline": deadline_of(row, Actor.MODERATOR) if case.is_open else None,
        "proof": PROOFS.get(row.proof, ""),
        "prospect_word": PROSPECT_WORDS.get(row.prospect_word, "They have not answered."),
        "mails": row.thread_mails.filter(said__in=["", queries.INTRODUCES]),
        "timeline": history(row, masked, unnamed),
        "unnamed": unnamed,
        "letters": [] if masked else letters(row),
        "sides": [side_of(row, Actor.REP, masked), side_of(row, Actor.CONNECTOR, masked)],
        "outcomes": outcomes(row),
        "files": [] if masked else files(row, unnaming(row), is_closed=bool(why_not(case, user))),
        "file_count": queries.evidence_of(row).count(),
        "may_open": user.has_perm(DECIDES) and bool(reason_to_open(case, user)),
        "contact": contact,
        "reveal_for": REVEALED_FOR_SECONDS // 60,
    }


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


# --- Deeds ---------------------------------------------------------------------------------------


def _may_decide(case: Case) -> bool:
    row = introduction_of(case)
    dispute = queries.open_dispute(row)
    if dispute is None or dispute.late or (dispute.ruling and not dispute.awaits_second_word):
        return False
    return may_decide(row, Actor.MODERATOR) is None


def _may_cosign(case: Case) -> bool:
    return may_cosign(introduction_of(case), Actor.MODERATOR) is None


def _decide(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    part = facts.get("part")
    money = None if part is None else to_money(part, row.currency, "part")
    disputing.decide(row, moderator=user, **{**facts, "part": money})
    _let_go(case, user)


def _cosign(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.cosign(row, moderator=user)
    _let_go(case, user)


def _disagree(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.disagree(introduction_of(case), moderator=user, reason=facts["reason"])
    _let_go(case, user)


def _take_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.take_back_decision(row, moderator=user, reason=facts["reason"])


def _open_now(move: str) -> Callable[[Case], bool]:
    """Whether the process lets a moderator make this move now; who may is asked in the deed."""

    def is_open(case: Case) -> bool:
        found = open_moves(introduction_of(case), Actor.MODERATOR)
        return move in {one.name for one in found}

    return is_open


def _back_objection(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.back_objection(row, moderator=user, reason=facts["reason"])
    _let_go(case, user)


def _uphold(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.uphold(introduction_of(case), moderator=user, reason=facts["reason"])


def _dismiss(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.dismiss(introduction_of(case), moderator=user, reason=facts["reason"])


def _let_go(case: Case, user: User) -> None:
    """The word is spoken: who comes next (a second moderator, an appeal) must find the case free."""
    case.refresh_from_db()
    if case.is_open and case.claimed_by_id == user.pk:
        give_up_claim(case, staff=user)


def reveal(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Show who the prospect is on this case's page, for an hour, on the ground that is given."""
    row = introduction_of(case)
    if row.relationship is None:
        raise Refusal("This person was erased; nobody can see who it was.", code="erased")
    with transaction.atomic():
        Reveal.objects.create(
            viewer=user,
            prospect=row.prospect.public_id,
            ground=f"desk: {facts['reason']}"[:200],
            reference=case.public_id.hex,
            at=clock.now(),
        )
        record_staff_action(user, "reveal prospect", row.reference, facts["reason"])


def _has_files(case: Case) -> bool:
    return queries.evidence_of(introduction_of(case)).filter(removed_at=None).exists()


def _open_files(case: Case, user: User, facts: dict[str, Any]) -> None:
    record_staff_action(user, OPEN_FILES, str(case.public_id), facts["reason"])


def revealed_to(case: Case, row: Introduction, user: User) -> Contact | None:
    """The prospect, for whoever gave a reason to see them within the last hour."""
    seen = Reveal.objects.filter(viewer=user, reference=case.public_id.hex).order_by("-pk").first()
    if seen is None or (clock.now() - seen.at).total_seconds() > REVEALED_FOR_SECONDS:
        return None
    may = case.is_open and user.has_perms(("cases.reveal", DECIDES))
    return queries.contact_of(row) if may else None


DEEDS = (
    Deed(
        "decide",
        "Announce the decision",
        RuleForm,
        "cases.decide_disputes",
        _decide,
        tone="primary",
        open=_may_decide,
        text="Both sides are told at once and read your reason word for word.",
        done="Announced to both sides, unless a second moderator must agree first.",
        template="moderation/kinds/_decide.html",
        ask="Both sides are told at once and read your reason word for word. A first decision can be "
        "appealed for seven days. A second one takes effect in a day, and until then you can take it back. "
        "Above our limit a second moderator must agree first.",
    ),
    Deed(
        "cosign",
        "Agree with the decision",
        AgreeForm,
        "cases.decide_disputes",
        _cosign,
        tone="primary",
        open=_may_cosign,
        text="The amount is above our limit, so a second moderator must agree.",
        ask="The decision is announced to both sides at once.",
        done="Agreed. The decision is announced to both sides.",
    ),
    Deed(
        "disagree",
        "Disagree with the decision",
        DisagreeForm,
        "cases.decide_disputes",
        _disagree,
        open=_may_cosign,
        text="Nothing is announced. A third moderator, who is neither of you, decides alone.",
        done="Set aside. A third moderator decides.",
    ),
    Deed(
        "take_back_decision",
        "Take the decision back",
        TakeBackForm,
        "cases.decide_disputes",
        _take_back,
        tone="danger",
        open=_open_now("take_back_decision"),
        text="The second decision has no effect yet. Whoever gave it can take it back, once. Both sides are "
        "told, and the appeal is open again.",
        done="Taken back. Both sides are told, and the appeal is open again.",
    ),
    Deed(
        "back_objection",
        "The objection is right",
        FindingForm,
        "cases.decide_disputes",
        _back_objection,
        tone="primary",
        open=_open_now("back_objection"),
        text="The amount is above our limit: a second moderator takes the money back, or finds nothing.",
        done="Noted. A second moderator looks at it.",
    ),
    Deed(
        "uphold",
        "The objection is right: give the money back",
        FindingForm,
        "cases.decide_disputes",
        _uphold,
        tone="danger",
        open=_open_now("uphold"),
        text="The rep has everything back, our fee included. The payout is reversed; what the connector "
        "no longer has they owe. This is final.",
        ask="Everything goes back to the rep now, and nobody can undo it.",
        done="The rep has everything back. Both sides are told.",
    ),
    Deed(
        "dismiss",
        "There is nothing in it",
        FindingForm,
        "cases.decide_disputes",
        _dismiss,
        open=_open_now("dismiss"),
        text="The payment stays where it is. This is final.",
        done="The payment stays where it is. Both sides are told.",
    ),
    Deed(
        "open_files",
        "Open the files themselves",
        ReasonForm,
        DECIDES,
        _open_files,
        open=_has_files,
        text="Files may name the prospect. You can open them for an hour; each look is in the audit log with "
        "your reason.",
        done="You can open the files of this case for an hour.",
    ),
    Deed(
        "reveal",
        "Show who the prospect is",
        ReasonForm,
        "cases.reveal",
        reveal,
        text="You see them for an hour, and what the two wrote as they wrote it: until then it says "
        "“[the prospect]” where they name them. Your reason is kept in the log of reveals.",
        done="The prospect is shown on this page for an hour.",
    ),
)

KIND = Kind(
    name="dispute",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    deeds=DEEDS,
    explain="Rep and connector disagree. The payment is frozen until it is settled or decided.",
    waits=waits,
    why_not=why_not,
    hidden_from=own_cases,
)
