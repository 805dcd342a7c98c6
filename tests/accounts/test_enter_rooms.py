"""Who may enter: decorators for pages, permission classes for the API, staff groups."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from brokerage.accounts.models import User
from brokerage.accounts.roles.groups import STAFF_GROUPS
from brokerage.accounts.roles.permissions import (
    IsConnector,
    IsRep,
    connector_required,
    desk_required,
    rep_required,
)
from brokerage.kit.errors import Refusal

Member = Callable[..., User]


def room(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def visit(door: Callable[..., HttpResponse], user: User | AnonymousUser) -> HttpResponse:
    request = RequestFactory().get("/room/")
    request.user = user
    return door(request)


def test_lets_each_role_into_its_own_rooms(member: Member) -> None:
    assert visit(rep_required(room), member("rita")).content == b"inside"
    colin = member("colin", is_rep=False, is_connector=True)
    assert visit(connector_required(room), colin).content == b"inside"


@pytest.mark.parametrize("door", [connector_required, desk_required("see_desk")])
def test_refuses_a_rep_elsewhere(member: Member, door: Callable[..., object]) -> None:
    with pytest.raises(Refusal) as refusal:
        visit(door(room), member("rita"))  # type: ignore[arg-type]
    assert refusal.value.status == 403


def test_sends_strangers_to_sign_in() -> None:
    assert visit(rep_required(room), AnonymousUser()).status_code == 302


def test_lets_moderators_in(member: Member) -> None:
    mona = member("mona")
    mona.groups.add(Group.objects.get(name="moderator"))
    assert visit(desk_required("see_desk")(room), mona).content == b"inside"


@pytest.mark.django_db
def test_has_the_groups_of_staff() -> None:
    assert set(STAFF_GROUPS) <= set(Group.objects.values_list("name", flat=True))


def test_asks_the_same_of_programs(member: Member) -> None:
    request = RequestFactory().get("/api/")
    request.user = member("rita")
    assert IsRep().has_permission(request, None)  # type: ignore[arg-type]
    assert not IsConnector().has_permission(request, None)  # type: ignore[arg-type]
    request.user = AnonymousUser()
    assert not IsRep().has_permission(request, None)  # type: ignore[arg-type]
