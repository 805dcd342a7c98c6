"""What is committed: lock files with hashes and no index, nothing of this machine."""

import re
import subprocess
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
# Spelt in pieces, so that this file does not find itself.
OF_AN_INDEX = ["py" + "pi.org", "python" + "hosted.org", "/opt/" + "wheels", "/opt/" + "pypi"]
OPTIONS = re.compile(r"^\s*--?(index-url|extra-index-url|find-links|trusted-host|i|f)\b", re.M)


def committed() -> list[Path]:
    """Every file that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=BASE_DIR,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [BASE_DIR / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_committed_file_names_a_package_index() -> None:
    found = []
    for path in committed():
        content = path.read_bytes()
        found += [(path.name, word) for word in OF_AN_INDEX if word.encode() in content]
    assert not found


@pytest.mark.parametrize("name", ["base", "dev"])
def test_a_lock_pins_every_package_with_hashes(name: str) -> None:
    text = (BASE_DIR / f"requirements/{name}.txt").read_text()
    assert not OPTIONS.search(text)
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_two_locks_agree() -> None:
    pinned = [
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (BASE_DIR / path).read_text(), re.M))
        for path in ("requirements/base.txt", "requirements/dev.txt")
    ]
    base, dev = pinned
    assert base.items() <= dev.items()


def test_the_demos_data_are_never_committed() -> None:
    assert not [path for path in committed() if ".sidedoor" in path.parts]
    assert "/.sidedoor/" in (BASE_DIR / ".gitignore").read_text().splitlines()
