"""Pictures, drawn anew: what is kept has the dots of the one given and nothing else of it.

No place, no camera, no name, no second file behind the first. An animation keeps its first picture.
"""

import io
import threading
import warnings

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LONGEST_JPEG = 3200  # dots; more of a photograph shows nothing more
QUALITIES = (90, 75)
# A picture in memory is four bytes a dot: so one after another, however many come at once.
ONE_AT_A_TIME = threading.Lock()


class NotDrawn(Exception):
    """Why a picture cannot be drawn, in a sentence."""


def draw(data: bytes, *, pixels: int, largest: int) -> tuple[bytes, bool]:
    """`(the new picture, whether it is a JPEG)`; photographs become JPEG, everything else PNG.

    A picture of more than `pixels` dots is refused by its head, before anything is unpacked.
    Raises NotDrawn.
    """
    with ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as given:
                _not_too_large(given, pixels)
                return _drawn(given, largest)
        except NotDrawn:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NotDrawn(_too_large(pixels)) from error
        except Exception as error:  # decoders raise whatever they stumble over
            raise NotDrawn("This picture is broken; we cannot read it.") from error


def _not_too_large(given: Image.Image, pixels: int) -> None:
    # A JPEG is unpacked smaller than it is, and photographs have twice the dots of a screen shot.
    if given.width * given.height > (2 * pixels if given.format == "JPEG" else pixels):
        raise NotDrawn(_too_large(pixels))


def _too_large(pixels: int) -> str:
    return f"A picture may have up to {pixels // 10**6} million dots, a photograph twice as many."


def _drawn(given: Image.Image, largest: int) -> tuple[bytes, bool]:
    photograph = given.format in {"JPEG", "WEBP"}
    if given.format == "JPEG":
        given.draft("RGB", (LONGEST_JPEG, LONGEST_JPEG))  # unpacked smaller: less memory
    turned = ImageOps.exif_transpose(given)
    clear = turned.has_transparency_data
    if turned.mode.startswith(("I", "F")):  # 16 bits a dot
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    picture = turned.convert("RGBA" if clear else "RGB")
    picture.info = {}
    as_jpeg = photograph and not clear
    tries = [{"quality": quality} for quality in QUALITIES] if as_jpeg else [{}]
    for options in tries:
        out = io.BytesIO()
        picture.save(out, "JPEG" if as_jpeg else "PNG", **options)
        if out.tell() <= largest:
            return out.getvalue(), as_jpeg
    raise NotDrawn("This picture is too large once it is drawn anew; save it as JPEG.")


def ends_where_it_says(data: bytes, mime: str) -> bool:
    """Whether nothing hangs on after the picture's own end. (A JPEG may: cameras leave things there.)"""
    if mime == "image/png":
        return (
            data.endswith(b"\x00\x00\x00\x00IEND\xaeB`\x82") and data.count(b"IEND\xaeB`\x82") == 1
        )
    if mime == "image/webp":
        return data[8:12] == b"WEBP" and len(data) - 8 == int.from_bytes(data[4:8], "little")
    return mime != "image/gif" or _end_of_gif(data) == len(data)


def _end_of_gif(data: bytes) -> int:
    """Where the GIF's own blocks end; -1 where they make no sense."""
    try:
        at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
        while data[at] != 0x3B:  # the trailer
            if data[at] == 0x21:  # an extension: a label, then blocks
                at += 2
            elif data[at] == 0x2C:  # a picture: its own colours, a code size, then blocks
                at += 11 + (3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0)
            else:
                return -1
            while data[at]:
                at += 1 + data[at]
            at += 1
        return at + 1
    except IndexError:
        return -1
