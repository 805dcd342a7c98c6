"""What people write and we mail to strangers: no way to reach anybody past us, and nothing in our own name.

Our domain carries these words to people who never asked to hear from us, and mail programs turn every
"acme.com" into a link.
"""

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.text.contact_details import contact_details
from brokerage.kit.text.hidden_letters import HIDDEN, holds_unseen, turns_around
from brokerage.kit.text.name_match import Text, find, holds_phrase, needles_of

LONGEST_NAME, LONGEST_COMPANY = 70, 100
#: Nobody is called so; a stranger would take it for us.
_OUR_WORK = (
    "support", "support team", "security", "security desk", "security team", "moderation", "moderator",
    "moderation team", "admin", "administrator", "help desk", "helpdesk", "customer service",
    "customer support", "trust and safety", "trust safety", "verification", "verification team", "billing",
    "no reply", "noreply", "postmaster", "official", "system message", "payments team",
)  # fmt: skip


def why_not_mailed(text: str, *, own_domain: str = "") -> str:
    """Why these words are not mailed to a stranger, for their author; "" where they are.

    `own_domain`: the one proven domain that may stand there.
    """
    if turns_around(text):
        return HIDDEN
    if found := contact_details(text, own_domain=own_domain):
        return f"Leave out {found.kind} (“{found.words}”). We mail your words to people who do not know you."
    said = Text(text)
    for hit in find(said, needles_of(settings.SITE_NAME)):
        words = hit.words.split()
        if not (len(words) > 1 and hit.words.islower() and all(len(one) > 2 for one in words)):
            return (
                f"Leave out “{hit.words}”: it reads as if {settings.SITE_NAME} itself were writing."
            )
    return ""


def check_name(name: str) -> None:
    """Refuse a name for an account that could not stand in a mail to a stranger."""
    if sentence := why_not_name(name):
        raise Refusal(sentence, code="name", status=400, field="name")


def check_company(company: str, *, own_domain: str = "") -> None:
    """Refuse a company that could not stand in a mail to a stranger."""
    if sentence := why_not_company(company, own_domain=own_domain):
        raise Refusal(sentence, code="company", status=400, field="company")


def check_account(user: User) -> None:
    """Refuse to mail anybody in the name of an account that was named before names were checked."""
    sentence = why_not_name(user.name) or why_not_company(
        user.company, own_domain=proven_domain(user)
    )
    if sentence:
        raise Refusal(
            f"Change your name or company on your account page first. {sentence}",
            code="account_words",
        )


def proven_domain(user: User) -> str:
    """The company domain at which an address of theirs is confirmed; "" for none."""
    return user.work_domain if user.work_domain_verified_at else ""


def why_not_name(name: str) -> str:
    """Why nobody is called so here, in a sentence; "" where they may be."""
    if sentence := _odd_letters(name) or why_not_mailed(name):
        return sentence
    if len(name) > LONGEST_NAME:
        return f"Write your name in at most {LONGEST_NAME} letters."
    if not any(letter.isalpha() for letter in name):
        return "Write your name in letters."
    said = Text(name)
    if any(holds_phrase(said, one) for one in _OUR_WORK) or _reads_as_us(said):
        return "Write your own name: this reads as if we were writing."
    return ""


def why_not_company(company: str, *, own_domain: str = "") -> str:
    """Why no company is called so here, in a sentence; "" where it may be."""
    if sentence := _odd_letters(company) or why_not_mailed(company, own_domain=own_domain):
        return sentence
    if len(company) > LONGEST_COMPANY:
        return f"Write your company's name in at most {LONGEST_COMPANY} letters."
    return (
        f"This reads as if {settings.SITE_NAME} itself were writing."
        if _reads_as_us(Text(company))
        else ""
    )


def _reads_as_us(text: Text) -> bool:
    """Whether our name stands there, even as everyday words ("Side Door")."""
    return next(find(text, needles_of(settings.SITE_NAME)), None) is not None


def _odd_letters(text: str) -> str:
    return HIDDEN if holds_unseen(text) else ""
