"""``python -m payments.sandbox``: start the stand-in."""

import argparse
import os
import signal
import sys
import threading
import time
from typing import Any

from payments.sandbox import clock
from payments.sandbox.api import Api
from payments.sandbox.app import Application
from payments.sandbox.control import Control
from payments.sandbox.pages.desk import Pages
from payments.sandbox.server import Server
from payments.sandbox.store import Database
from payments.sandbox.webhooks import Postman


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the command line says; the environment stands in for the database's address."""
    parser = argparse.ArgumentParser(prog="python -m payments.sandbox", description=__doc__)
    parser.add_argument("--database-url", default=os.environ.get("SANDBOX_DATABASE_URL"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=12111, help="0 takes a free one")
    parser.add_argument("--public-url", help="how a browser reaches the hosted pages")
    parser.add_argument(
        "--settles",
        default="EUR,USD,GBP",
        help="currencies of the balance, the platform's own first",
    )
    parser.add_argument("--webhook-url", help="where events are posted to")
    parser.add_argument("--webhook-secret", action="append", default=[], help="may be repeated")
    parser.add_argument("--thin-webhook-url", help="where v2 events go, if elsewhere")
    parser.add_argument("--thin-webhook-secret", action="append", default=[])
    options = parser.parse_args(given)
    if not options.database_url:
        parser.error("--database-url (or SANDBOX_DATABASE_URL) is needed")
    if options.webhook_url and not options.webhook_secret:
        parser.error("--webhook-url needs --webhook-secret")
    return options


def endpoints(options: argparse.Namespace) -> dict[str, Any]:
    """Where snapshot and thin events go, and how they are signed."""
    if not options.webhook_url:
        return {}
    snapshot = {"url": options.webhook_url, "secrets": options.webhook_secret}
    thin = {
        "url": options.thin_webhook_url or options.webhook_url,
        "secrets": options.thin_webhook_secret or options.webhook_secret,
    }
    return {"snapshot": snapshot, "thin": thin}


def tick(database: Database, postman: Postman, public_url: str) -> None:
    """Let things happen in real time too, without anybody asking."""
    while True:
        time.sleep(1)
        try:
            with database.transaction() as rows:
                late = clock.something_due(rows, clock.now(rows))
            if late:
                with database.transaction(write=True) as rows:
                    clock.catch_up(rows, clock.now(rows), public_url)
                postman.wake()
        except Exception as error:  # the database may be gone for a while
            print(f"sandbox: clock: {error}", flush=True)


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    options = arguments()
    database = Database(options.database_url)
    database.prepare()
    with database.transaction(write=True) as rows:
        rows.set("endpoints", endpoints(options))
        rows.set("settles", options.settles.lower().split(","))
    postman = Postman(database)
    server = Server((options.host, options.port), None)
    public_url = options.public_url or f"http://127.0.0.1:{server.server_address[1]}"
    api = Api(database, postman, public_url.rstrip("/"))
    control = Control(api, endpoints(options))
    server.application = Application(api, Pages(api), control)
    postman.start()
    ticking = (database, postman, api.public_url)
    threading.Thread(target=tick, args=ticking, daemon=True, name="clock").start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"sandbox: listening on {api.public_url}", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        postman.stop()


if __name__ == "__main__":
    main()
