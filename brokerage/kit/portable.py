"""A person's data export, made from the models: each field of each model is given or left out for a reason.

An app declares a `Part` for each of its models. A field that no part accounts for fails a test, so that
nothing that is added later is forgotten here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Whose = Callable[[Any], Iterable[models.Model]]
Value = Callable[[Any, Any], Any]
"""Takes a row and the person who takes it along."""

KEY = "a number or key by which our own rows find each other"
HASH = "a keyed hash: it says nothing by itself"
PROOF = "proves who you are"
SENDING = "how our worker sends it: says nothing about you"
STAFF = "who of our staff did it"
OTHERS = "about somebody else, or their words"
UNTOLD = "would tell what a prospect said, or who they are"
DERIVED = "follows from the other fields"
PROVIDER = "a name of ours at the payment provider, or how we call it"


def nobody(_: Any) -> Iterable[models.Model]:
    """Of a model that holds nothing of a person with an account."""
    return ()


@dataclass(frozen=True)
class Part:
    """How one model stands in the export of one person.

    `rows`: theirs. `given`: fields as they are, a relation as the other row's public id. `told`: fields
    of which only a part is theirs to read. `left_out`: every other field, with the reason.
    """

    model: type[models.Model]
    rows: Whose
    given: tuple[str, ...] = ()
    told: Mapping[str, Value] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The part's name in the file."""
        return str(self.model._meta.verbose_name_plural).replace(" ", "_").replace("-", "_")

    def of(self, person: Any) -> list[dict[str, Any]]:
        """The person's rows as plain values."""
        return [
            {name: _plain(row, name) for name in self.given}
            | {name: value(row, person) for name, value in self.told.items()}
            for row in self.rows(person)
        ]

    def wrong(self) -> list[str]:
        """What is not accounted for, or twice, or is no field any more; for the test."""
        fields = {one.name for one in self.model._meta.concrete_fields} - {"id"}
        fields |= {one.name for one in self.model._meta.many_to_many}
        said = [*self.given, *self.told, *self.left_out]
        label = self.model._meta.label
        return (
            [f"{label}.{name} is neither given nor left out" for name in sorted(fields - {*said})]
            + [f"{label}.{name} is no field" for name in sorted({*said} - fields)]
            + [f"{label}.{name} twice" for name in sorted({one for one in said if said.count(one) > 1})]
            + [f"{label}.{name} has no reason" for name, why in self.left_out.items() if not why]
        )  # fmt: skip


def out(why: str, names: str) -> dict[str, str]:
    """Fields, written in one line, that are left out for one reason."""
    return dict.fromkeys(names.split(), why)


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return str(getattr(value, "public_id", value))
    if isinstance(value, models.Manager):
        return sorted(str(one) for one in value.all())
    return value
