"""ZIP archives, as LinkedIn sends them: only the contacts are taken out, messages stay closed.

An archive is hostile until shown otherwise: few members, small sizes, no suspicious ratio, nested
twice at most; what its directory claims is not believed, bytes are counted while they are read.
"""

import io
import re
import zipfile
import zlib
from itertools import chain
from pathlib import PurePosixPath

from connectors.readers.rows import refuse
from connectors.readers.tables import is_connections

MAX_MEMBERS = 2_000
MAX_RATIO = 120
MAX_DEPTH = 3
_CONTACTS = re.compile(
    r"(connections|kontakte|verbindungen|relations|contactos|conexiones|collegamenti|connexions)"
    r"[^/]*\.csv|contacts?[^/]*\.(csv|vcf)|[^/]*\.vcf",
    re.IGNORECASE,
)
_CLOSED = "messag|mensaj|mensag|nachricht|inmail|chat|invit|einlad"
_HEAD = 6_000  # bytes of a table that are looked at to know what it is
_OFFICE = ("xl/workbook.bin", "word/document.xml", "ppt/presentation.xml", "content.xml")
_SHEETS = "xl/workbook.xml"
#: What Python's reader raises where an archive is not what it says.
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    OverflowError,
)


def is_workbook(data: bytes) -> bool:
    """Whether the archive is an Excel table (.xlsx)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _SHEETS in archive.namelist()
    except BROKEN:
        return False


def unpack(data: bytes, limit: int, depth: int = 1) -> tuple[str, bytes]:
    """The name and bytes of the contacts file in an archive, of at most `limit` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_unfit(members)
            likeliest = sorted(members, key=_likeliest)
            by_name = (one for one in likeliest if _is_contacts(one.filename))
            by_content = (one for one in members if _is_connections(archive, one))
            for member in chain(by_name, by_content):
                return PurePosixPath(member.filename).name, _bytes(archive, member, limit)
            for member in members:
                if member.filename.lower().endswith(".zip"):
                    return _nested(_bytes(archive, member, limit), limit, depth)
    except BROKEN:
        refuse("This ZIP archive is damaged or protected, and cannot be opened.", "broken_archive")
    refuse(
        "There is no Connections.csv in this archive. When you ask LinkedIn for your data, "
        'tick "Connections".'
    )


def _nested(data: bytes, limit: int, depth: int) -> tuple[str, bytes]:
    if depth >= MAX_DEPTH:
        refuse(
            "This archive is nested too deeply; upload Connections.csv itself.", "broken_archive"
        )
    return unpack(data, limit, depth + 1)


def _refuse_unfit(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        refuse(
            "This archive holds too many files; upload Connections.csv itself.", "broken_archive"
        )
    names = {member.filename for member in members}
    if names.intersection(_OFFICE):
        refuse(
            "This is an Office file that we cannot read; save it as .xlsx or CSV and upload that."
        )


def _is_contacts(name: str) -> bool:
    """By its name."""
    hidden = "__MACOSX" in name or PurePosixPath(name).name.startswith(".")
    return not hidden and _CONTACTS.fullmatch(PurePosixPath(name).name) is not None


def _is_connections(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a table is LinkedIn's connections under a name of another language, by its first lines.

    Messages and invitations stay closed.
    """
    name = PurePosixPath(member.filename).name.lower()
    if not name.endswith(".csv") or "__MACOSX" in member.filename or re.search(_CLOSED, name):
        return False
    with archive.open(member) as stream:
        head = stream.read(_HEAD).decode("utf-8", "replace")
    return is_connections(head)


def _likeliest(member: zipfile.ZipInfo) -> tuple[bool, int]:
    name = PurePosixPath(member.filename).name.lower()
    return (not name.startswith("connections"), len(member.filename))


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """The member's bytes, counted while read; refuses what is too large or packed too tightly."""
    with archive.open(member) as stream:
        found = stream.read(limit + 1)
    nested = member.filename.lower().endswith(".zip")
    if len(found) > limit:
        refuse("The file in this archive is too large.", "too_large")
    if not nested and len(found) > 1_000_000 and len(found) > member.compress_size * MAX_RATIO:
        refuse("The file in this archive unpacks to far more than it should.", "broken_archive")
    return found
