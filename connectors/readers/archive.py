"""ZIP archives, as LinkedIn sends them: only the contacts are taken out, messages stay closed.

An archive is hostile until shown otherwise: few members, small sizes, no suspicious ratio, nested
twice at most; what its directory claims is not believed, bytes are counted while they are read.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from connectors.readers.rows import refuse

MAX_MEMBERS = 2_000
MAX_RATIO = 120
MAX_DEPTH = 3
_CONTACTS = re.compile(
    r"(connections|kontakte|verbindungen|relations|contactos|conexiones|collegamenti|connexions)"
    r"[^/]*\.csv|contacts?[^/]*\.(csv|vcf)|[^/]*\.vcf",
    re.IGNORECASE,
)
_OFFICE = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml")
_BROKEN = (
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


def unpack(data: bytes, limit: int, depth: int = 1) -> tuple[str, bytes]:
    """The name and bytes of the contacts file in an archive, of at most `limit` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_unfit(members)
            for member in sorted(members, key=_likeliest):
                if _is_contacts(member.filename):
                    return PurePosixPath(member.filename).name, _bytes(archive, member, limit)
            for member in members:
                if member.filename.lower().endswith(".zip"):
                    return _nested(_bytes(archive, member, limit), limit, depth)
    except _BROKEN:
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
        refuse("This looks like an Excel or Office file; save it as CSV and upload that.")


def _is_contacts(name: str) -> bool:
    """By its name only: no other member is ever opened."""
    hidden = "__MACOSX" in name or PurePosixPath(name).name.startswith(".")
    return not hidden and _CONTACTS.fullmatch(PurePosixPath(name).name) is not None


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
