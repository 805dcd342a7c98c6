"""The panel at ``/_sandbox/``: the switches, for a person."""

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from payments.sandbox import faults
from payments.sandbox.api import Answer, Request
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.pages import render
from payments.sandbox.pages.render import Markup
from payments.sandbox.webhooks import MODES
from payments.sandbox.world import World

if TYPE_CHECKING:
    from payments.sandbox.control import Control


def answer(control: "Control", request: Request) -> Answer:
    """Show the panel, or press one of its buttons and come back to it."""
    if request.method != "POST":
        return _show(control)
    given = dict(parse_qsl(request.body.decode()))
    try:
        _press(control, given)
    except (ApiError, ValueError) as error:
        return _show(control, error=str(error))
    return render.redirect("/_sandbox/")


def _press(control: "Control", given: dict[str, str]) -> None:
    button = given.get("do")
    if button == "clock":
        control.do(lambda world, hours: _forward(control, world, hours), int(given["hours"]))
    elif button == "webhooks":
        control.do(control.set_webhooks, {"mode": given["mode"]})
    elif button == "flush":
        control.api.postman.flush()
    elif button == "withdrawals":
        seconds = 3600 * int(given["withdrawn_after"])
        control.do(control.desks["POST", "withdrawals"], {"seconds": seconds})
    elif button == "fault":
        fault = {name: given[name] for name in ("match", "kind", "times", "seconds")}
        control.do(control.add_faults, [fault])
    elif button == "no_faults":
        control.do(control.no_faults, {})


def _forward(control: "Control", world: World, hours: Any) -> JSON:
    offset = world.rows.setting("offset", 0) + 3600 * int(hours)
    return control.move_clock(world, {"offset_seconds": offset})


def _show(control: "Control", *, error: str = "") -> Answer:
    clock: JSON = control.do(control.clock, {})
    hooks: JSON = control.do(control.webhooks, {})
    planned: list[JSON] = control.do(lambda world, given: faults.planned(world.rows), {})
    delay: JSON = control.do(control.desks["GET", "withdrawals"], {})
    events: list[tuple[Any, ...]] = control.do(_events, {})
    return render.page(
        "panel",
        title="Sandbox panel",
        status=400 if error else 200,
        alert=render.alert(error),
        now=_moment(clock["now"]),
        offset=f"{clock['offset_seconds'] / 3600:+.1f} hours",
        next=_moment(clock["next"]) if clock["next"] else "nothing waits",
        mode=hooks["mode"],
        deliveries=", ".join(f"{count} {state}" for state, count in hooks["deliveries"].items())
        or "nothing sent yet",
        modes=_options({mode: mode for mode in MODES}, hooks["mode"]),
        withdrawn_after=str(delay["seconds"] // 3600),
        faults=_lines((fault["match"], f"{fault['kind']} × {fault['times']}") for fault in planned),
        kinds=_options(
            {kind: f"{kind}: {says}" for kind, says in faults.KINDS.items() if kind != "error"}
        ),
        events=_lines((type, _moment(created)) for type, created in events),
    )


def _events(world: World, given: JSON) -> list[tuple[Any, ...]]:
    return world.rows.all("select type, created from events order by seq desc limit 30")


def _moment(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d %b %Y, %H:%M:%S UTC")


def _options(options: dict[str, str], chosen: str = "") -> Markup:
    return Markup(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in options.items()
        )
    )


def _lines(pairs: Any) -> Markup:
    lines = [f"<li><span>{escape(a)}</span><span>{escape(b)}</span></li>" for a, b in pairs]
    return Markup("".join(lines) or "<li><span>None</span></li>")
