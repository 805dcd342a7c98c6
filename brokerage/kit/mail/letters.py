"""Mails from text templates: `templates/emails/{name}.txt`.

The first line is the subject; a blank line; then paragraphs. A line `[Words](address)` alone in its
paragraph is a button. The HTML part is made from the same paragraphs by `layouts/email.html`.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from brokerage.kit.mail.domains import ascii_address

BUTTON = re.compile(r"^\[(?P<words>[^\]]+)\]\((?P<url>[^)\s]+)\)$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a mail; with `url` it is a button, with `quote` somebody's own words."""

    text: str
    url: str = ""
    quote: bool = False
    first: bool = False
    """The mail's first button: the one that stands out."""


def letter(
    name: str, *, to: str, headers: dict[str, str] | None = None, **context: Any
) -> EmailMultiAlternatives:
    """The mail `name` to one address, as plain text and HTML. `context` is seen by its template."""
    context |= {
        "address": to,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
        "support_email": settings.SUPPORT_EMAIL,
    }
    raw = render_to_string(f"emails/{name}.txt", context)
    subject, _, body = raw.strip().partition("\n")
    context |= {"subject": subject.strip(), "paragraphs": paragraphs(body)}
    mail = EmailMultiAlternatives(
        subject=subject.strip(),
        body=render_to_string("layouts/email.txt", context),
        # Django itself would ask the DNS by the older rules, under which some domains are another's.
        to=[ascii_address(to) or to],
        headers=headers or {},
    )
    mail.attach_alternative(render_to_string("layouts/email.html", context), "text/html")
    return mail


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of a mail's text; the first button is marked as such."""
    found = [_paragraph(part) for part in re.split(r"\n\s*\n", body.strip())]
    buttons = [place for place, one in enumerate(found) if one.url]
    if buttons:
        found[buttons[0]] = replace(found[buttons[0]], first=True)
    return found


def _paragraph(part: str) -> Paragraph:
    lines = [line.strip() for line in part.strip().splitlines()]
    if all(line.startswith(">") for line in lines):
        return Paragraph("\n".join(line[1:].strip() for line in lines), quote=True)
    text = " ".join(lines)
    button = BUTTON.match(text)
    return Paragraph(button["words"], button["url"]) if button else Paragraph(text)


def one_line(text: str) -> str:
    """Typed words as they may stand in a subject or sentence: one line, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(text: str) -> str:
    """Typed words as a quotation: each line marked, so that none can pass for a line of ours."""
    return "\n".join(f"> {one_line(line)}".rstrip() for line in text.strip().splitlines())
