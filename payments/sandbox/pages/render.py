"""Pages from small HTML files; every value is escaped unless it is Markup."""

from html import escape
from pathlib import Path
from string import Template

from payments.sandbox.api import Answer

HERE = Path(__file__).parent
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
NO_DECIMALS = {"clp", "isk", "jpy", "krw", "pyg", "ugx", "vnd", "xaf", "xof", "xpf"}
SIGNS = {"eur": "€", "usd": "$", "gbp": "£"}


class Markup(str):
    """Text that is HTML already."""


def fragment(template: str, /, **values: object) -> Markup:
    """Fill ``<name>.html``."""
    safe = {
        key: value if isinstance(value, Markup) else escape(str(value))
        for key, value in values.items()
    }
    return Markup(Template((HERE / f"{template}.html").read_text()).substitute(safe))


def page(
    template: str, /, *, title: str, status: int = 200, goes_to: str = "", **values: object
) -> Answer:
    """A whole page; ``goes_to`` lists the origins that its forms may lead to."""
    body = fragment("frame", title=title, body=fragment(template, **values))
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
        f" form-action 'self' {goes_to}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
    }
    return Answer(status, body, headers)


def redirect(url: str) -> Answer:
    """Go there with GET."""
    return Answer(303, "", {"Location": url, "Content-Type": "text/plain"})


def amount(minor: int, currency: str) -> str:
    """Money as a payer reads it: ``€1,250.00``."""
    sign = SIGNS.get(currency, currency.upper() + " ")
    if currency in NO_DECIMALS:
        return f"{sign}{minor:,}"
    if currency in THREE_DECIMALS:
        return f"{sign}{minor // 1000:,}.{minor % 1000:03d}"
    return f"{sign}{minor // 100:,}.{minor % 100:02d}"


def alert(message: str) -> Markup:
    """A sentence that must be heard, or nothing."""
    return Markup(f'<p class="alert" role="alert">{escape(message)}</p>' if message else "")
