"""Which page a path leads to; each visit is one transaction."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from payments.sandbox import clock
from payments.sandbox.api import Answer, Api, Request
from payments.sandbox.errors import ApiError
from payments.sandbox.pages import checkout, onboarding, render
from payments.sandbox.world import World

Shown = Callable[[World, str], Answer]
Done = Callable[[World, str, dict[str, str]], Answer]
SHOWN: dict[str, Shown] = {
    "/c/pay/": checkout.show,
    "/c/authenticate/": checkout.bank,
    "/connect/onboarding/": onboarding.open_link,
    "/connect/visit/": onboarding.show,
    "/connect/express/": onboarding.dashboard,
}
DONE: dict[str, Done] = {
    "/c/pay/": checkout.submit,
    "/c/authenticate/": checkout.answer_bank,
    "/connect/visit/": onboarding.submit,
}


class Pages:
    """Answers browsers."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def answer(self, request: Request) -> Answer:
        """The page, or 404."""
        matched = re.fullmatch(r"(/(?:c|connect)/\w+/)([\w-]+)", request.path)
        table: dict[str, Any] = DONE if request.method == "POST" else SHOWN
        if request.path == "/" and request.method == "GET":
            return render.redirect("/_sandbox/")
        if matched is None or matched[1] not in table:
            return _missing()
        given = [dict(parse_qsl(request.body.decode()))] if request.method == "POST" else []
        try:
            answer = self._visit(table[matched[1]], matched[2], given)
        except ApiError:
            return _missing()
        self.api.postman.wake()
        return answer

    def _visit(self, door: Any, id: str, given: list[dict[str, str]]) -> Answer:
        with self.api.database.transaction(write=True) as rows:
            now = clock.now(rows)
            clock.catch_up(rows, now, self.api.public_url)
            answer: Answer = door(World(rows, now, self.api.public_url), id, *given)
            return answer


def _missing() -> Answer:
    return render.page(
        "message",
        title="Not found",
        status=404,
        heading="There is nothing here",
        text="This page of the sandbox does not exist.",
        more="",
    )
