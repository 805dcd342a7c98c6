"""Somebody at the doors that everybody has: pages, forms, the API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

File = tuple[str, bytes]
"""A file's name and what is in it."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the text, and the address where it was found in the end."""

    status_code: int
    text: str
    url: str

    def json(self) -> Any:
        """The text read as JSON; an empty object where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return {}

    @property
    def code(self) -> str:
        """The refusal's code, empty where there is none."""
        body = self.json()
        return str(body.get("code", "")) if isinstance(body, dict) else ""


class Sender(Protocol):
    """A browser: sends one request, with its cookies and what the site asks of a form."""

    def __call__(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, File] | None = None,
        body: bytes | None = None,
        content_type: str = "",
        follow: bool = False,
    ) -> Answer:
        """`body` with `content_type`, or a `form` with `files`; `follow`: go where it sends."""


@dataclass
class Person:
    """Somebody with a browser of their own."""

    send: Sender
    email: str = ""

    def get(self, path: str, **query: Any) -> Answer:
        """Read a page or an answer of the API."""
        return self.send("GET", path, query=query, follow=True)

    def post(
        self,
        path: str,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, File] | None = None,
    ) -> Answer:
        """Send a form, as the page that has it would."""
        return self.send("POST", path, form=form or {}, files=files)

    def api(self, method: str, path: str, **body: Any) -> Answer:
        """Call the API; `path` below /api/v1/."""
        if method == "GET":
            return self.send(method, f"/api/v1/{path}", query=body, follow=True)
        return self.raw(method, f"/api/v1/{path}", json.dumps(body).encode())

    def raw(
        self, method: str, path: str, body: bytes, content_type: str = "application/json"
    ) -> Answer:
        """Send these very bytes."""
        return self.send(method, path, body=body, content_type=content_type)
