"""The API's front desk: who asks, which route, which parameters, which answer."""

import base64
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from payments.sandbox import clock, expand, faults, form, params
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.idempotency import AtWork, Saved, fingerprint, recall, remember
from payments.sandbox.objects import (
    account_links,
    accounts,
    balances,
    charges,
    customers,
    disputes,
    events,
    intents,
    payment_methods,
    payouts,
    refunds,
    sessions,
    transfers,
)
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Database, Rows, new_id
from payments.sandbox.webhooks import Postman
from payments.sandbox.world import API_VERSION, World

ROOMS = (
    account_links,
    accounts,
    balances,
    charges,
    customers,
    disputes,
    events,
    intents,
    payment_methods,
    payouts,
    refunds,
    sessions,
    transfers,
)
ROUTES: list[tuple[re.Pattern[str], Route]] = [
    (re.compile("^" + route.path.replace("{id}", "([^/]+)") + "$"), route)
    for room in ROOMS
    for route in room.ROUTES
]


REQUESTS_KEPT = 10_000


class Dropped(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Request:
    """What arrived."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]  # names in small letters
    given: JSON = field(default_factory=dict)  # its parameters, once they are read


@dataclass
class Answer:
    """What goes back."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Api:
    """Answers API requests, each in one transaction."""

    database: Database
    postman: Postman
    public_url: str
    at_work: AtWork = field(default_factory=AtWork)

    def answer(self, request: Request) -> Answer:
        """Answer one request; raises Dropped where a fault says so."""
        request_id = new_id("req", 14)
        fault = self._fault(request)
        try:
            if fault and fault.kind == "drop_before":
                raise Dropped
            answer = self._work(request, request_id, fault)
        except ApiError as error:
            answer = _refused(request, error)
        self._note(request, answer)
        self.postman.wake()
        if fault and fault.kind == "drop_after_commit":
            raise Dropped
        answer.headers.setdefault("Request-Id", request_id)
        answer.headers["Stripe-Version"] = request.headers.get("stripe-version", API_VERSION)
        if key := request.headers.get("idempotency-key"):
            answer.headers["Idempotency-Key"] = key
        return answer

    def _note(self, request: Request, answer: Answer) -> None:
        """Write down what was asked to be done, as in the dashboard's log of requests."""
        if request.method == "GET":
            return
        key = request.headers.get("idempotency-key", "")
        with self.database.transaction() as rows:
            seq = rows.value(
                "insert into requests (path, given, key, status, replayed)"
                " values (%s, %s, %s, %s, %s) returning seq",
                request.path,
                json.dumps(request.given),
                key,
                answer.status,
                "Idempotent-Replayed" in answer.headers,
            )
            rows.run("delete from requests where seq <= %s", seq - REQUESTS_KEPT)

    def _fault(self, request: Request) -> faults.Fault | None:
        with self.database.transaction() as rows:
            if not rows.value("select exists (select from faults)"):
                return None
            return faults.take(rows, request.method, request.path)

    def _work(self, request: Request, request_id: str, fault: faults.Fault | None) -> Answer:
        _check_key(request)
        route, ids = _route(request)
        given = request.given = params.read(route.params, _given(request, route))
        account = request.headers.get("stripe-account") or request.headers.get("stripe-context")
        key = _idempotency_key(request)
        if fault and fault.kind in ("409", "429") and (refusal := fault.refusal()):
            raise refusal  # these come before any key is looked at
        with self.at_work.claim(key, account or ""):
            if fault and fault.kind == "latency":
                time.sleep(fault.seconds)
            job = _Job(self, request, request_id, route, ids, given, account or "", key, fault)
            return job.write() if request.method in ("POST", "DELETE") else job.read()


@dataclass
class _Job:
    """One request that passed validation."""

    api: Api
    request: Request
    request_id: str
    route: Route
    ids: tuple[str, ...]
    given: JSON
    account: str
    key: str | None
    fault: faults.Fault | None

    def read(self) -> Answer:
        """Answer a GET."""
        if self.fault and (refusal := self.fault.refusal()):
            raise refusal
        with self.api.database.transaction() as rows:
            now = clock.now(rows)
            late = clock.something_due(rows, now)
        with self.api.database.transaction(write=late) as rows:
            if late:
                clock.catch_up(rows, now, self.api.public_url)
            return Answer(200, _text(self._run(rows, now)))

    def write(self) -> Answer:
        """Answer a POST: replay, or do the work and keep the answer with it."""
        with self.api.database.transaction(write=True) as rows:
            now = clock.now(rows)
            clock.catch_up(rows, now, self.api.public_url)
            print_ = fingerprint(self.request.method, self.request.path, self.given)
            if self.key and (saved := recall(rows, self.key, self.account, print_, now)):
                replayed = {"Idempotent-Replayed": "true", "Original-Request": saved.request_id}
                return Answer(saved.status, saved.body, replayed)
            answer, keep = self._do(rows, now)
            if self.key and keep:
                saved = Saved(answer.status, answer.body, self.request_id)
                remember(rows, self.key, self.account, print_, saved, now)
            return answer

    def _do(self, rows: Rows, now: int) -> tuple[Answer, bool]:
        rows.run("savepoint work")
        try:
            if self.fault and (refusal := self.fault.refusal()):
                raise refusal
            answer = Answer(200, _text(self._run(rows, now)))
        except ApiError as error:
            if not error.keep:
                rows.run("rollback to savepoint work")
            return _refused(self.request, error), error.saved
        if self.fault and self.fault.kind == "500_after_commit":
            return Answer(500, _text(faults.broken(saved=True).body())), True
        return answer, True

    def _run(self, rows: Rows, now: int) -> JSON:
        world = World(rows, now, self.api.public_url, self.account, self.request_id, self.key)
        if self.account and not rows.get("v2.core.account", self.account, ""):
            message = f"The provided key does not have access to account '{self.account}'."
            raise ApiError(message, status=403, code="account_invalid", saved=False)
        body = self.route.handler(world, self.given, *self.ids)
        return expand.expanded(world, body, self.given.get("expand", []))


def _check_key(request: Request) -> None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        value = base64.b64decode(value + "==").decode(errors="replace").partition(":")[0]
    if not value:
        message = "You did not provide an API key."
        raise ApiError(message, status=401, saved=False)
    if not re.fullmatch(r"sk_test_\w+", value):
        message = f"Invalid API Key provided: {value[:8]}****"
        raise ApiError(message, status=401, saved=False)
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        message = f"Invalid Stripe API version: {version}; the sandbox speaks {API_VERSION}."
        raise ApiError(message, saved=False)


def _route(request: Request) -> tuple[Route, tuple[str, ...]]:
    for pattern, route in ROUTES:
        matched = pattern.match(request.path)
        if matched and route.method == request.method:
            return route, matched.groups()
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    raise ApiError(message, status=404, saved=False)


def _given(request: Request, route: Route) -> dict[str, Any]:
    if request.method != "POST":
        return form.parse(request.query)
    if route.version == "v1":
        return form.parse(request.body.decode())
    try:
        given = json.loads(request.body or b"{}")
    except ValueError as error:
        raise ApiError(f"Invalid JSON: {error}", saved=False) from error
    return given if isinstance(given, dict) else {"": given}


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and len(key) > 255:
        message = "Idempotency keys may be at most 255 characters."
        raise ApiError(message, type="idempotency_error", saved=False)
    return key if request.method == "POST" else None


V2_CODES = {"resource_missing": "not_found"}


def _refused(request: Request, error: ApiError) -> Answer:
    """The refusal in the words of the API's version: v2 knows code and message only."""
    body = error.body()
    if request.path.startswith("/v2/"):
        code = error.error.get("code", error.error["type"])
        told = {"type": error.error["type"], "code": V2_CODES.get(str(code), str(code))}
        body = {"error": {**told, "message": error.message}}
    return Answer(error.status, _text(body), error.headers)


def _text(body: JSON) -> str:
    return json.dumps(body, indent=2)
