"""What people hand in as evidence: told by its content, never by its name or the type it claims.

`recognising` says what a file is, `pictures` draws it anew, `names` makes a name fit to be shown, `mails`
takes a mail apart, `html_mails` reads HTML as its reader does. Pure: bytes in, bytes out, or NotTaken;
nothing here knows of disputes, storages or requests, and nothing imports another room, so that `apart`
can run it all in a small process of its own.
"""

from introductions.readers.apart import read_apart
from introductions.readers.names import shown_name
from introductions.readers.recognising import ACCEPTED, Kind, NotTaken, Paper

__all__ = ["ACCEPTED", "Kind", "NotTaken", "Paper", "read_apart", "shown_name"]
