"""A yes counts only with proof, and only when the person's own words are nothing but the yes."""

from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from brokerage.cases.models import Case
from brokerage.demo import mail_in
from introductions.prospects.inbound import hand_in
from introductions.prospects.replies import read
from introductions.queries import answer_address
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.envelopes import CRLF, email, trial
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
LEGAL = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you are "
    "not the intended recipient, please notify the sender immediately and delete this e-mail."
)
OUTLOOK_STYLE = (
    "<style><!-- @font-face {font-family:Calibri;} p.MsoNormal {margin:0cm; font-size:11.0pt;"
    " mso-ligatures:standardcontextual;} --></style>"
)


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "brokerage.demo.mail_in.key_of"


def outcome(stage: Stage, raw: bytes) -> str:
    """What a signed mail leads to, all of it undone: "yes", or "read" with the clocks stopped."""
    found = ""
    with trial():
        hand_in(mail_in.signed(raw))
        row = stage.now()
        waiting = row.deadlines.filter(move__in=["remind", "lapse"], left__isnull=False).count()
        case = Case.objects.filter(kind="reply", subject=row.reference, closed_at=None).exists()
        if row.state == "securing" and not case:
            found = "yes"
        elif row.state == "consent" and case and waiting == 2 and row.agreed_at is None:
            found = "read"
    return found


YES = {
    "alone": "Yes",
    "with blank lines": "\n\n  I agree!  \n\n",
    "with a closing": "Yes, please.\n\nKind regards\nPetra",
    "with what we know of them": "Yes\n\nBest,\nPetra Vandenbroucke\nVP Procurement\nMeridian Freight",
    "from a telephone": "Agreed\n\nSent from my iPhone",
    "from a telephone, in German": "Yes\n\nVon meinem iPhone gesendet",
    "a signature block": "Yes\n-- \nPetra Vandenbroucke\nTel. +49 30 1234567\npetra@meridian-freight.example",
    "a note on confidentiality": f"Yes\n\n{LEGAL}",
    "quoting": "Yes\n\nOn Mon, Nov 2, 2026 at 9:00 AM Sidedoor <hello@sidedoor.example> wrote:\n> no\n> stop",
    "wrapped attribution": "Yes\n\nOn Mon, Nov 2, 2026 Sidedoor <a@b.example>\nwrote:\n\n> quoted",
}
NOT_YES = {
    "the case that was found": "Yes, but only if counsel signs off and do not give my name",
    "a second sentence": "Yes. Please do not give my name.",
    "a condition below": "Yes\n\nonly if counsel signs off",
    "a condition above": "If it is short:\nYes",
    "a question": "Yes?",
    "another question": "Yes\nWhat will it cost me?",
    "a greeting with more": "Yes\nKind regards, but do not give my name\nPetra",
    "a condition in the signature block": "Yes\n-- \nunless my name is given",
    "another answer in the signature block": "Yes\n-- \nNo",
    "a second answer": "Yes\nNot now",
    "two thanks and a date": "Yes\nThanks, not before March",
    "a condition below the quotation": "Yes\n> may we?\nbut only by telephone",
    "a condition in the attribution": "Yes\nOn condition of no name they wrote:\n> quoted",
    "a condition after a rule": "Yes\n________________________________\nonly if anonymous",
    "a condition after an old mark": "Yes\n-----Original Message-----\nonly without my name",
    "a condition in copied headers": "Yes\nFrom: Sidedoor\nSent: Monday\nSubject: only if anonymous\n\nHello",
    "a false note on confidentiality": "Yes\nThis email is confidential: agree only if you do not give my"
    " name to the recipient and it is intended for nobody else at all, please.",
    "only quoted": "> yes",
    "only quoted, with an attribution": "On Monday, Nov 2, 2026 Sidedoor wrote:\n> yes",
    "nothing": "",
    "struck letters": "y\u0336e\u0336s\u0336",
    "a hidden letter": "yes\u200b",
    "a thumb": "Yes \U0001f44e",
    "yes and no": "yes no",
    "an irony": "\u201cYes\u201d, as if",
    "an unknown language": "да",
    "late words": "Yes" + "\n" * 300 + "but without my name",
}


def test_nothing_but_the_yes_agrees(stage: Stage) -> None:
    stage.consenting()
    for name, text in YES.items():
        assert outcome(stage, email(answer_address(stage.now()), text)) == "yes", name


def test_whatever_else_stands_beside_it_is_read_by_a_person(stage: Stage) -> None:
    stage.consenting()
    for name, text in NOT_YES.items():
        assert outcome(stage, email(answer_address(stage.now()), text)) == "read", name


HTML_YES = {
    "plain": "<p>Yes</p>",
    "outlook": f"<html><head>{OUTLOOK_STYLE}</head><body><div class=WordSection1><p class=MsoNormal>"
    "<span style='color:#1F497D;font-size:11.0pt'>Yes<o:p></o:p></span></p></div></body></html>",
    "gmail": '<div dir="ltr">Yes</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon,'
    " Nov 2, 2026 at 9:00 AM Sidedoor wrote:<br></div><blockquote class=gmail_quote><p>no</p>stop"
    "</blockquote></div>",
    "apple": '<html><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">Yes<div><br>'
    '<blockquote type="cite"><div>On 2 Nov 2026, Sidedoor wrote:</div><p>no</p></blockquote></div>'
    "</body></html>",
}
HIDDEN = {
    "display none": '<p>Yes</p><p style="display:none">but without my name</p>',
    "size nought": '<p>Yes</p><p style="font-size:0px">but without my name</p>',
    "white": '<p>Yes</p><p style="color:#ffffff">but without my name</p>',
    "white font": '<p>Yes</p><font color="white">but without my name</font>',
    "aria": '<p>Yes</p><p aria-hidden="true">but without my name</p>',
    "hidden": "<p>Yes</p><p hidden>but without my name</p>",
    "comment": "<p>Yes<!-- but without my name --></p>",
    "class": "<style>.x{display:none}</style><p>Yes</p><p class=x>but without my name</p>",
    "off the page": '<p>Yes</p><p style="position:absolute;left:-9999px">but without my name</p>',
    "in the head": "<html><head><p>But without my name</p></head><body>Yes</body></html>",
    "visibility": '<p>Yes</p><p style="visibility: hidden">but</p>',
    "a yes that nobody sees": '<p style="display:none">Yes</p>',
    "a yes that nobody sees, small": '<p style="font-size:1px">Yes</p>',
    "a yes on a dark ground": '<p style="background:#000">Yes</p>',
    "struck through": "<p><s>Yes</s></p>",
    "struck by style": '<p style="text-decoration: line-through">Yes</p>',
    "generated": "<style>p:after{content:' but without my name'}</style><p>Yes</p>",
    "a picture": '<p>Yes</p><img src="data:," alt="but without my name">',
    "an unclosed tag": "<p>Yes</p><b but without my name",
    "a field": '<p>Yes</p><input value="but without my name">',
    "details": "<p>Yes</p><details><summary></summary>but without my name</details>",
    "answer within the quotation": "<p>Yes</p><blockquote>May we?</blockquote><p>but without my name</p>",
    "only quoted": "<blockquote>Yes</blockquote>",
    "script": "<p>Yes</p><script>document.write('but')</script>",
}  # fmt: skip


def test_html_counts_as_its_reader_sees_it(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    for name, html in HTML_YES.items():
        assert outcome(stage, email(to, html=html)) == "yes", name
        assert outcome(stage, email(to, "Yes", html=html)) == "yes", name
    for name, html in HIDDEN.items():
        assert outcome(stage, email(to, html=html)) == "read", name
        assert outcome(stage, email(to, "Yes", html=html)) == "read", name


def test_both_parts_must_say_the_same(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    for text, html in (
        ("Yes", "<p>No</p>"),
        ("Yes", "<p>Yes, but without my name</p>"),
        ("Yes, but without my name", "<p>Yes</p>"),
        ("Not now", "<p>Yes</p>"),
        ("Yes", "<p> </p>"),
    ):
        assert outcome(stage, email(to, text, html=html)) == "read", (text, html)


def test_the_subject_counts_as_words_of_theirs(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    (first,) = [one for one in mail.outbox if one.to == [PETRA.email]]
    for subject in (f"Re: {first.subject}", "AW: an introduction", "", "Yes", "Re: Yes"):
        assert outcome(stage, email(to, "Yes", subject=subject)) == "yes", subject
    for subject in (
        "Only without my name",
        "Re: not with my name",
        "No",
        "Is this real?",
        "A condition",
    ):
        assert outcome(stage, email(to, "Yes", subject=subject)) == "read", subject
    for text in ("", "Kind regards\nPetra", "Who are you?", "> yes"):
        assert outcome(stage, email(to, text, subject="Yes")) == "read", text


def test_our_own_mail_may_be_quoted_without_marks(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    (first,) = [one for one in mail.outbox if one.to == [PETRA.email]]
    head = f"From: Sidedoor <hello@sidedoor.example>\nSent: Monday, 2 Nov 2026\nTo: {PETRA.email}\n"
    quoted = f"Yes\n\n{head}Subject: {first.subject}\n\n{first.body}"
    assert outcome(stage, email(to, quoted)) == "yes"
    for part in ("Please know that", "I agree to be introduced"):
        changed = quoted.replace(part, f"[but not my name] and {part}")
        assert changed != quoted
        assert outcome(stage, email(to, changed)) == "read"


def test_what_is_attached_is_read_by_a_person(stage: Stage) -> None:
    stage.consenting()
    message = EmailMessage()
    message["From"], message["To"] = PETRA.email, answer_address(stage.now())
    message["Subject"] = "Re: an introduction"
    message.set_content("Yes")
    message.add_attachment("but without my name", filename="terms.txt")
    raw = message.as_bytes(policy=message.policy.clone(linesep=CRLF))
    assert outcome(stage, raw) == "read"


def test_a_yes_needs_proof(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    other = email(to, "Yes", sender="petra@elsewhere.example")
    for name, raw in {
        "unsigned": email(to, "Yes"),
        "another address": mail_in.signed(other),
        "a list": mail_in.signed(email(to, "Yes"), "list"),
        "a public suffix": mail_in._with_signature(
            email(to, "Yes"), b"example", mail_in.HOUSES["own"]
        ),
        "a neighbour": mail_in._with_signature(
            email(to, "Yes"), b"other.example", mail_in.HOUSES["own"]
        ),
    }.items():
        with trial():
            hand_in(raw)
            assert stage.now().state == "consent", name
            assert Case.objects.filter(kind="reply", closed_at=None).exists(), name


def test_a_verified_address_of_theirs_agrees_as_well(stage: Stage) -> None:
    petra = builders.person("petra", email=PETRA.email)
    private = EmailAddress.objects.create(
        user=petra, email="petra@private.example", verified=False, primary=False
    )
    stage.consenting()
    raw = mail_in.signed(email(answer_address(stage.now()), "Yes", sender=private.email))
    with trial():
        hand_in(raw)
        assert stage.now().state == "consent"
    EmailAddress.objects.filter(pk=private.pk).update(verified=True)
    hand_in(raw)
    settle()
    assert stage.now().state == "introducing"


def test_an_address_that_somebody_only_claims_is_not_theirs(stage: Stage) -> None:
    """A rep adds the prospect's address to their own account, without being able to prove it."""
    stage.consenting()
    EmailAddress.objects.create(user=stage.rep, email=PETRA.email, verified=False, primary=False)
    hand_in(mail_in.signed(email(answer_address(stage.now()), "Yes", sender=stage.rep.email)))
    assert stage.now().state == "consent"
    assert Case.objects.filter(kind="reply", closed_at=None).exists()


def test_a_yes_that_was_overtaken_waits(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    early = "Mon, 02 Nov 2026 09:00:00 +0000"
    hand_in(mail_in.signed(email(to, "Wait, not with my name")))
    hand_in(mail_in.signed(email(to, "Yes", date=early)))
    assert stage.now().state == "consent"
    hand_in(mail_in.signed(email(to, "I agree")))
    settle()
    assert stage.now().state == "introducing"


def test_a_reader_needs_no_database() -> None:
    message = EmailMessage()
    message.set_content("yes")
    said = read(message)
    assert (said.answer, said.is_sure, said.is_machine, said.refuses) == (
        "agree",
        True,
        False,
        False,
    )
