"""ZIP archives for tests."""

import io
import zipfile


def zipped(**members: bytes) -> bytes:
    """An archive of these members; `__` in a name is a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()
