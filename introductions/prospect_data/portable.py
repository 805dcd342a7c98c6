"""What of each model stands in the export of a person who never signed up: made from the models, too.

Given are facts about the person. What connectors and reps say of themselves, or ask of one another, is
theirs; of a request nothing is told before the person was asked.
"""

from typing import Any

from brokerage.accounts.models import Reveal
from brokerage.kit.portable import DERIVED, HASH, KEY, OTHERS, SENDING, STAFF, Part, out
from connectors.models import (
    ContactMerge,
    FactChange,
    ImportRow,
    Prospect,
    ProspectKey,
    Relationship,
    RemovedContact,
    SearchEntry,
)
from introductions.lifecycle import Actor
from introductions.models import Dispute, IncomingEmail, Introduction, PendingRefusal, ThreadMail

OFFER = "what a connector asks for it: theirs"
PRICE = "what others pay one another; the emails to you say what the connector is paid"
PROCESS = "how those involved go on with it; says nothing about you"


def _asked(held: Any) -> list[Introduction]:
    """Requests that the person was asked about."""
    return [row for row in held.introductions if row.accepted_at]


def _among_asked(model: Any) -> Any:
    return lambda held: model.objects.filter(introduction__in=_asked(held)).order_by("pk")


def _of_asked(name: str) -> Any:
    return lambda row, _: getattr(row, name) if row.accepted_at else None


def _what_went(merge: Any, _: Any) -> dict[str, Any]:
    """What a contact said of the person before it went into another one."""
    return {
        name: merge.gone[name] for name in ("name", "email", "profile_url", "title", "company_name")
    }


PARTS = (
    Part(
        Relationship,
        lambda held: [row for row in held.rows if row.email or row.name],
        given=(
            "name", "email", "profile_url", "title", "company_name", "company", "role", "seniority",
            "department", "category", "country", "strength", "how_known", "connected_on",
            "last_contact_on", "last_listed_at", "created_at", "updated_at", "company_shown",
            "shown_seniority", "shown_department", "shown_industry", "shown_size", "shown_country",
            "corrected", "attested_at", "faded_by", "typed", "moved_at",
        ),
        told={
            "connector": lambda row, _: row.connector.name,
            "listed_at": lambda row, _: row.listed_at is not None,
        },
        left_out=out(KEY, "public_id prospect brought_by")
        | out("a connector's own notes: ask us, and we look at them", "notes")
        | out(HASH, "domain_key_id domain_digest profile_key_id profile_digest name_key_id name_digest")
        | out(OFFER, "price_minor currency show_company back_at")
        | out("what our moderators said to the connector", "taken_down_at taken_down_reason")
        | out("follows from your own answers, drawn by lot", "rests_until")
        | out("drawn by lot for the connector's listings", "attest_by rests_unattested")
        | out(DERIVED, "search_text faded_on"),
    ),
    Part(
        FactChange,
        lambda held: FactChange.objects.filter(relationship__in=held.rows).order_by("pk"),
        given=("fact", "before", "after", "at"),
        left_out=out(KEY, "relationship run"),
    ),
    Part(
        ContactMerge,
        lambda held: ContactMerge.objects.filter(kept__in=held.rows).order_by("pk"),
        given=("at",),
        told={"gone": _what_went},
        left_out=out(KEY, "public_id connector kept")
        | out("told above, without what a connector asks for it", "filled"),
    ),
    Part(
        ImportRow,
        lambda held: [row for row in held.aside if isinstance(row, ImportRow)],
        given=("cells",),
        told={"run": lambda row, _: {"uploaded_at": row.run.created_at}},
        left_out=out(KEY, "number relationship candidates")
        | out(HASH, "digests")
        | out(DERIVED, "kind reason has_email changes")
        | out("what its connector is about to do with it: theirs", "answer is_chosen is_taken"),
    ),
    Part(
        RemovedContact,
        lambda held: [row for row in held.aside if isinstance(row, RemovedContact)],
        given=("at",),
        told={"gone": _what_went},
        left_out=out(KEY, "bulk") | out(HASH, "digests"),
    ),
    Part(
        Prospect,
        lambda held: [held.prospect],
        given=(
            "created_at", "requests_a_month", "rest_days", "paused_until", "refused_topics",
            "welcome_topics", "unwelcome_topics",
        ),
        left_out=out(KEY, "public_id"),
    ),
    Part(
        SearchEntry,
        lambda held: SearchEntry.objects.filter(relationship__in=held.rows).order_by("pk"),
        left_out=out(KEY, "relationship public_id connector_id prospect company_id")
        | out(
            DERIVED,
            "seniority department industry size_band country strength currency price_minor is_verified"
            " answers facts best_first strong_first new_first words",
        ),
    ),
    Part(
        ProspectKey,
        lambda held: [held.key],
        given=("kind", "key_id"),
        left_out=out(KEY, "prospect") | out(HASH, "digest"),
    ),
    Part(
        Introduction,
        lambda held: [row for row in held.introductions if row.requested_at],
        given=(
            "state", "state_since", "listing", "topic", "requested_at", "accepted_at", "agreed_at",
            "refusal", "introduced_at", "confirmed_at", "prospect_word", "prospect_rating",
            "revealed_at", "created_at", "asked", "asked_until", "proof",
        ),
        told={name: _of_asked(name) for name in ("asker", "pitch", "purpose")},
        left_out=out(KEY, "public_id rep connector relationship prospect payment")
        | out(HASH, "entry")
        | out(PRICE, "price fee currency counter_price counters safety_hold_days")
        | out(OTHERS, "decline_reason rep_evidence connector_evidence cancel_offered_by")
        | out(PROCESS, "keep_asking shown_at waits_for_batch held_back review"),
    ),
    Part(
        Reveal,
        lambda held: Reveal.objects.filter(prospect=held.prospect.public_id).order_by("pk"),
        given=("ground", "at"),
        told={"viewer": lambda row, _: "our staff" if row.viewer.is_staff else row.viewer.name},
        left_out=out(KEY, "prospect reference"),
    ),
    Part(
        IncomingEmail,
        lambda held: IncomingEmail.objects.filter(
            introduction__in=held.introductions, sender=IncomingEmail.Sender.PROSPECT
        ).order_by("pk"),
        given=("address", "words", "why", "at", "read_at", "taken_as", "vouched_by", "stops_clocks"),
        left_out=out(KEY, "introduction sender") | out(HASH, "digest") | out(STAFF, "read_by"),
    ),
    Part(
        ThreadMail,
        lambda held: ThreadMail.objects.filter(
            introduction__in=held.introductions, sender=Actor.PROSPECT
        ).order_by("pk"),
        given=("said", "vouched_by", "at"),
        left_out=out(KEY, "introduction sender") | out(HASH, "digest"),
    ),
    Part(
        PendingRefusal,
        lambda held: PendingRefusal.objects.filter(prospect=held.prospect.pk),
        given=("why", "asked_at"),
        left_out=out(KEY, "prospect domain erases relationship") | out(SENDING, "due_at tries"),
    ),
    Part(
        Dispute,
        _among_asked(Dispute),
        given=("opened_by", "testimony", "opened_at", "closed_at", "late"),
        told={"statement": lambda row, _: row.statement if row.opened_by == Actor.PROSPECT else None},
        left_out=out(KEY, "introduction")
        | out(
            OTHERS,
            "reason responded_at split_offer split_offered_by appealed_by appeal appealed_at accepted_by"
            " ruling ruling_part ruling_reason ruled_at first_ruling set_aside taken_back finding due_before",
        )
        | out(STAFF, "ruled_by needs_cosign cosigned_by"),
    ),
)  # fmt: skip


def records_of(held: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row that is kept about the person, by kind, as plain values; times in UTC."""
    return {part.name: part.of(held) for part in PARTS}


OF_ENTRIES = frozenset(
    {
        Relationship,
        FactChange,
        ContactMerge,
        ImportRow,
        RemovedContact,
        Introduction,
        IncomingEmail,
        ThreadMail,
        Dispute,
    }
)


def records_of_entries(some: Any) -> dict[str, list[dict[str, Any]]]:
    """The same of single entries and requests (`rows`, `introductions`): nothing of any mailbox's owner."""
    return {part.name: part.of(some) for part in PARTS if part.model in OF_ENTRIES}
