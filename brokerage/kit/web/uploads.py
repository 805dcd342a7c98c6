"""Files on their way in: what is larger than any door takes is not kept, not even for a moment."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class WithinLimits(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: of a file larger than UPLOAD_MAX_BYTES the rest is read past.

    What is left is still larger than any door takes, so that the door's own check refuses it, in its
    own words; what was typed beside the file stays, and nothing of 200 MB lies in memory or on disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece, for the handlers after us; None once the file is too large anyway."""
        return raw_data if start <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after us make the file."""
