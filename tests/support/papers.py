"""Files that people give as evidence: honest ones, and files that lie."""

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MAIL = (
    b"From: Colin <colin@example.org>\r\nTo: Petra <petra@example.org>\r\n"
    b"Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
    b"Subject: An introduction\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<html><body onload='alert(1)'><script>alert(1)</script>Dear Petra</body></html>\r\n"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
TEXT = "Monday 09:12 – Colin: “I wrote to her.”\r\n".encode()


def picture(form: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture with some dots in it."""
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, form, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that knows where and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return picture("JPEG", exif=exif, comment=b"SecretPlace")


def _chunk(kind: bytes, data: bytes) -> bytes:
    whole = kind + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def png_bomb() -> bytes:
    """A small PNG that says it is 60,000 by 60,000 dots."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0" * 1_000_000)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", dots), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_text_bomb() -> bytes:
    """A PNG of one dot with a comment that unpacks to 200 MB."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    text = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    parts = (
        _chunk(b"IHDR", head),
        _chunk(b"zTXt", b"Comment\0\0" + text),
        _chunk(b"IDAT", zlib.compress(b"\0\0")),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zip_bomb() -> bytes:
    """A ZIP that unpacks to much more than it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("statement.txt", b"\0" * 20_000_000)
    return out.getvalue()


LIARS: dict[str, tuple[str, bytes]] = {
    "a web page named .png": ("shot.png", b"<html><script>alert(1)</script></html>"),
    "an SVG with a script": (
        "drawing.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    ),
    "an SVG named .jpg": ("a.jpg", b"<?xml version='1.0'?>\n<!-- x -->\n<svg onload='alert(1)'/>"),
    "a zip bomb": ("mails.zip", zip_bomb()),
    "a zip named .pdf": ("mails.pdf", zip_bomb()),
    "a picture of 3.6 billion dots": ("photo.png", png_bomb()),
    "a picture with a comment of 200 MB": ("photo.png", png_text_bomb()),
    "nothing at all": ("empty.txt", b""),
    "a PDF with a web page before it": ("a.pdf", b"<html><script>1</script></html>" + PDF),
    "a PDF with a zip behind it": ("a.pdf", PDF + zip_bomb()),
    "a PDF with a script in its head": ("a.pdf", PDF.replace(b"1 0 obj", b"%<script>\n1 0 obj")),
    "half a PDF": ("a.pdf", PDF[:30]),
    "a GIF that is a script": ("a.gif", b"GIF89a/*" + bytes(60) + b"*/=1;alert(1)//;"),
    "a GIF with a script behind it": ("a.gif", picture("GIF") + b"=1;alert(1)"),
    "a PNG with a zip behind it": ("a.png", picture() + zip_bomb()),
    "a PNG with a page behind it": ("a.png", picture() + b"<script>alert(1)</script>"),
    "a JPEG with a script in its comment": (
        "a.jpg",
        picture("JPEG", comment=b"<script>alert(1)</script>"),
    ),
    "half a picture": ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)),
    "a program": ("run.txt", b"MZ" + bytes(200)),
    "a script for a shell": ("notes.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a text with a NUL in it": ("notes.txt", b"Hello\0World"),
    "a text in Latin 1": ("notes.txt", "Grüße".encode("latin-1")),
    "a text in UTF-16": ("notes.txt", "Hello".encode("utf-16")),
    "rich text": ("notes.txt", b"{\\rtf1 Hello}"),
    "a mail with a NUL in it": ("a.eml", MAIL + b"\0"),
    "a film": ("film.png", b"\0\0\0\x18ftypmp42" + b"\xff" * 300),
}


def given(name: str, content: bytes, claims: str = "image/png") -> SimpleUploadedFile:
    """A file as a browser sends it; what it claims to be counts for nothing."""
    return SimpleUploadedFile(name, content, content_type=claims)


def read(answer: Any) -> bytes:
    """What a download brings; its file is closed."""
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # `answer.close()` would close the test's connection
        close()
    return content
