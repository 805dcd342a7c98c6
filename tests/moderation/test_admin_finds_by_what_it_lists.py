"""A room of the admin finds rows by what it lists, and by nothing else that an address may ask.

Support "reads only", and once read an administrator's password hash letter by letter in this way. The
table of what is listed is written by hand; it is not derived from the code it checks.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, ForeignObjectRel, Model
from django.test import Client, RequestFactory
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.accounts.roles.groups import ROLES
from brokerage.staff import StaffSite
from connectors.models import Company
from tests.support import builders

pytestmark = pytest.mark.django_db
LOOKUPS = (
    "", "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "regex",
    "iregex", "in", "gt", "gte", "lt", "lte", "range", "isnull", "isempty", "year", "month", "day", "date",
    "length", "search", "trigram_similar", "unaccent", "has_key", "contained_by", "id__exact", "pk",
)  # fmt: skip
FLAG = ("exact", "isnull")
SINCE = ("gte", "lt", "isnull")
LISTED: dict[str, set[str]] = {
    "accounts.user": {
        *(f"{one}__{two}" for one in ("is_rep", "is_connector", "is_staff") for two in FLAG),
        *("groups__id__exact", "groups__isnull", "country", "country__isnull"),
    },
    "accounts.sanction": {
        *(f"{one}__{two}" for one in ("kind", "code") for two in FLAG),
        *(f"given_at__{two}" for two in SINCE),
    },
    "accounts.termsacceptance": {"version", "version__isnull"},
    "accounts.reveal": {f"at__{two}" for two in SINCE},
    "accounts.staffaction": {
        *("action", "action__isnull", "staff__id__exact", "staff__isnull"),
        *(f"at__{two}" for two in (*SINCE, "year", "month", "day")),
    },
    "cases.case": {
        *("kind", "kind__exact", "kind__isnull", "closed_at__isempty"),
        *(f"opened_at__{two}" for two in SINCE),
    },
}
"""What these rooms list. Others are checked against the names of their filters alone."""

WORK: dict[str, dict[str, str]] = {
    "accounts.user": {"is_rep__exact": "1", "groups__isnull": "True", "country": "DE"},
    "accounts.sanction": {"kind__exact": "ban", "given_at__gte": "2026-01-01 00:00:00+00:00"},
    "accounts.staffaction": {"action": "ban", "at__year": "2026"},
    "cases.case": {"kind__exact": "call", "closed_at__isempty": "1"},
    "introductions.introduction": {"state__exact": "asked", "currency": "EUR"},
    "payments.providercall": {"status__exact": "done"},
}


def rooms() -> list[tuple[str, Any]]:
    return sorted((model._meta.label_lower, room) for model, room in admin.site._registry.items())


def paths(model: type[Model], deep: int = 2) -> Iterator[str]:
    """Every field of a model, and of the models behind it."""
    for field in model._meta.get_fields():
        if isinstance(field, ForeignObjectRel):
            name = field.get_accessor_name() and field.name
        else:
            name = field.name
        if not name:
            continue
        yield name
        if isinstance(field, Field) and hasattr(field, "attname") and field.attname != name:
            yield field.attname
        if deep > 1 and field.is_relation and field.related_model:
            yield from (f"{name}__{one}" for one in paths(field.related_model, deep - 1))  # type: ignore[arg-type]


def asked_by(user: Any) -> Any:
    request = RequestFactory().get("/staff/")
    request.user = user
    return request


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return builders.person("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def everybody(boss: User) -> dict[str, Any]:
    """Somebody in each role, an administrator, and nobody."""
    hired = {role: builders.staff(role.replace(" ", "-"), role) for role in ROLES}
    return {**hired, "administrator": boss, "nobody": AnonymousUser()}


def test_no_room_takes_a_lookup_that_it_does_not_list(everybody: dict[str, Any]) -> None:
    tried = 0
    for user in everybody.values():
        request = asked_by(user)
        for label, room in rooms():
            listed = {
                one[0] if isinstance(one, tuple) else one for one in room.get_list_filter(request)
            }
            allowed = set()
            for path in set(paths(room.model)):
                for lookup in LOOKUPS[: 6 if "__" in path else None]:
                    asked = f"{path}__{lookup}" if lookup else path
                    tried += 1
                    if room.lookup_allowed(asked, "x", request):
                        allowed.add(asked)
            if label in LISTED:
                assert allowed <= LISTED[label], (label, allowed - LISTED[label])
            for one in allowed:
                field = one.split("__")[0]
                assert field in {*listed, room.date_hierarchy}, (label, one)
                assert not one.endswith(("with", "contains", "regex", "search")), (label, one)
    assert tried > 50_000


def test_what_is_listed_works(boss: User) -> None:
    client = Client()
    client.force_login(boss)
    for label, asked in WORK.items():
        page = reverse(f"admin:{label.replace('.', '_')}_changelist")
        for one, value in asked.items():
            assert client.get(page, {one: value}).status_code == 200, (label, one)
    people = reverse("admin:accounts_user_changelist")
    shown = client.get(people, {"is_staff__exact": "1"}).context["cl"].result_list
    assert [row.pk for row in shown] == [boss.pk]


@pytest.mark.parametrize("role", ["support", "finance", "administrator"])
def test_an_address_that_asks_for_more_is_refused_and_tells_nothing(
    everybody: dict[str, Any], role: str
) -> None:
    client = Client()
    client.force_login(everybody[role])
    for label, room in rooms():
        if not room.has_view_permission(asked_by(everybody[role])):
            continue
        page = reverse(f"admin:{label.replace('.', '_')}_changelist")
        for field in room.model._meta.concrete_fields:
            asked = f"{field.name}__startswith"
            assert client.get(page, {asked: "a"}).status_code == 400, (label, asked)


HASH = {"password__startswith": "md5$", "password__regex": ".", "password": "x"}
DEEP = {
    "accounts_sanction": ("person__password__startswith", "given_by__email__contains"),
    "cases_case": ("claimed_by__password__startswith", "facts__has_key", "reason__icontains"),
    "introductions_introduction": ("rep__password__gt", "pitch__regex", "relationship__role__in"),
    "introductions_dispute": ("introduction__pitch__contains", "statement__startswith"),
    "introductions_event": ("user__email__startswith", "note__contains", "facts__icontains"),
    "connectors_relationship": ("connector__name__startswith", "prospect__company__name"),
    "connectors_connectorprofile": ("about__contains", "user__email__iregex"),
}


def test_support_cannot_ask_for_a_hash_a_name_or_a_pitch(everybody: dict[str, Any]) -> None:
    client = Client()
    client.force_login(everybody["support"])
    people = reverse("admin:accounts_user_changelist")
    for asked, value in HASH.items():
        assert client.get(people, {asked: value}).status_code == 400, asked
    for name, lookups in DEEP.items():
        for asked in lookups:
            answer = client.get(reverse(f"admin:{name}_changelist"), {asked: "a"})
            assert answer.status_code == 400, (name, asked)


def test_support_cannot_order_by_what_is_masked(everybody: dict[str, Any]) -> None:
    """Whatever order is asked for: of two worlds that differ in a masked value only, one answer."""
    client = Client()
    client.force_login(everybody["support"])
    people = reverse("admin:accounts_user_changelist")
    orders = [f"{sign}{n}" for n in range(12) for sign in ("", "-")]
    rows = lambda order: [row.pk for row in client.get(people, {"o": order}).context["cl"].result_list]  # noqa: E731  # fmt: skip
    first = builders.rep("aaron")
    second = builders.rep("zoe")
    before = {order: rows(order) for order in orders}
    User.objects.filter(pk=first.pk).update(name="Zoe", email="zz@z.example", company="Z")
    User.objects.filter(pk=second.pk).update(name="Aaron", email="aa@a.example", company="A")
    assert {order: rows(order) for order in orders} == before


def test_nothing_else_of_the_admin_looks_people_up(everybody: dict[str, Any], boss: User) -> None:
    support, client = Client(), Client()
    support.force_login(everybody["support"])
    client.force_login(boss)
    lookup = {"app_label": "introductions", "model_name": "introduction", "field_name": "rep"}
    for one in (support, client):
        assert one.get("/staff/autocomplete/", lookup).status_code == 404
        assert one.get("/staff/search/", {"s": "boss", "extended": "1"}).status_code == 404
        people = reverse("admin:accounts_user_changelist")
        change = reverse("admin:accounts_user_change", args=[boss.pk])
        for field in ("email", "password", "public_id", "name"):
            assert one.get(change, {"_to_field": field}).status_code == 400, field
            assert one.get(people, {"_to_field": field}).status_code == 400, field
        assert not one.get(people, {"_facets": "True"}).context["cl"].add_facets
        for page in (f"{change[:-7]}history/", f"{change}?password__startswith=a"):
            assert one.get(page).status_code == 200
        mass = {"action": "replay", "_selected_action": boss.pk, "password__startswith": "x"}
        assert one.post(f"{people}?password__startswith=x", mass).status_code == 400


def test_what_is_kept_from_a_role_is_neither_a_filter_nor_searched(
    everybody: dict[str, Any],
) -> None:
    request = asked_by(everybody["support"])
    for label, room in rooms():
        closed = set(room.kept_from_support)
        filters = {
            one[0] if isinstance(one, tuple) else one for one in room.get_list_filter(request)
        }
        words = [one for one in room.get_search_fields(request) if not one.startswith("=")]
        assert not closed & filters, label
        assert not closed & {one.lstrip("^@").split("__")[0] for one in words}, label
        assert not {"email", "name", "password"} & set(words) or label == "connectors.company"


def test_a_room_of_another_make_is_not_taken_in() -> None:
    with pytest.raises(ImproperlyConfigured):
        StaffSite().register(Company, admin.ModelAdmin)
    with pytest.raises(ImproperlyConfigured):
        StaffSite().register([Company])
