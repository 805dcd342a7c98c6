"""A file that we do not take is told by its bytes: the refusal says what it is and what to do."""

import io
import zipfile

import pytest
from django.test import Client

from introductions import actions
from introductions.models import Evidence
from introductions.readers import ACCEPTED, Kind, NotTaken, Paper, recognising
from tests.support import papers
from tests.support.papers import given
from tests.support.stages import Stage

WHY = "Nobody ever wrote to me, and the month is almost over."


def brand(own: bytes, *others: bytes) -> bytes:
    box = own + b"\0\0\0\0" + b"".join(others)
    return (len(box) + 8).to_bytes(4, "big") + b"ftyp" + box + bytes(200)


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return out.getvalue()


def compound(stream: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(2000, b"\0")
    return head + stream.encode("utf-16-le") + bytes(500)


FILES: dict[str, tuple[bytes, str, str]] = {
    "an iPhone's photo": (brand(b"heic", b"mif1", b"heic"), "HEIC photo", "JPEG"),
    "an iPhone's photo, told otherwise": (brand(b"mif1", b"mif1", b"heic"), "HEIC photo", "JPEG"),
    "a burst of photos": (brand(b"hevc", b"msf1"), "HEIC photo", "JPEG"),
    "a HEIF photo": (brand(b"mif1", b"miaf"), "HEIF photo", "JPEG"),
    "an AVIF picture": (brand(b"avif", b"mif1"), "AVIF picture", "JPEG"),
    "an AVIF picture, told otherwise": (brand(b"mif1", b"avif"), "AVIF picture", "JPEG"),
    "a TIFF of Intel": (b"II*\0" + bytes(100), "TIFF picture", "JPEG"),
    "a TIFF of Motorola": (b"MM\0*" + bytes(100), "TIFF picture", "JPEG"),
    "a large TIFF": (b"II+\0" + bytes(100), "TIFF picture", "JPEG"),
    "JPEG XL": (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(99), "JPEG XL", "JPEG"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "JPEG 2000", "JPEG"),
    "a bitmap": (b"BM" + b"\x9a\0\0\0" + bytes(200), "BMP", "JPEG"),
    "a Photoshop file": (b"8BPS\0\1" + bytes(99), "picture", "JPEG"),
    "a video": (brand(b"isom", b"mp42"), "video", "screenshots"),
    "a phone's video": (brand(b"qt  "), "video", "screenshots"),
    "a screen recording": (b"\x1aE\xdf\xa3" + bytes(99), "video", "screenshots"),
    "an AVI": (b"RIFF\x10\0\0\0AVI LIST" + bytes(99), "video", "screenshots"),
    "a voice message": (b"OggS" + bytes(99), "sound recording", "text file"),
    "a WAV": (b"RIFF\x10\0\0\0WAVEfmt " + bytes(99), "sound recording", "text file"),
    "an MP3": (b"ID3\x04" + bytes(99), "sound recording", "text file"),
    "a voice memo": (brand(b"M4A ", b"isom"), "sound recording", "text file"),
    "an Outlook message": (compound("__properties_version1.0"), "Outlook message (.msg)", ".eml"),
    "a Word 97 document": (compound("WordDocument"), "Word document (.doc)", "PDF"),
    "an Excel 97 workbook": (compound("Workbook"), "Excel workbook (.xls)", "PDF"),
    "a presentation of 97": (compound("PowerPoint Document"), "PowerPoint", "PDF"),
    "an Office file with a password": (compound("EncryptedPackage"), "password", "PDF"),
    "another old Office file": (compound("Something"), "old Office file", "PDF"),
    "a Word document": (packed("[Content_Types].xml", "word/document.xml"), ".docx", "PDF"),
    "an Excel workbook": (packed("[Content_Types].xml", "xl/workbook.xml"), ".xlsx", "PDF"),
    "a presentation": (packed("[Content_Types].xml", "ppt/presentation.xml"), ".pptx", "PDF"),
    "an OpenDocument": (packed("mimetype", "content.xml", "META-INF/manifest.xml"), "OpenDocument", "PDF"),
    "a Pages document": (packed("Index/Document.iwa"), "Pages", "PDF"),
    "an e-book": (packed("mimetype", "META-INF/container.xml"), "e-book", "PDF"),
    "a program in Java": (packed("META-INF/MANIFEST.MF", "A.class"), "program", ""),
    "an app": (packed("AndroidManifest.xml", "classes.dex"), "program", ""),
    "a ZIP": (packed("chat.txt"), "ZIP archive", "Unpack it"),
    "half a ZIP": (packed("chat.txt")[:40], "ZIP archive", "Unpack it"),
    "a RAR": (b"Rar!\x1a\x07\0" + bytes(99), "archive", "Unpack it"),
    "a 7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), "archive", "Unpack it"),
    "a gz": (b"\x1f\x8b\x08" + bytes(99), "archive", "Unpack it"),
    "a tar": (b"chat.txt".ljust(257, b"\0") + b"ustar\0" + bytes(300), "archive", "Unpack it"),
    "a program": (b"MZ" + bytes(99), "program", ""),
    "a shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(99), "shortcut", "Add the file"),
    "rich text": (b"{\\rtf1 Hello}", "RTF", "PDF"),
    "PostScript": (b"%!PS-Adobe-3.0\n", "PostScript", "PDF"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(99), "winmail.dat", ".eml"),
    "a mailbox of Outlook": (b"!BDN" + bytes(99), "Outlook mailbox", ".eml"),
    "a mailbox": (b"From a@b Mon\nFrom: a@b.example\n\nHello", "mailbox (mbox)", ".eml"),
    "a message of Apple Mail": (b"1234      \n" + papers.MAIL, "Apple Mail", ".eml"),
    "a signed email": (b"\x30\x82\x05\x10" + bytes(99), "email (.p7m)", ".eml"),
    "a saved web page": (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.b/\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/related;\n\n", "saved web page", "PDF",
    ),
    "text in UTF-16": ("Hello".encode("utf-16"), "UTF-16", "UTF-8"),
    "text in Latin 1": ("Grüße aus Köln".encode("latin-1"), "not in UTF-8", "UTF-8"),
    "a database": (b"SQLite format 3\0" + bytes(99), "database", "text file"),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_it_says_what_it_is_and_what_to_do(what: str) -> None:
    data, is_a, then = FILES[what]
    with pytest.raises(NotTaken) as refused:
        recognising.read(data, largest=10 * 2**20, pixels=1000)
    said = refused.value.sentence
    assert is_a in said.removesuffix(ACCEPTED)
    assert then in said.removesuffix(ACCEPTED)
    assert said.endswith(ACCEPTED)


def test_the_words_of_an_email_or_text_are_not_mistaken_for_another_kind() -> None:
    for text in (
        b"From Monday on we agreed.\n",
        b"12\nHe said: yes.\n",
        b"ID: 3. BM said no.",
        papers.TEXT,
    ):
        assert recognising.read(text, largest=10**6, pixels=1) == Paper(Kind.TEXT, text)
    assert recognising.read(papers.MAIL, largest=10**6, pixels=1).kind == Kind.MAIL


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence_folder")
def test_the_name_and_the_claimed_type_count_for_nothing(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    client = Client()
    client.force_login(stage.rep)
    page = f"/introductions/{stage.introduction.public_id}/evidence/"
    photo = FILES["an iPhone's photo"][0]
    for name, claims in (("photo.png", "image/png"), ("photo.pdf", "application/pdf"), ("x", "")):
        answer = client.post(page, {"files": [given(name, photo, claims)]})
        assert answer.status_code == 400
        assert "This is a HEIC photo. Save it as JPEG" in answer.text
    kept = client.post(page, {"files": [given("photo.heic", papers.picture(), "image/heic")]})
    assert kept.status_code == 302
    assert Evidence.objects.get().kind == "png"
