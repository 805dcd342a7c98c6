"""The cache, such that the site goes on without it.

What stands there are limits and hints, no truth: while Redis is away every limit is open, and the log
says so once a minute.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SAY_AGAIN = 60  # seconds
PAUSE = 5  # seconds for which a server that did not answer is not asked again


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; an unreachable server is an empty cache that keeps nothing."""

    _said = -SAY_AGAIN
    _away_until = 0.0

    def _try(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        kind = type(self)
        if time.monotonic() < kind._away_until:
            return otherwise
        try:
            return ask()
        except (RedisError, OSError) as error:
            now = time.monotonic()
            kind._away_until = now + PAUSE
            if now - kind._said >= SAY_AGAIN:
                kind._said = int(now)
                log.error("cache unreachable (%s): limits are open", type(error).__name__)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).add(*args, **kwargs), True))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._try(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), False)
        )

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).delete(*args, **kwargs), False)
        )

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        found = self._try(lambda: super(ForgivingRedisCache, self).get_many(*args, **kwargs), {})
        return dict(found)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        kept = self._try(
            lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs), list(data)
        )
        return list(kept)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).has_key(*args, **kwargs), False)
        )

    def incr(self, *args: Any, **kwargs: Any) -> int:
        found = self._try(lambda: super(ForgivingRedisCache, self).incr(*args, **kwargs), None)
        if found is None:
            raise ValueError("the cache is away")  # as for a key that is not there
        return int(found)

    def clear(self) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).clear(), None)
