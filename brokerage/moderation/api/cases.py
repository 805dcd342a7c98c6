"""The desk for programs: the same cases, claims and actions as its pages."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import SeesDesk, person
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.moderation import actions, queries
from brokerage.moderation.forms.cases import QueueForm
from brokerage.moderation.kinds import REASON_LENGTH
from brokerage.moderation.views.evidence import files_of, hand_to, reason_in
from introductions.serializers import FileSerializer

F = TypeVar("F", bound=forms.Form)


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case as the desk lists it. Amounts in minor units; times in UTC; nobody's name."""

    headline = serializers.SerializerMethodField()
    waits_for = serializers.SerializerMethodField()
    claimed = serializers.SerializerMethodField()
    mine = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "public_id",
            "kind",
            "headline",
            "waits_for",
            "opened_at",
            "due_at",
            "amount",
            "currency",
            "claimed",
            "mine",
            "closed_at",
            "outcome",
            "allowed_actions",
        )

    def _row(self, case: Case) -> queries.Row:
        if "_row" not in case.__dict__:
            case.__dict__["_row"] = queries.row_of(case, self.context["user"])
        row: queries.Row = case.__dict__["_row"]
        return row

    def get_headline(self, case: Case) -> str:
        """The case in a few words."""
        return self._row(case).headline

    def get_waits_for(self, case: Case) -> str:
        """What it waits for."""
        return self._row(case).waits

    def get_claimed(self, case: Case) -> bool:
        """Whether somebody has taken it."""
        return case.claimed_by_id is not None

    def get_mine(self, case: Case) -> bool:
        """Whether whoever asks has taken it."""
        return case.claimed_by_id == self.context["user"].pk

    def get_allowed_actions(self, case: Case) -> list[str]:
        """What whoever asks can do about it right now."""
        return [action.name for action in queries.actions_for(case, self.context["user"])]


def checked(form: type[F], request: Request) -> F:
    """The page's own form over the body, so that both doors ask for the same; 400 by field."""
    asked = form(request.data if isinstance(request.data, Mapping) else {})
    if not asked.is_valid():
        raise serializers.ValidationError(
            {field: [str(one) for one in errors] for field, errors in asked.errors.items()}
        )
    return asked


def _shown(request: Request, case: Case) -> Response:
    case.refresh_from_db()
    return Response(CaseSerializer(case, context={"user": person(request)}).data)


def _case(request: Request, public_id: uuid.UUID) -> Case:
    found = queries.case_for(person(request), public_id)
    if found is None:
        raise Http404
    return found


@extend_schema_view(
    get=extend_schema(
        operation_id="moderation_cases",
        parameters=[
            OpenApiParameter("kind", str, enum=Case.Kind.values),
            OpenApiParameter("whose", str, enum=["all", "mine", "free"]),
            OpenApiParameter("state", str, enum=["open", "closed"]),
            OpenApiParameter("overdue", bool),
            OpenApiParameter("q", str, description="words of the outcome, or a reference"),
        ],
    )
)
class Cases(ListAPIView[Case]):
    """The queue: open cases, what is due first on top."""

    permission_classes = [SeesDesk]
    serializer_class = CaseSerializer
    queryset = Case.objects.none()  # for the schema; `get_queryset` decides

    def get_queryset(self) -> Any:
        """Only what this person may see."""
        user = person(self.request)
        form = QueueForm(self.request.query_params, kinds=queries.kinds_for(user))
        return queries.queue(user, form.filters())

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page, with what it says of its cases loaded at once."""
        page = super().paginate_queryset(queryset)
        if page is not None:
            queries.load(page, person(self.request))
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        """Who asks."""
        return {**super().get_serializer_context(), "user": self.request.user}


class OneCase(APIView):
    """One case."""

    permission_classes = [SeesDesk]

    @extend_schema(operation_id="moderation_case", responses=CaseSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it."""
        return _shown(request, _case(request, public_id))


class CaseFileSerializer(FileSerializer):
    """The same for the desk under a name of ours: what a side calls a file may name the prospect."""

    name = serializers.CharField(source="plain_name", read_only=True)


class CaseEvidence(APIView):
    """The files of a dispute or an objection."""

    permission_classes = [SeesDesk]

    @extend_schema(operation_id="moderation_evidence_list", responses=CaseFileSerializer(many=True))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What both sides gave, oldest first; files deleted since have `removed_at`."""
        found = files_of(person(request), public_id)
        return Response(CaseFileSerializer(found, many=True).data)


class LookSerializer(serializers.Serializer[Any]):
    """Why somebody looks."""

    reason = serializers.CharField(min_length=10, max_length=REASON_LENGTH)


class OneEvidence(APIView):
    """One file, for who may decide the dispute and has a reason."""

    permission_classes = [SeesDesk]

    @extend_schema(
        operation_id="moderation_evidence_download",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, public_id: uuid.UUID, evidence: uuid.UUID) -> HttpResponseBase:
        """Download it, within an hour of a reason (action `open_files`); every look is in the audit log."""
        return hand_to(person(request), public_id, evidence, "take")

    @extend_schema(
        operation_id="moderation_evidence_open",
        request=LookSerializer,
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, public_id: uuid.UUID, evidence: uuid.UUID) -> HttpResponseBase:
        """Download it for the reason in the body; 400 without one, 403 for who may not decide."""
        posted = request.data if isinstance(request.data, Mapping) else {}
        return hand_to(person(request), public_id, evidence, "take", reason=reason_in(posted))


class ClaimCase(APIView):
    """Taking a case."""

    permission_classes = [SeesDesk]

    @extend_schema(operation_id="moderation_claim", request=None, responses=CaseSerializer)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Take it; 409 while somebody else has it."""
        case = _case(request, public_id)
        actions.check_works(case, person(request))
        cases.claim(case, staff=person(request))
        return _shown(request, case)


class ReleaseCase(APIView):
    """Giving a case back."""

    permission_classes = [SeesDesk]

    @extend_schema(operation_id="moderation_release", request=None, responses=CaseSerializer)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Give it back; a senior may take it from another."""
        case, user = _case(request, public_id), person(request)
        cases.give_up_claim(case, staff=user, force=user.has_perm("cases.oversee"))
        return _shown(request, case)


class DoAction(APIView):
    """One action on a case."""

    permission_classes = [SeesDesk]

    @extend_schema(
        operation_id="moderation_action", request=OpenApiTypes.OBJECT, responses=CaseSerializer
    )
    def post(self, request: Request, public_id: uuid.UUID, name: str) -> Response:
        """Do it with the facts of its form; refused with 409, 403 or 400."""
        case = _case(request, public_id)
        action = actions.action_named(case, name)
        if action is None:
            raise Http404
        actions.check(case, action, person(request))
        form = checked(action.form, request)
        actions.carry_out(case, action, person(request), form.cleaned_data)
        return _shown(request, case)
