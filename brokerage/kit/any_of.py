"""The look-up `field__any_of=[...]`: as `__in`, with the values in one array however many they are.

`IN` is written and parsed value by value; a batch of an import asks for thousands.
"""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class AnyOf(Lookup):
    """`column = ANY(array)`. Takes values, no queries."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        said, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection).partition("(")[0]
        return f"{said} = ANY(%s::{kind}[])", (*params, list(self.rhs))
