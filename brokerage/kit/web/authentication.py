"""Who calls the API: a session, said so where there is none."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class Session(SessionAuthentication):
    """A signed-in session. Whoever has none is answered 401, not 403: they may sign in and come back."""

    def authenticate_header(self, request: Request) -> str:
        """What stands in WWW-Authenticate of a 401; no scheme of a browser's own, so that it asks nothing."""
        return 'Session realm="api"'


class SessionInSchema(SessionScheme):  # type: ignore[no-untyped-call]
    """The same in the API's description."""

    target_class = Session  # type: ignore[assignment]
