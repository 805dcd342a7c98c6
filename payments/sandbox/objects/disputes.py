"""Disputes (chargebacks), inquiries and early fraud warnings."""

from payments.sandbox import listing, money, params
from payments.sandbox.cards import card_of
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import DAY, World

ANSWER_WITHIN = 9 * DAY
BANK_DECIDES_AFTER = 300
EVIDENCE = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
]
UPDATE: params.Description = {
    "evidence": params.fields(dict.fromkeys(EVIDENCE, params.text)),
    "submit": params.boolean,
    "metadata": params.metadata,
    **params.EXPAND,
}
LIST: params.Description = {
    **params.LIST,
    "charge": params.text,
    "payment_intent": params.text,
}
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


def open_dispute(
    world: World, charge: Thing, *, amount: int | None = None, reason: str, inquiry: bool = False
) -> Thing:
    """The payer's bank takes the money back (or, an inquiry, only asks).

    Raises ApiError where nothing is left to dispute.
    """
    left = _left(charge)
    amount = left if amount is None else amount
    if not charge.body["captured"] or amount < 1 or amount > left:
        raise ApiError("There is nothing on this charge that can be disputed.", status=409)
    dispute = _make(world, charge, amount, reason, inquiry)
    if not inquiry:  # of an inquiry the charge itself says nothing: only the list of disputes does
        charge.body["disputed"] = True
        charge.hidden["disputes_open"] = charge.hidden.get("disputes_open", 0) + 1
        taken = charge.hidden.get("charged_back_amount", 0)
        charge.hidden["charged_back_amount"] = taken + amount
    world.save(charge)
    world.at(dispute.body["evidence_details"]["due_by"], "dispute_closes", dispute.id)
    world.tell("charge.dispute.created", dispute)
    delay = world.rows.setting("withdrawal_delay", 0)
    if not inquiry and delay:
        world.later(delay, "dispute_withdraws", dispute.id)
    elif not inquiry:
        _withdraw(world, dispute)
    return dispute


def _left(charge: Thing) -> int:
    """What neither a refund nor another dispute has taken back."""
    back = charge.hidden["returned"] + charge.hidden.get("charged_back_amount", 0)
    return int(charge.body["amount_captured"] - back)


def _make(world: World, charge: Thing, amount: int, reason: str, inquiry: bool) -> Thing:
    case = "inquiry" if inquiry else "chargeback"
    brand = card_of(charge.hidden["number"]).brand
    body: JSON = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge.id,
        "created": world.now,
        "currency": charge.body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now + ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge.body["payment_intent"],
        "payment_method_details": {
            "card": {"brand": brand, "case_type": case, "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
    return world.make("dispute", body)


def dispute_withdraws(world: World, id: str) -> None:
    """The network takes the money some time after the dispute was opened (the switch ``withdrawals``)."""
    _withdraw(world, world.get("dispute", id))


def _withdraw(world: World, dispute: Thing) -> None:
    charge = world.get("charge", dispute.body["charge"])
    amount, currency = money.of_charge(dispute.body["amount"], charge)
    id = money.book(
        world,
        -amount,
        currency,
        type="adjustment",
        category="dispute",
        source=dispute.id,
        fee=money.DISPUTE_FEE,
        description=f"Chargeback withdrawal for {dispute.body['charge']}",
    )
    _note_transaction(world, dispute, id)
    world.tell("charge.dispute.funds_withdrawn", dispute)


def _note_transaction(world: World, dispute: Thing, id: str) -> None:
    booked = money.transaction(world, id)
    assert booked is not None
    dispute.body["balance_transactions"].append(booked)
    world.save(dispute)


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/disputes/{id}: stage evidence, and submit it unless ``submit=false``."""
    dispute = world.get("dispute", id)
    body = dispute.body
    if body["status"] not in OPEN:
        raise ApiError("This dispute is already closed", code="dispute_already_closed")
    if "metadata" in given:
        body["metadata"] = params.merged(body["metadata"], given["metadata"])
    evidence = given.get("evidence", {})
    if evidence and body["evidence_details"]["submission_count"]:
        raise ApiError("The evidence for this dispute has already been submitted.")
    body["evidence"].update({name: value or None for name, value in evidence.items()})
    details = body["evidence_details"]
    details["has_evidence"] = any(body["evidence"][name] for name in EVIDENCE)
    if given.get("submit", bool(evidence)) and details["has_evidence"]:
        _submit(world, dispute)
    world.save(dispute)
    world.tell("charge.dispute.updated", dispute)
    return body


def _submit(world: World, dispute: Thing) -> None:
    inquiry = dispute.body["status"].startswith("warning")
    dispute.body["status"] = "warning_under_review" if inquiry else "under_review"
    dispute.body["evidence_details"]["submission_count"] += 1
    fee = 0 if inquiry else world.rows.setting("countered_fee", 0)
    if fee:
        dispute.hidden["countered_fee"] = fee
        _charge_fee(world, dispute, fee)
    world.later(BANK_DECIDES_AFTER, "dispute_closes", dispute.id)


def _charge_fee(world: World, dispute: Thing, fee: int) -> None:
    """Take the fee for answering, or give it back (`fee` below zero): a movement of its own."""
    taken = fee > 0
    charge = world.get("charge", dispute.body["charge"])
    id = money.book(
        world,
        0,
        money.settled_in(charge),
        type="adjustment",
        category="dispute" if taken else "dispute_reversal",
        source=dispute.id,
        fee=fee,
        description="Dispute countered fee" if taken else "Dispute countered fee returned",
    )
    _note_transaction(world, dispute, id)


def dispute_closes(world: World, id: str) -> None:
    """The bank decides, or the time to answer is over."""
    dispute = world.get("dispute", id)
    status = dispute.body["status"]
    if status not in OPEN:
        return
    if status.startswith("warning"):
        end(world, dispute, "warning_closed")
        return
    answered = status == "under_review"
    said = dispute.body["evidence"]["uncategorized_text"] or ""
    won = answered and "winning_evidence" in said
    dispute.body["evidence_details"]["past_due"] = not answered
    end(world, dispute, "won" if won else "lost")


def end(world: World, dispute: Thing, status: str) -> None:
    """Close a dispute as ``won``, ``lost`` or ``warning_closed``. Raises ApiError if it is closed.

    Money that was not withdrawn yet is with the loss, and never where it is won.
    """
    if dispute.body["status"] not in OPEN:
        raise ApiError("This dispute is already closed", code="dispute_already_closed", status=409)
    charge = world.get("charge", dispute.body["charge"])
    dispute.body["status"] = status
    world.never("dispute_closes", dispute.id)
    world.never("dispute_withdraws", dispute.id)
    world.save(dispute)
    world.tell("charge.dispute.closed", dispute)
    case = dispute.body["payment_method_details"]["card"]["case_type"]
    if case == "inquiry":
        return
    charge.hidden["disputes_open"] -= 1
    if status == "won":
        charge.hidden["charged_back_amount"] -= dispute.body["amount"]
    world.save(charge)
    withdrawn = any(one["amount"] < 0 for one in dispute.body["balance_transactions"])
    if status == "lost" and not withdrawn:
        _withdraw(world, dispute)
    elif status == "won" and withdrawn:
        _reinstate(world, charge, dispute)
    if status == "won" and dispute.hidden.get("countered_fee"):
        _charge_fee(world, dispute, -dispute.hidden["countered_fee"])


def _reinstate(world: World, charge: Thing, dispute: Thing) -> None:
    id = money.book(
        world,
        *money.of_charge(dispute.body["amount"], charge),
        type="adjustment",
        category="dispute_reversal",
        source=dispute.id,
        description=f"Chargeback reversal for {charge.id}",
    )
    _note_transaction(world, dispute, id)
    world.tell("charge.dispute.funds_reinstated", dispute)


def close(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/disputes/{id}/close: accept it as lost."""
    dispute = world.get("dispute", id)
    if dispute.body["status"] not in OPEN:
        raise ApiError("This dispute is already closed", code="dispute_already_closed")
    inquiry = dispute.body["status"].startswith("warning")
    end(world, dispute, "warning_closed" if inquiry else "lost")
    return dispute.body


def dispute_opens(world: World, charge_id: str) -> None:
    """The trouble that a test card brings some time after its capture."""
    charge = world.get("charge", charge_id)
    if not charge.body["captured"] or _left(charge) < 2:
        return  # others were first
    after = card_of(charge.hidden["number"]).after
    if after == "multiple":
        half = _left(charge) // 2
        open_dispute(world, charge, amount=half, reason="fraudulent")
        open_dispute(world, charge, reason="fraudulent")
    elif after == "inquiry":
        open_dispute(world, charge, reason="general", inquiry=True)
    else:
        open_dispute(world, charge, reason=after)


def early_fraud_warning(world: World, charge_id: str) -> None:
    """The card network suspects fraud; nobody has disputed yet."""
    charge = world.get("charge", charge_id)
    body: JSON = {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": charge.id,
        "created": world.now,
        "fraud_type": "misc",
        "livemode": False,
        "payment_intent": charge.body["payment_intent"],
    }
    world.tell("radar.early_fraud_warning.created", world.make("early_fraud_warning", body))


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/disputes/{id}"""
    return world.get("dispute", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/disputes"""
    return listing.page(world, "dispute", "/v1/disputes", given, "charge", "payment_intent")


def warning(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/radar/early_fraud_warnings/{id}"""
    return world.get("early_fraud_warning", id).body


def warnings(world: World, given: JSON) -> JSON:
    """GET /v1/radar/early_fraud_warnings"""
    url = "/v1/radar/early_fraud_warnings"
    return listing.page(world, "early_fraud_warning", url, given, "charge", "payment_intent")


ROUTES = [
    Route("GET", "/v1/disputes", listed, LIST),
    Route("GET", "/v1/disputes/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/disputes/{id}", update, UPDATE),
    Route("POST", "/v1/disputes/{id}/close", close, params.EXPAND),
    Route("GET", "/v1/radar/early_fraud_warnings", warnings, LIST),
    Route("GET", "/v1/radar/early_fraud_warnings/{id}", warning, params.EXPAND),
]
