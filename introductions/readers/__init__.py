"""What people hand in as evidence: told by its content, never by its name or the type it claims.

`telling` says what a file is, `pictures` draws it anew, `names` makes a name fit to be shown. Pure:
bytes in, bytes out, or a Refusal; nothing here knows of disputes, storages or requests.
"""

from introductions.readers.names import shown_name
from introductions.readers.telling import ACCEPTED, Kind, Paper, read

__all__ = ["ACCEPTED", "Kind", "Paper", "read", "shown_name"]
