"""Files that are given to stop the site, or to do something on the screen of whoever opens them."""

import io
import time
import zipfile
import zlib

from tests.attack.report import Report, play
from tests.attack.world import RITA, World
from tests.support.pdf_files import ACTIVE

STATEMENT = "Nobody ever wrote to me, and the address that was given does not exist any more."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<html><body><script>alert(1)</script></body></html>"


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for number in range(4):
            folder.writestr(f"{number}.xml", b"\0" * 25_000_000)
    return packed.getvalue()


def _large_picture() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = (60_000).to_bytes(4) * 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def hostile() -> dict[str, bytes]:
    """Each by what it is, named as a file that one may give."""
    files = {
        "6 MB of blanks.txt": b" " * 6_000_000,
        "blank lines.txt": b"\n\t\r " * 1_500_000,
        "blanks and a page.txt": b" " * 5_000_000 + PAGE,
        "a page.txt": PAGE,
        "a page.pdf": PAGE,
        "a drawing.png": SVG,
        "a drawing.txt": SVG,
        "zip bomb.docx": _bomb(),
        "zip bomb.txt": _bomb(),
        "large picture.png": _large_picture(),
        "GIF and script.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)" + PAGE,
        "PDF after a page.pdf": PAGE + next(iter(ACTIVE.values())),
        "program.txt": b"MZ\x90\0" + b"\0" * 2_000,
    }
    return files | {f"{name}.pdf": content for name, content in ACTIVE.items()}


@play("hostile files: blanks, bombs, scripts and two kinds in one, as evidence")
def as_evidence(world: World, report: Report) -> None:
    made = world.introduction("confirming")
    made.by(made.rep, "dispute", reason="wrong_person", statement=STATEMENT)
    assert made.until("disputed") == "disputed"
    reader = world.be(RITA)
    path = f"/api/v1/introductions/{made.id}/evidence/"
    for name, content in world.some(hostile().items()):
        started = time.monotonic()
        answer = made.connector.send("POST", path, form={}, files={"files": (name, content)})
        took = time.monotonic() - started
        report.attempt(f"{name} is taken ({answer.status_code})", 400 <= answer.status_code < 500)
        report.attempt(f"{name} takes {took:.0f} s", took < 20)
        started = time.monotonic()
        reader.get("/search/")
        report.attempt(f"{name}: others wait", time.monotonic() - started < 5)
    kept = reader.api("GET", f"introductions/{made.id}/evidence/").json()
    report.attempt(f"something of it is kept: {kept}", not kept)
    honest = {"files": ("words.txt", b"She wrote to me on Monday and again on Thursday.")}
    answer = made.connector.send("POST", path, form={}, files=honest)
    report.attempt(f"an honest file is refused ({answer.status_code})", answer.status_code == 201)
