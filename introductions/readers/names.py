"""A name that came with a file, made fit to be shown; it is never a path of ours."""

import re
import unicodedata

LONGEST = 80
LONGEST_GIVEN = 255  # as no file system takes a longer one
ENDING = re.compile(r"(\.[A-Za-z0-9]{1,5})+$")


def shown_name(name: str, ending: str, number: int) -> str:
    """`name` without folders, control and direction marks, and with the ending of what the file is.

    A name of which nothing is left becomes "evidence-<number>".
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name[-LONGEST_GIVEN:]))[-1]
    # Categories C*: control characters, NUL, marks that turn the direction of reading, surrogates.
    plain = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in last)
    plain = re.sub(r'[<>:"|?*;%]', " ", plain)
    stem = " ".join(ENDING.sub("", plain).split()).strip(". ")[:LONGEST].strip(". ")
    return f"{stem or f'evidence-{number}'}.{ending}"
