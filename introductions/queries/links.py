"""The prospect's links and addresses: made, read, and what a mail to one of them proves."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from connectors.identity import email_domain, same_domain
from connectors.models import Relationship
from introductions.lifecycle import CONFIRM_WAIT, Actor, State
from introductions.models import Introduction

PROSPECT_SALT = "introductions.prospect"
ANSWER, WITNESS, NEVER = "answer", "witness", "never"
THREAD, REPLY = "introductions.thread", "introductions.reply"
PROSPECT_CHOICES = ("agree", "not_now", "not_seller", "never")


def is_known_address(introduction: Introduction) -> bool:
    """Whether the prospect's address is more than the connector's word: it fits the domain we know
    of their company, or an introduction by another connector to it was completed before."""
    frozen = introduction.entry or {}
    if frozen["at_company"] if "at_company" in frozen else is_at_company(introduction.relationship):
        return True
    before = Introduction.objects.filter(prospect=introduction.prospect, state=State.RELEASED)
    return before.exclude(connector=introduction.connector).filter(prospect_word="yes").exists()


def is_at_company(relationship: Relationship) -> bool:
    """Whether the address fits the domain that we know of the company."""
    company = relationship.company
    return bool(company and same_domain(email_domain(relationship.email), company.domain))


INTRODUCES = "introduces"
NOBODY = "nobody"
"""Who vouches for a mail whose sender is not verified: good enough for a no."""


def proof_by_mail(row: Introduction) -> str:
    """What the kept mails prove: "prospect", who answered in the thread from an address that is known
    to be theirs; "mail", the connector's to both; "word" where there is none."""
    verified = row.thread_mails.exclude(vouched_by=NOBODY)
    said = set(verified.values_list("sender", "said"))
    if (Actor.PROSPECT, "") in said and is_known_address(row):
        return "prospect"
    return "mail" if (Actor.CONNECTOR, INTRODUCES) in said else "word"


PROOFS = {
    "word": "The connector's own word is the only proof so far",
    "mail": "A verified mail of the introduction is the proof",
    "prospect": "The prospect says that it took place, from an address we know",
}


def proof_of(introduction: Introduction) -> str:
    """Which proof there is while the rep is waited for, and why the clock stands where it does."""
    if introduction.state != State.CONFIRMING:
        return ""
    words = PROOFS[introduction.proof]
    if introduction.prospect_word == "yes" and introduction.proof != "prospect":
        words = "The prospect says that it took place, from an address we cannot tell"
    days = CONFIRM_WAIT[introduction.proof].days
    return f"{words}; so a silent rep is waited for {days} days, counted from the introduction."


def prospect_token(introduction: Introduction, purpose: str) -> str:
    """A signed token for one purpose (`answer`, `witness`, `never`); the state says how long it lives."""
    return signing.Signer(salt=PROSPECT_SALT).sign(f"{introduction.public_id.hex}.{purpose}")


def by_prospect_token(token: str, *purposes: str) -> Introduction | None:
    """The introduction of a token made for one of `purposes`; None for anything else."""
    try:
        name, found = signing.Signer(salt=PROSPECT_SALT).unsign(token).split(".", 1)
    except (signing.BadSignature, ValueError):
        return None
    if found not in purposes:
        return None
    return (
        Introduction.objects.select_related("relationship", "rep", "connector", "payment")
        .filter(public_id=name)
        .first()
    )


def thread_address(introduction: Introduction) -> str:
    """The introduction's own address: a mail to both with this in copy proves that it was made."""
    return signed_address(introduction, "intro+", THREAD)


def by_thread_address(address: str) -> Introduction | None:
    """The introduction whose own address this is (letter case aside); None for anything else."""
    return by_signed_address(address, "intro+", THREAD)


def answer_address(introduction: Introduction) -> str:
    """Where the prospect's reply to the first mail goes; "" where no mail comes in."""
    return signed_address(introduction, "answer+", REPLY) if takes_mail() else ""


def by_answer_address(address: str) -> Introduction | None:
    """The introduction that a reply to this address is about; None for anything else."""
    return by_signed_address(address, "answer+", REPLY)


def takes_mail() -> bool:
    """Whether mail comes in, and somebody can say whose it is."""
    return bool(settings.INBOUND_TRUSTED or settings.INBOUND_DKIM)


def signed_address(introduction: Introduction, prefix: str, salt: str) -> str:
    """A secret address of this introduction, of the kind that `prefix` and `salt` name."""
    name = introduction.public_id.hex
    return f"{prefix}{name}.{_address_sign(salt, name)}@{settings.INBOUND_DOMAIN}"


def by_signed_address(address: str, prefix: str, salt: str) -> Introduction | None:
    """The introduction whose address of this kind it is (letter case aside); None for anything else."""
    local, _, domain = address.strip().lower().partition("@")
    name, _, sign = local.removeprefix(prefix).partition(".")
    fits = local.startswith(prefix) and domain == settings.INBOUND_DOMAIN.lower()
    if not fits or not constant_time_compare(sign, _address_sign(salt, name)):
        return None
    rows = Introduction.objects.select_related("relationship", "rep", "connector", "payment")
    return rows.filter(public_id=name).first()


def _address_sign(salt: str, name: str) -> str:
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()[:20]


def prospect_link(introduction: Introduction, purpose: str = ANSWER) -> str:
    """The prospect's own page for this introduction, with our host."""
    view = "prospect_answer" if purpose == ANSWER else "prospect_witness"
    return settings.SITE_URL + reverse(view, args=[prospect_token(introduction, purpose)])


def prospect_choices(introduction: Introduction) -> dict[str, str]:
    """The prospect's one-click pages: by answer, with our host. Opening one changes nothing."""
    token = prospect_token(introduction, ANSWER)
    choices = {
        choice: settings.SITE_URL + reverse("prospect_choice", args=[token, choice])
        for choice in PROSPECT_CHOICES[:-1]
    }
    return choices | {"never": never_link(introduction)}


def never_link(introduction: Introduction) -> str:
    """Says "never contact me again" and nothing else: mail programs and providers read it in a header."""
    token = prospect_token(introduction, NEVER)
    return settings.SITE_URL + reverse("prospect_never", args=[token])


ANSWERS = ("ask", "counter", "accept")
"""What a connector can say to a paid request. From the first of these on the rep reads who it is."""
