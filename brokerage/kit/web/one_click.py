"""The one click by which a mail program ends emails (RFC 8058, section 3.1)."""

from django.http import HttpRequest

_NAME, _VALUE = "List-Unsubscribe", "One-Click"


def is_one_click(request: HttpRequest) -> bool:
    """Whether this request says, in its body, what only a mail program's one click says."""
    return request.POST.get(_NAME) == _VALUE
