"""Files that we do not take, told by their bytes: what each is, and what to do instead."""

import io
import re
import zipfile

import puremagic

AS_JPEG = "Save it as JPEG (or take a screenshot) and add that."
AS_PDF = "Open it, save it as PDF, and add that."
UNPACK = "Unpack it and add the files themselves."
AS_SCREENSHOTS = "Add screenshots (PNG or JPEG) of the part that matters."
AS_EML = "Open it in your email program and save it as .eml, or print it to PDF."
AS_UTF8 = "Open it, choose “Save as” with UTF-8, and add that."
AS_TEXT = "Copy the words into a plain text file and add that."

# The box after `ftyp` names the makers of such a file: its own brand, then those it agrees with.
BRANDS: tuple[tuple[frozenset[bytes], str], ...] = (
    (frozenset((b"avif", b"avis")), f"This is an AVIF picture. {AS_JPEG}"),
    (
        frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")),
        f"This is a HEIC photo. {AS_JPEG}",
    ),
    (frozenset((b"mif1", b"msf1")), f"This is a HEIF photo. {AS_JPEG}"),
    (frozenset((b"crx ",)), f"This is a camera's raw photo. {AS_JPEG}"),
    (frozenset((b"M4A ", b"M4B ", b"M4P ")), f"This is a sound recording. {AS_TEXT}"),
)
VIDEO = f"This is a video. {AS_SCREENSHOTS}"
SOUND = f"This is a sound recording. {AS_TEXT}"
ARCHIVE = f"This is an archive. {UNPACK}"
PROGRAM = "This is a program."
PICTURE = "This is a picture of a kind that we cannot read."

BEGINNINGS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), f"This is a TIFF picture. {AS_JPEG}"),
    ((b"\0\0\0\x0cJXL ", b"\xff\x0a"), f"This is a JPEG XL picture. {AS_JPEG}"),
    ((b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"), f"This is a JPEG 2000 picture. {AS_JPEG}"),
    ((b"8BPS", b"gimp xcf"), f"{PICTURE} {AS_JPEG}"),
    ((b"\0\0\1\0", b"\0\0\2\0"), f"This is an icon. {AS_JPEG}"),
    ((b"%!PS", b"\xc5\xd0\xd3\xc6"), f"This is a PostScript file. {AS_PDF}"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"MSCF"), ARCHIVE),
    ((b"PK\x05\x06",), "This is an empty ZIP archive."),
    ((b"PK\x07\x08",), f"This is a ZIP archive. {UNPACK}"),
    ((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"), PROGRAM),
    ((b"\xfe\xed\xfa", b"\0asm", b"dex\n"), PROGRAM),
    ((b"#!",), "This is a script."),
    ((b"L\0\0\0\x01\x14\x02\0",), "This is a shortcut, not the file itself. Add the file it leads to."),
    ((b"{\\rtf",), f"This is rich text (RTF). {AS_PDF}"),
    ((b"\x78\x9f\x3e\x22",), f"This is Outlook's winmail.dat. {AS_EML}"),
    ((b"!BDN",), f"This is an Outlook mailbox. {AS_EML}"),
    ((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"), f"This text is in UTF-16, not in UTF-8. {AS_UTF8}"),
    ((b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\x01", b"0&\xb2u\x8ef\xcf\x11"), VIDEO),
    ((b"ID3", b"OggS", b"fLaC", b"#!AMR", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"FORM"), SOUND),
    ((b"SQLite format 3\0",), f"This is a database. {AS_TEXT}"),
    ((b"bplist00",), f"This is a file of a Mac program. {AS_PDF}"),
    ((b"\x30\x82", b"\x30\x80"), f"This is a signed or encrypted email (.p7m) or a certificate. {AS_EML}"),
)  # fmt: skip
RIFF = {b"WAVE": SOUND, b"AVI ": VIDEO}
# Streams of a compound file are named in UTF-16; the first that is found says what it is.
COMPOUND: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", f"This is an Outlook message (.msg). {AS_EML}"),
    ("__nameid_version1.0", f"This is an Outlook message (.msg). {AS_EML}"),
    ("WordDocument", f"This is a Word document (.doc). {AS_PDF}"),
    ("Workbook", f"This is an Excel workbook (.xls). {AS_PDF}"),
    ("PowerPoint Document", f"This is a PowerPoint presentation (.ppt). {AS_PDF}"),
    ("EncryptedPackage", "This is an Office file with a password. Save it as PDF without one."),
)
OLD_OFFICE = f"This is an old Office file. {AS_PDF}"
# A ZIP is told by what it holds: a name, or the beginning of one.
PACKED: tuple[tuple[str, str], ...] = (
    ("word/", f"This is a Word document (.docx). {AS_PDF}"),
    ("xl/", f"This is an Excel workbook (.xlsx). {AS_PDF}"),
    ("ppt/", f"This is a PowerPoint presentation (.pptx). {AS_PDF}"),
    ("visio/", f"This is a Visio drawing. {AS_PDF}"),
    ("Index/", f"This is a Pages, Numbers or Keynote file. {AS_PDF}"),
    ("META-INF/container.xml", f"This is an e-book. {AS_PDF}"),
    ("AndroidManifest.xml", PROGRAM),
    ("META-INF/MANIFEST.MF", PROGRAM),
    ("content.xml", f"This is an OpenDocument file. {AS_PDF}"),
)
ZIP = f"This is a ZIP archive. {UNPACK}"
MOST_NAMES = 5000
HEAD = 64 * 1024
DIRECTORY = 4 * 2**20  # bytes of a compound file in which its directory is looked for
HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,76}: ?[^\r\n]{0,1000}\r?\n")


def why_not_taken(data: bytes) -> str:
    """What `data` is and what to do instead, in a sentence or two; "" where it may be a kind we take."""
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(data)
    if data[4:8] == b"ftyp":
        return _branded(data)
    if data.startswith(b"RIFF"):
        return RIFF.get(data[8:12], "")
    if data.startswith(b"BM") and len(data) > 26 and data[6:10] == b"\0\0\0\0":
        return f"This is a bitmap (BMP). {AS_JPEG}"
    if data[257:262] == b"ustar":
        return ARCHIVE
    return next((said for marks, said in BEGINNINGS if data.startswith(marks)), "") or _mail(data)


def named(data: bytes) -> str:
    """What a file that is none of the above may be, for the sentence."""
    printable = sum(byte >= 32 or byte in b"\t\n\r\f" for byte in data[:HEAD])
    if printable == len(data[:HEAD]):
        return f"This looks like text that is not in UTF-8. {AS_UTF8}"
    try:
        found = puremagic.magic_string(data[:8192])
    except (puremagic.PureError, ValueError):
        found = []
    ending = found[0].extension.lstrip(".").upper() if found else ""
    return f"This looks like a {ending} file." if ending else "We cannot tell what this file is."


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:MOST_NAMES]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return ZIP
    for beginning, said in PACKED:
        if any(name.startswith(beginning) for name in names):
            return said
    return ZIP


def _compound(data: bytes) -> str:
    places = (data[:DIRECTORY], data[-DIRECTORY:])
    for name, said in COMPOUND:
        if any(name.encode("utf-16-le") in place for place in places):
            return said
    return OLD_OFFICE


def _branded(data: bytes) -> str:
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
    for brand in brands:  # its own first
        for known, said in BRANDS:
            if brand in known and not (brand in (b"mif1", b"msf1") and _is_finer(brands)):
                return said
    return VIDEO


def _is_finer(brands: list[bytes]) -> bool:
    """Whether a HEIF says besides whose pictures it holds."""
    return any(brand in BRANDS[0][0] or brand in BRANDS[1][0] for brand in brands)


def _mail(data: bytes) -> str:
    """Emails in shapes that we do not read, and saved web pages."""
    head = data[:HEAD]
    if head.startswith(b"From ") and b"\nFrom: " in head:
        return f"This is a whole mailbox (mbox). {AS_EML}"
    number, _, rest = head.partition(b"\n")
    if number.strip().isdigit() and HEADER.match(rest):
        return f"This is an Apple Mail message (.emlx). {AS_EML}"
    lower = head[:4096].lower()
    if (
        b"mime-version:" in lower
        and b"multipart/related" in lower
        and b"snapshot-content-" in lower
    ):
        return f"This is a saved web page. {AS_PDF}"
    return ""
