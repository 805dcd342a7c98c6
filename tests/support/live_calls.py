"""Bringing a call to the provider into each condition in which another order can meet it."""

from payments import actions as payments
from payments.models import ProviderCall
from tests.support.sandbox_process import Sandbox

ROUTES = {
    "checkout": "POST /v1/checkout/sessions",
    "expire": "POST /v1/checkout/sessions/*/expire",
    "cancel": "POST /v1/payment_intents/*/cancel",
    "capture": "POST /v1/payment_intents/*/capture",
    "refund": "POST /v1/refunds",
    "transfer": "POST /v1/transfers",
    "reverse": "POST /v1/transfers/*/reversals",
    "evidence": "POST /v1/disputes/*",
}
CONDITIONS = (
    "granted",
    "waiting",
    "sent, answer lost",
    "sent, never done",
    "doubtful, done",
    "doubtful, not done",
    "refused for good",
    "refused for now",
)
"""`refused for good`: a refund or a transfer is then stuck; other calls are asked again."""
SENT_BACK = "sent back"
"""Of refunds alone: done, and then returned by the card's bank."""
REFUSALS = {
    "refused for good": {"code": "parameter_invalid_integer"},
    "refused for now": {"code": "balance_insufficient"},
}


def bring(row: ProviderCall, condition: str, sandbox: Sandbox) -> ProviderCall:
    """The call `row`, which waits, as `condition` says; nothing else has happened since."""
    if condition == "waiting":
        return row
    if condition not in {"granted", SENT_BACK}:
        sandbox.post("faults", match=ROUTES[row.operation], times=9, **fault_of(condition))
    payments.carry_out(row.pk)
    sandbox._call("DELETE", "faults", None)
    row.refresh_from_db()
    if condition.startswith("doubtful"):
        assert row.status == "sent", row.status
        ProviderCall.objects.filter(pk=row.pk).update(status="doubtful", leased_until=None)
    if condition == SENT_BACK:
        sandbox.post("refund_fails", refund=row.answer_id)
        assert row.payment_id
        payments.look(row.payment_id)
    row.refresh_from_db()
    return row


def fault_of(condition: str) -> dict[str, object]:
    """What the sandbox is to do to a call, so that it ends in `condition`."""
    if condition in REFUSALS:
        error = {"type": "invalid_request_error", "message": "No.", **REFUSALS[condition]}
        return {"kind": "error", "error": error}
    done = condition.endswith(("answer lost", ", done"))
    return {"kind": "drop_after_commit" if done else "drop_before"}
