"""What the rooms of the admin have in common: looking, not touching, and names kept from support.

A row can be found only by what the room lists: its filters, its search and its dates. Django would
take any field of the model in the address (`?password__startswith=`), and of every model behind it,
so that whoever may count rows could read what no page shows.

An account is shown as a link to its page on the desk, which knows who may see whose name. Fields in
`kept_from_support` are what people wrote; support sees the rest.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person, sees_people
from brokerage.kit.money import Money


def who(field: str, words: str = "") -> Callable[..., str]:
    """A column that shows the account in `field` ("introduction.rep" too) as a link to its page."""

    @admin.display(description=words or field)
    def shown(room: Any, row: Any) -> str:
        for name in field.split("."):
            row = getattr(row, name) if row else None
        return link_to(row) if row else "-"

    return shown


def amount(field: str, words: str = "") -> Callable[..., str]:
    """A column that shows the minor units in `field` as money, in the row's currency."""

    @admin.display(description=words or field.replace("_", " "), ordering=field)
    def shown(room: Any, row: Any) -> str:
        value = getattr(row, field)
        return "-" if value is None else str(Money(value, row.currency))

    return shown


def link_to(someone: User) -> str:
    """A link to somebody's page on the desk that does not say who it is."""
    page = reverse("moderation_person", args=[someone.public_id])
    return format_html('<a href="{}" class="text-link">{}</a>', page, someone.public_id.hex[:8])


class Room(ModelAdmin):
    """What every room of the admin is made of; `brokerage.staff` takes in no other."""

    kept_from_support: ClassVar[tuple[str, ...]] = ()
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether the address may ask for `lookup`: only what a filter of this room asks itself."""
        return lookup in self._asked_by_filters(request, lookup.split("__")[0])

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are opened by their primary key alone (`?_to_field=`)."""
        return to_field == "pk" or bool(self.opts.get_field(to_field).primary_key)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The filters over what this member of the staff may see."""
        closed = self._closed(request)
        return [one for one in super().get_list_filter(request) if _field_of(one) not in closed]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """The fields searched in, but those this member of the staff may not see."""
        closed = self._closed(request)
        return [
            name
            for name in super().get_search_fields(request)
            if name.lstrip("^=@").split("__")[0] not in closed
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The fields that this member of the staff may see."""
        return self._open(request, super().get_fields(request, obj))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns that this member of the staff may see."""
        return self._open(request, super().get_list_display(request))

    def _closed(self, request: HttpRequest) -> tuple[str, ...]:
        return () if sees_people(person(request)) else self.kept_from_support

    def _open(self, request: HttpRequest, names: Any) -> list[Any]:
        closed = self._closed(request)
        return [name for name in names if name not in closed]

    def _asked_by_filters(self, request: HttpRequest, of: str) -> set[str]:
        """The lookups that the filters over the field `of`, and the dates, ask themselves."""
        found: set[str] = set()
        if self.date_hierarchy == of:
            found.update(f"{of}__{part}" for part in ("year", "month", "day"))
        for listed in self.get_list_filter(request):
            if _field_of(listed) == of:
                kind = listed[1] if isinstance(listed, tuple) else admin.FieldListFilter.create
                column = self.opts.get_field(of)
                shown = kind(column, request, {}, self.model, self, field_path=of)
                found.update(name for name in shown.expected_parameters() if name)
        return found


def _field_of(listed: Any) -> str:
    return listed[0] if isinstance(listed, tuple) else listed


class ReadOnly(Room):
    """To be read, never written: what changes goes through the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(TabularInline):
    """Rows that belong to another, read only."""

    kept_from_support: ClassVar[tuple[str, ...]] = ()
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The fields that this member of the staff may see."""
        closed = () if sees_people(person(request)) else self.kept_from_support
        return [name for name in super().get_fields(request, obj) if name not in closed]
