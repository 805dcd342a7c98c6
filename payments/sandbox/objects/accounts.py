"""Accounts v2: connected accounts as recipients of transfers."""

from payments.sandbox import params
from payments.sandbox.errors import JSON, ApiError, invalid, no_such
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World, iso

CAPABILITY = "v2.core.account[configuration.recipient].capability_status_updated"
REQUIREMENTS = "v2.core.account[requirements].updated"
STEPS = {  # what must be known before transfers can arrive
    "identity.individual": "The person's name and date of birth",
    "payout_method": "A bank account to pay out to",
    "identity.attestations.terms_of_service.account": "Acceptance of the terms of service",
}
REQUESTED = params.fields({"requested*": params.boolean})
PARTS = (
    "configuration.customer",
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
)
INCLUDE = params.list_of(params.choice(*PARTS))
RECIPIENT = params.fields(
    {
        "applied": params.boolean,
        "capabilities": params.fields(
            {"stripe_balance": params.fields({"stripe_transfers": REQUESTED})}
        ),
    }
)
PERSON = params.fields({"given_name": params.text, "surname": params.text, "email": params.text})
IDENTITY = params.fields(
    {
        "country": params.filled,
        "entity_type": params.choice("company", "government_entity", "individual", "non_profit"),
        "individual": PERSON,
    }
)
RESPONSIBLE = params.fields(
    {
        "fees_collector*": params.choice("application", "stripe"),
        "losses_collector*": params.choice("application", "stripe"),
    }
)
DEFAULTS = params.fields(
    {
        "currency": params.currency,
        "locales": params.list_of(params.text),
        "responsibilities": RESPONSIBLE,
        "profile": params.fields(
            {
                "business_url": params.text,
                "doing_business_as": params.text,
                "product_description": params.text,
            }
        ),
    }
)
WRITE: params.Description = {
    "configuration": params.fields({"recipient": RECIPIENT}),
    "contact_email": params.filled,
    "contact_phone": params.filled,
    "dashboard": params.choice("express", "full", "none"),
    "defaults": DEFAULTS,
    "display_name": params.filled,
    "identity": IDENTITY,
    "include": INCLUDE,
    "metadata": params.metadata,
}
LIST: params.Description = {
    "limit": params.integer(1, 100),
    "page": params.text,
    "applied_configurations": params.list_of(params.text),
    "closed": params.boolean,
}
CLOSE: params.Description = {"applied_configurations": params.list_of(params.text)}


def create(world: World, given: JSON) -> JSON:
    """POST /v2/core/accounts"""
    body: JSON = {
        "id": new_id("acct", 16),
        "object": "v2.core.account",
        "applied_configurations": ["recipient"] if _requested(given) else [],
        "closed": False,
        "created": iso(world.now),
        "dashboard": given.get("dashboard", "none"),
        "livemode": False,
        "metadata": params.merged({}, given.get("metadata", {})),
    }
    defaults = {**given.get("defaults", {})}
    responsible = defaults.get("responsibilities", {})
    if body["dashboard"] == "express" and responsible.get("losses_collector") == "stripe":
        message = "Express accounts need losses_collector=application."
        raise invalid(message, code="account_controller_unsupported_configuration")
    defaults["responsibilities"] = {**responsible, "requirements_collector": "stripe"}
    for name in ("contact_email", "contact_phone", "display_name"):
        if name in given:
            body[name] = given[name]
    account = world.make(
        "v2.core.account",
        body,
        created=world.now,
        defaults=defaults,
        country=given.get("identity", {}).get("country", "").lower(),
        entity_type=given.get("identity", {}).get("entity_type"),
        requested=_requested(given),
        missing=list(STEPS),
    )
    world.tell_thin("v2.core.account.created", account.id)
    return show(account, given.get("include", []))


def _requested(given: JSON) -> bool:
    recipient = given.get("configuration", {}).get("recipient", {})
    transfers = recipient.get("capabilities", {}).get("stripe_balance", {})
    return bool(transfers.get("stripe_transfers", {}).get("requested", False))


def show(account: Thing, include: list[str]) -> JSON:
    """The account with the parts that were asked for."""
    body = dict(account.body)
    configuration: JSON = {}
    if "configuration.recipient" in include and "recipient" in body["applied_configurations"]:
        configuration["recipient"] = _recipient(account)
    if any(part.startswith("configuration") for part in include):
        body["configuration"] = configuration
    if "requirements" in include:
        body["requirements"] = _requirements(account)
    if "future_requirements" in include:
        body["future_requirements"] = {"entries": []}
    if "defaults" in include:
        body["defaults"] = account.hidden["defaults"]
    if "identity" in include:
        identity = {key: account.hidden.get(key) for key in ("country", "entity_type")}
        body["identity"] = {key: value for key, value in identity.items() if value}
    return body


def _recipient(account: Thing) -> JSON:
    return {
        "applied": True,
        "capabilities": {
            "stripe_balance": {
                "payouts": _capability(account),
                "stripe_transfers": _capability(account),
            }
        },
    }


def _capability(account: Thing) -> JSON:
    if can_receive(account):
        return {"status": "active", "status_details": []}
    if account.hidden.get("rejected"):
        detail = {"code": "restricted_other", "resolution": "contact_stripe"}
    else:
        detail = {"code": "requirements_past_due", "resolution": "provide_info"}
    return {"status": "restricted", "status_details": [detail]}


def can_receive(account: Thing) -> bool:
    """Whether transfers may arrive."""
    hidden = account.hidden
    refused = account.body["closed"] or hidden.get("rejected")
    return bool(hidden["requested"] and not hidden["missing"] and not refused)


def _requirements(account: Thing) -> JSON:
    entries = [_entry(step) for step in account.hidden["missing"]]
    if not entries:
        return {"entries": []}
    return {"entries": entries, "summary": {"minimum_deadline": {"status": "past_due"}}}


def _entry(step: str) -> JSON:
    restricted = {
        "capability": "stripe_balance.stripe_transfers",
        "configuration": "recipient",
        "deadline": {"status": "past_due"},
    }
    return {
        "awaiting_action_from": "user",
        "description": step,
        "errors": [],
        "impact": {"restricts_capabilities": [restricted]},
        "minimum_deadline": {"status": "past_due"},
        "requested_reasons": [{"code": "routine_onboarding"}],
    }


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v2/core/accounts/{id}"""
    account = find(world, id)
    for name in ("contact_email", "contact_phone", "display_name", "dashboard"):
        if name in given:
            account.body[name] = given[name]
    if "metadata" in given:
        account.body["metadata"] = params.merged(account.body["metadata"], given["metadata"])
    if _requested(given):
        account.hidden["requested"] = True
        account.body["applied_configurations"] = ["recipient"]
    if "defaults" in given:
        account.hidden["defaults"].update(given["defaults"])
    for name in ("country", "entity_type"):
        if name in given.get("identity", {}):
            account.hidden[name] = given["identity"][name].lower()
    world.save(account)
    world.tell_thin("v2.core.account.updated", id)
    return show(account, given.get("include", []))


def find(world: World, id: str) -> Thing:
    found = world.rows.get("v2.core.account", id, "")
    if found is None:
        raise no_such("account", id)
    return found


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v2/core/accounts/{id}"""
    return show(find(world, id), given.get("include", []))


def listed(world: World, given: JSON) -> JSON:
    """GET /v2/core/accounts: newest first; ``page`` is an offset."""
    closed = str(given.get("closed", False)).lower()
    found = [
        show(account, [])
        for account in reversed(world.find("v2.core.account", "body->>'closed' = %s", closed))
        if set(given.get("applied_configurations", []))
        <= set(account.body["applied_configurations"])
    ]
    return pages("/v2/core/accounts", found, given)


def pages(url: str, found: list[JSON], given: JSON) -> JSON:
    """A v2 list: a page and the address of the next."""
    start, limit = int(given.get("page") or 0), given.get("limit", 20)
    more = f"{url}?page={start + limit}&limit={limit}" if start + limit < len(found) else None
    back = f"{url}?page={max(0, start - limit)}&limit={limit}" if start else None
    return {
        "data": found[start : start + limit],
        "next_page_url": more,
        "previous_page_url": back,
    }


def close(world: World, given: JSON, id: str) -> JSON:
    """POST /v2/core/accounts/{id}/close"""
    account = find(world, id)
    account.body["closed"] = True
    world.save(account)
    world.tell_thin("v2.core.account.closed", id)
    return show(account, [])


def onboard(
    world: World, id: str, *, missing: list[str], country: str = "", rejected: bool = False
) -> Thing:
    """What the connected person did on the hosted pages; events tell what changed."""
    account = find(world, id)
    before = can_receive(account)
    account.hidden.update(missing=missing, rejected=rejected)
    if country:
        account.hidden["country"] = country.lower()
    world.save(account)
    world.tell_thin(REQUIREMENTS, id)
    if can_receive(account) != before:
        data = {"updated_capability": "stripe_balance.stripe_transfers"}
        world.tell_thin(CAPABILITY, id, data)
    return account


def must_take_transfers(world: World, id: str) -> None:
    """Refuses a destination that is unknown or whose capability is not active."""
    account = world.rows.get("v2.core.account", id, "")
    if account is None:
        raise no_such("destination", id, param="destination", status=400)
    if not can_receive(account):
        message = (
            "Your destination account needs to have at least one of the following capabilities"
            " enabled: transfers, crypto_transfers, legacy_payments"
        )
        raise ApiError(message, code="insufficient_capabilities_for_transfer")


ROUTES = [
    Route("POST", "/v2/core/accounts", create, WRITE),
    Route("GET", "/v2/core/accounts", listed, LIST),
    Route("GET", "/v2/core/accounts/{id}", retrieve, {"include": INCLUDE}),
    Route("POST", "/v2/core/accounts/{id}", update, WRITE),
    Route("POST", "/v2/core/accounts/{id}/close", close, CLOSE),
]
