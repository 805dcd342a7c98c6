"""What a PDF would do when it is opened, told before anybody opens it.

Two looks, because programs read a damaged PDF differently: every object that the file's own table
names is walked, and the bytes are searched for the words of active content wherever they stand.
What is refused: scripts, programs to start, files inside, sound and film, forms that do things,
pages that open others by themselves, and whatever is encrypted, so that nobody can look.
"""

import io
import logging
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

MOST_OBJECTS = 200_000
MOST_WITHOUT_TABLE = 4000  # as often as "obj" may stand in a file whose table is damaged
LARGEST_PACKED = 50 * 2**20  # bytes of unpacked objects, in all
SCRIPT = "a script (JavaScript)"
STARTS = "an action that opens a file or a program"
FILES = "files inside it"
MEDIA = "sound, film or a 3-D model"
FORM = "a form that sends or changes data"
BY_ITSELF = "something that happens by itself when it is opened"
LINK = "a link that does not lead to a web page"
ENCRYPTED = "a password or restrictions (it is encrypted)"

ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": STARTS, "/GoToR": STARTS, "/GoToE": STARTS, "/ImportData": FORM,
    "/SubmitForm": FORM, "/ResetForm": FORM, "/Hide": FORM, "/Rendition": MEDIA, "/Movie": MEDIA,
    "/Sound": MEDIA, "/RichMediaExecute": MEDIA, "/GoTo3DView": MEDIA,
}  # fmt: skip
HARMLESS = {"/GoTo", "/URI", "/Named", "/Thread", "/SetOCGState", "/Trans"}
PAGE_TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
KEYS = {
    "/JS": SCRIPT, "/JavaScript": SCRIPT, "/XFA": FORM, "/EF": FILES, "/EmbeddedFiles": FILES,
    "/AF": FILES, "/Collection": FILES, "/RichMediaContent": MEDIA, "/RichMediaSettings": MEDIA,
    "/Launch": STARTS, "/Encrypt": ENCRYPTED, "/Ref": FILES,
}  # fmt: skip
KINDS = {  # values of /Type or /Subtype
    "/FileAttachment": FILES, "/EmbeddedFile": FILES, "/RichMedia": MEDIA, "/Screen": MEDIA,
    "/Movie": MEDIA, "/Sound": MEDIA, "/3D": MEDIA, "/PS": SCRIPT,
}  # fmt: skip
# Long enough not to occur by chance in ten megabytes; `#4a` in a name is a letter.
WORDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"/JavaScript\b|/JS\s*[(<]|/JS\s+\d+\s+\d+\s+R\b|javascript:", re.IGNORECASE), SCRIPT),
    (re.compile(rb"/Launch\b|/GoToR\b|/GoToE\b"), STARTS),
    (re.compile(rb"/EmbeddedFiles?\b|/FileAttachment\b|/EF\s*<<|/EF\s+\d+\s+\d+\s+R\b"), FILES),
    (re.compile(rb"/RichMedia|/Rendition\b"), MEDIA),
    (re.compile(rb"/SubmitForm\b|/ImportData\b|/XFA\s*\[|/XFA\s+\d+\s+\d+\s+R\b"), FORM),
    (re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R\b|/Encrypt\s*<<"), ENCRYPTED),
)  # fmt: skip
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKED = re.compile(
    b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in b"ObjStm") + rb"\b"
)
STREAM = re.compile(rb"stream\r?\n")
NO_TABLE = b"\nstartxref\n0\n%%EOF\n"
LINKS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
RELATIVE = re.compile(r"[\w#?./-]*")


class Broken(Exception):
    """The file cannot be looked through."""


def why_active(data: bytes) -> str:
    """What is in this PDF that does something, as words that fit after "There is"; "" if nothing.

    Raises Broken where it cannot be told.
    """
    return _by_its_bytes(data) or _by_its_objects(data)


def _by_its_bytes(data: bytes) -> str:
    for text in (data, *_unpacked(data)):
        if found := _words_in(text):
            return found
    return ""


def _words_in(text: bytes) -> str:
    plain = _spelt_out(text)
    return next((what for pattern, what in WORDS if pattern.search(plain)), "")


def _spelt_out(text: bytes) -> bytes:
    """`text` with letters and digits for their numbers: `/J#61va` is `/Java`."""
    for code in sorted(set(ESCAPED.findall(text))):
        letter = bytes([int(code, 16)])
        if letter.isalnum():
            text = text.replace(b"#" + code, letter)
    return text


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The streams that hold objects, unpacked; also those that no table names."""
    left = LARGEST_PACKED
    for hit in PACKED.finditer(data):
        start = STREAM.search(data, hit.end())
        if start is None:
            raise Broken
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(data[start.end() :], left)
        except zlib.error:
            # Packed otherwise, or not at all: read as it stands, and by its objects.
            text = data[start.end() : start.end() + left]
        left -= len(text)
        if left <= 0:
            raise Broken
        yield text


def _by_its_objects(data: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _in_file(data)
    except Broken:
        # Viewers make a table of their own where the file's makes no sense: so do we.
        if data.count(b"obj") > MOST_WITHOUT_TABLE:
            raise
        return _in_file(data + NO_TABLE)


def _in_file(data: bytes) -> str:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return ENCRYPTED
        if "/Root" not in reader.trailer:
            raise Broken
        for one in (reader.trailer, *_all_objects(reader)):
            if found := _in_object(one):
                return found
        return _opening(reader.trailer.get("/Root"))
    except Broken:
        raise
    except Exception as error:  # parsers of other people's files raise whatever they stumble over
        raise Broken from error


def _all_objects(reader: PdfReader) -> Iterator[Any]:
    places = [(number, generation) for generation, found in reader.xref.items() for number in found]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > MOST_OBJECTS:
        raise Broken
    for number, generation in places:
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _in_object(found: Any) -> str:
    """What is active in this object or inside it; what it refers to is looked at by itself."""
    waiting = [found]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise Broken
        if isinstance(one, DictionaryObject):
            if what := _in_dictionary(one):
                return what
            waiting += [value for key, value in dict.items(one)]
        elif isinstance(one, ArrayObject):
            waiting += list(list.__iter__(one))
    return ""


def _in_dictionary(one: DictionaryObject) -> str:
    for key in one:
        if key in KEYS:
            return KEYS[key]
    if isinstance(one, StreamObject) and ("/F" in one or "/FFilter" in one):
        return FILES  # its content is in another file
    for key in ("/Type", "/Subtype"):
        if (kind := _name(one, key)) in KINDS:
            return KINDS[kind]
    if "/AA" in one and (what := _opening({"/OpenAction": one["/AA"]})):
        return what
    if (action := _name(one, "/S")) in ACTIONS:
        return ACTIONS[action]
    return _in_link(one)


def _in_link(one: DictionaryObject) -> str:
    """A link may lead to the web, to an email address or to a page of the same file."""
    if "/URI" not in one or _name(one, "/S") != "/URI":
        return ""
    address = one["/URI"]
    text = address.decode("latin-1") if isinstance(address, bytes) else str(address)
    return "" if LINKS.match(text) or RELATIVE.fullmatch(text.strip()) else LINK


def _opening(root: Any) -> str:
    """What happens by itself: a page may be gone to, nothing else."""
    root = root.get_object() if isinstance(root, IndirectObject) else root
    if not isinstance(root, dict) or "/OpenAction" not in root:
        return ""
    waiting, seen = [root["/OpenAction"]], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > 1000:
            raise Broken
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if not isinstance(one, DictionaryObject):
            continue  # a place on a page
        action = _name(one, "/S")
        turns = action == "/Named" and _name(one, "/N") in PAGE_TURNS
        if action and action != "/GoTo" and not turns:
            return ACTIONS.get(action, BY_ITSELF)
        waiting += [value for key, value in dict.items(one) if key not in ("/D", "/P", "/Parent")]
    return ""


def _name(one: DictionaryObject, key: str) -> str:
    value = one.get(key)
    value = value.get_object() if isinstance(value, IndirectObject) else value
    return str(value) if isinstance(value, NameObject) else ""
