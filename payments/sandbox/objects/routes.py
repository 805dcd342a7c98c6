"""What a route is: a method, a path with ``{id}`` holes, a handler, its parameters."""

from collections.abc import Callable
from dataclasses import dataclass, field

from payments.sandbox.errors import JSON
from payments.sandbox.params import Description

Handler = Callable[..., JSON]


@dataclass(frozen=True)
class Route:
    """``handler(world, params, *ids)`` answers ``method path``."""

    method: str
    path: str
    handler: Handler
    params: Description = field(default_factory=dict)

    @property
    def version(self) -> str:
        return self.path[1:3]
