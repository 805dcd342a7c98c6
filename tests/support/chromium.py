"""Debian's Chromium for the browser tests; nothing is downloaded."""

import os
import shutil

import pytest

# The sandbox needs user namespaces, which a container rarely has; the rest keeps Chromium quiet
# and off the network.
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--metrics-recording-only",
]


def find() -> str:
    """Return the path of Chromium; skip the test, or fail it when REQUIRE_BROWSER=1."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path:
        return path
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but Chromium is not installed.", pytrace=False)
    pytest.skip("Chromium is not installed (Debian: apt-get install chromium libatomic1).")
