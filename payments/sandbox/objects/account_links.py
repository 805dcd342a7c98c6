"""Links into the hosted pages of a connected account: onboarding once, and its own page."""

from payments.sandbox import params
from payments.sandbox.errors import JSON, invalid
from payments.sandbox.objects import accounts
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import new_id
from payments.sandbox.world import World, iso

LINK_LASTS = 300
ONBOARDING = params.fields(
    {
        "refresh_url*": params.web_address,
        "return_url": params.web_address,
        "collection_options": params.fields(
            {
                "fields": params.choice("currently_due", "eventually_due"),
                "future_requirements": params.choice("include", "omit"),
            }
        ),
    }
)
LINK: params.Description = {
    "account*": params.filled,
    "use_case*": params.fields(
        {
            "type*": params.choice("account_onboarding", "account_update"),
            "account_onboarding": ONBOARDING,
            "account_update": ONBOARDING,
        }
    ),
}


def link(world: World, given: JSON) -> JSON:
    """POST /v2/core/account_links: one visit, for a few minutes."""
    account = accounts.find(world, given["account"])
    kind = given["use_case"]["type"]
    addresses = given["use_case"].get(kind)
    if addresses is None:
        param = f"use_case[{kind}]"
        raise invalid(f"Missing required param: {param}.", code="parameter_missing", param=param)
    token = new_id("link", 32)
    body: JSON = {
        "object": "v2.core.account_link",
        "account": account.id,
        "created": iso(world.now),
        "expires_at": iso(world.now + LINK_LASTS),
        "livemode": False,
        "url": f"{world.public_url}/connect/onboarding/{token}",
        "use_case": {"type": kind, kind: {**addresses, "configurations": ["recipient"]}},
    }
    kept = {"id": token, "account": account.id, **addresses}
    world.make("account_link", kept, created=world.now, expires=world.now + LINK_LASTS)
    return body


def login_link(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/accounts/{id}/login_links: the connected person's own (sandbox) page."""
    accounts.find(world, id)
    url = f"{world.public_url}/connect/express/{id}"
    return {"object": "login_link", "created": world.now, "url": url}


ROUTES = [
    Route("POST", "/v2/core/account_links", link, LINK),
    Route("POST", "/v1/accounts/{id}/login_links", login_link, params.EXPAND),
]
