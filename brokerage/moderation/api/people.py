"""People and opted-out domains for programs: what the desk's pages show and do."""

import uuid
from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts import sanctions
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import BanProposal, Sanction, User
from brokerage.accounts.roles.permissions import SeesDesk, masked_email, masked_name, person
from brokerage.accounts.sanctions import standing
from brokerage.moderation.actions.people import close_for, not_oneself
from brokerage.moderation.api.cases import checked
from brokerage.moderation.forms.domains import BackForm, DomainForm
from brokerage.moderation.forms.people import STEPS, CloseForm, LiftForm
from brokerage.moderation.kinds import is_masked
from brokerage.moderation.queries.people import proposal_for, record_of
from connectors import actions as connectors
from connectors.models import OptedOutDomain
from introductions import actions as introductions


class SanctionSerializer(serializers.ModelSerializer[Sanction]):
    """A step against somebody. `reason` is empty for roles that it is kept from. Times in UTC."""

    id = serializers.UUIDField(source="public_id")
    reason = serializers.SerializerMethodField()
    is_running = serializers.BooleanField()

    class Meta:
        model = Sanction
        fields = ("id", "kind", "code", "reason", "given_at", "until", "lifted_at", "is_running")

    def get_reason(self, row: Sanction) -> str:
        """What the person read."""
        return "" if self.context["masked"] else row.reason


class PersonSerializer(serializers.Serializer[User]):
    """Somebody with an account, as the desk sees them: masked for support."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    suspended_at = serializers.DateTimeField()
    is_limited = serializers.SerializerMethodField()
    ban_proposed = serializers.SerializerMethodField()
    record = serializers.SerializerMethodField()
    sanctions = serializers.SerializerMethodField()

    def get_name(self, row: User) -> str:
        """Their name, masked where the role asks for it."""
        return masked_name(row) if self.context["masked"] else row.name

    def get_email(self, row: User) -> str:
        """Their address, masked where the role asks for it."""
        return masked_email(row) if self.context["masked"] else row.email

    def get_ban_proposed(self, row: User) -> bool:
        """Whether a ban of this member of the staff waits for a second senior moderator."""
        return proposal_for(self.context["staff"], row) is not None

    def get_is_limited(self, row: User) -> bool:
        """Whether one request can be open at a time."""
        return standing.is_limited(row)

    def get_record(self, row: User) -> dict[str, int]:
        """What they have done here so far, in counts."""
        return {name: n for name, n in asdict(record_of(row)).items() if isinstance(n, int)}

    def get_sanctions(self, row: User) -> list[dict[str, Any]]:
        """The steps against them."""
        return list(SanctionSerializer(row.sanctions.all(), many=True, context=self.context).data)


class StepSerializer(serializers.Serializer[Any]):
    """Facts of a step; `length` in days for limit and suspend, empty for "until lifted"."""

    code = serializers.ChoiceField(choices=Sanction.Code.choices)
    reason = serializers.CharField()
    length = serializers.CharField(required=False, allow_blank=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason."""

    reason = serializers.CharField()


class CloseForOwnerSerializer(ReasonSerializer):
    """Why an account is closed, and whether the law demands it although a step holds."""

    by_law = serializers.BooleanField(required=False)


class Person(APIView):
    """One person, as the desk sees them."""

    permission_classes = [SeesDesk]

    @extend_schema(operation_id="moderation_person", responses=PersonSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read; the look is in the audit log unless the role is masked."""
        someone = get_object_or_404(User, public_id=public_id)
        if not is_masked(person(request)) and someone.pk != person(request).pk:
            record_staff_action(person(request), "look at a person", str(someone.public_id))
        return _shown(request, someone)


class Step(APIView):
    """A step of the ladder."""

    permission_classes = [SeesDesk]

    @extend_schema(
        operation_id="moderation_person_step",
        request=StepSerializer,
        responses={201: PersonSerializer, 202: PersonSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID, kind: str) -> Response:
        """Take it: `warn`, `limit`, `suspend` or `ban`. The person is told; money first.

        The ban of a member of the staff is only proposed (202) until another senior moderator takes it too.
        """
        someone = get_object_or_404(User, public_id=public_id)
        if kind not in STEPS:
            raise Http404
        form = checked(STEPS[kind].form, request)
        not_oneself(person(request), someone)
        done = getattr(sanctions, kind)(someone, staff=person(request), **form.facts())
        someone.refresh_from_db()
        proposed = isinstance(done, BanProposal)
        return _shown(
            request, someone, status.HTTP_202_ACCEPTED if proposed else status.HTTP_201_CREATED
        )


class Lift(APIView):
    """Ending a step."""

    permission_classes = [SeesDesk]

    @extend_schema(
        operation_id="moderation_person_lift",
        request=ReasonSerializer,
        responses=PersonSerializer,
    )
    def post(self, request: Request, public_id: uuid.UUID, sanction: uuid.UUID) -> Response:
        """End a step before its time; what has ended does not come back."""
        row = get_object_or_404(Sanction, public_id=sanction, person__public_id=public_id)
        form = checked(LiftForm, request)
        not_oneself(person(request), row.person)
        sanctions.lift(row, staff=person(request), reason=form.cleaned_data["reason"])
        return _shown(request, User.objects.get(pk=row.person_id))


class BansPeople(BasePermission):
    """Senior moderators."""

    message = "This is for senior moderators."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whoever suspends and bans."""
        return bool(request.user.is_authenticated and person(request).has_perm("cases.ban"))


class Close(APIView):
    """Closing an account whose owner wrote to us."""

    permission_classes = [BansPeople]

    @extend_schema(
        operation_id="moderation_person_close",
        request=CloseForOwnerSerializer,
        responses=PersonSerializer,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Close it; refused (409) by all that would refuse its owner."""
        someone = get_object_or_404(User, public_id=public_id)
        form = checked(CloseForm, request)
        close_for(someone, staff=person(request), **form.cleaned_data)
        return _shown(request, User.objects.get(pk=someone.pk))


class OptsDomainsOut(BasePermission):
    """Whoever answers for companies that opt out."""

    message = "This room is for our desk."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Senior moderators."""
        return bool(
            request.user.is_authenticated and person(request).has_perm("cases.suppress_domain")
        )


class DomainSerializer(serializers.ModelSerializer[OptedOutDomain]):
    """A company that opted out."""

    class Meta:
        model = OptedOutDomain
        fields = ("id", "domain", "reason", "added_at")
        read_only_fields = ("id", "added_at")


class OptedOutSerializer(serializers.Serializer[Any]):
    """What opting out did, in counts."""

    domain = serializers.CharField()
    listings = serializers.IntegerField()
    introductions = serializers.IntegerField()


class Domains(APIView):
    """Companies that ask for nobody of theirs to be listed."""

    permission_classes = [OptsDomainsOut]

    @extend_schema(operation_id="moderation_domains", responses=DomainSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that stand."""
        rows = OptedOutDomain.objects.filter(lifted_at__isnull=True)
        return Response(DomainSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="moderation_domain_opt_out",
        request=DomainSerializer,
        responses={201: OptedOutSerializer},
    )
    def post(self, request: Request) -> Response:
        """Opt one out, sub-domains too: listings vanish, what is not made yet ends."""
        facts = checked(DomainForm, request).cleaned_data
        domain = connectors.domain_to_opt_out(facts["domain"])
        listings, ended = introductions.opt_out_domain(
            domain, staff=person(request), reason=facts["reason"]
        )
        done = {"domain": domain, "listings": listings, "introductions": ended}
        return Response(OptedOutSerializer(done).data, status=status.HTTP_201_CREATED)


class LiftDomain(APIView):
    """Letting a domain be listed again."""

    permission_classes = [OptsDomainsOut]

    @extend_schema(
        operation_id="moderation_domain_lift", request=ReasonSerializer, responses={204: None}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take an opt-out back."""
        row = get_object_or_404(OptedOutDomain, pk=pk)
        reason = checked(BackForm, request).cleaned_data["reason"]
        connectors.lift_domain(row, staff=person(request), reason=reason)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(request: Request, someone: User, code: int = status.HTTP_200_OK) -> Response:
    context = {"masked": is_masked(person(request)), "staff": person(request)}
    return Response(PersonSerializer(someone, context=context).data, status=code)
