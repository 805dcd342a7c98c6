"""The folders of static files, read once in a run: every test client makes a WhiteNoise of its own."""

from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware

_find: Any = WhiteNoiseMiddleware.add_files_from_finders
_found: dict[tuple[Any, ...], dict[str, Any]] = {}


def find_static_files_once() -> None:
    """From now on whoever asks again, under the same settings, gets the files that were found before."""
    WhiteNoiseMiddleware.add_files_from_finders = _find_once


def _find_once(self: Any) -> None:
    asked = (
        self.static_prefix,
        self.max_age,
        str(settings.STATICFILES_DIRS),
        str(self.static_root),
    )
    if asked not in _found:
        _find(self)
        _found[asked] = dict(self.files)
    self.files.update(_found[asked])
