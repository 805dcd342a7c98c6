"""The API of changes to many relationships, and of price rules."""

import uuid
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import IsConnector, person
from connectors import actions, queries
from connectors.forms import NetworkForm
from connectors.models import BulkChange, PriceRule
from connectors.serializers import (
    BulkChangeSerializer,
    BulkSerializer,
    ChosenSerializer,
    OutcomeSerializer,
    PriceRuleSerializer,
    RulesPreviewSerializer,
)


class Bulk(APIView):
    """Price, visibility, strength, listing, rest and removal of many relationships at once."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="relationships_bulk_list", responses=BulkChangeSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The latest fifty changes to many, newest first."""
        found = queries.bulk_changes_of(person(request))[:50]
        return Response(BulkChangeSerializer(found, many=True).data)

    @extend_schema(
        operation_id="relationships_bulk",
        request=BulkSerializer,
        responses={200: OutcomeSerializer, 202: BulkChangeSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make one change to many.

        Up to 200 are changed at once (200): those that cannot be changed say why, the rest succeeds. More,
        all that match filters, every removal, and whatever is asked with `preview` is written down first
        (202, status `preview`): look at `preview`, then confirm it. A worker makes it; read the change
        again for its progress. It can be undone for seven days.
        """
        user = person(request)
        asked = BulkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said, wanted = asked.validated_data, asked.wanted()
        few = len(said.get("ids", ())) <= actions.AT_ONCE and "ids" in said
        if wanted is not None and few and not said["preview"]:
            outcome = actions.change(user, said["ids"], wanted)
            refused = [{"id": one, "reason": reason} for one, reason in outcome.refused.items()]
            return Response(
                OutcomeSerializer({"changed": outcome.changed, "refused": refused}).data
            )
        bulk = actions.prepare_bulk(user, _chosen(user, said), wanted)
        return Response(BulkChangeSerializer(bulk).data, status=status.HTTP_202_ACCEPTED)


class OneBulk(APIView):
    """One change to many."""

    permission_classes = [IsConnector]

    @extend_schema(operation_id="relationships_bulk_read", responses=BulkChangeSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What it will do, how far it is, or what it did."""
        return Response(BulkChangeSerializer(_own(person(request), public_id)).data)


class ConfirmBulk(APIView):
    """Carry a change to many out."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="relationships_bulk_confirm",
        request=None,
        responses={202: BulkChangeSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Carry it out: a small one at once, a large one by a worker. Confirmed twice it happens once."""
        user = person(request)
        _own(user, public_id)
        bulk = actions.confirm_bulk(user, public_id)
        return Response(BulkChangeSerializer(bulk).data, status=status.HTTP_202_ACCEPTED)


class UndoBulk(APIView):
    """Undo a change to many."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="relationships_bulk_undo", request=None, responses={202: BulkChangeSerializer}
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Put back what it changed and nobody has changed since, for seven days."""
        user = person(request)
        _own(user, public_id)
        bulk = actions.undo_bulk(user, public_id)
        return Response(BulkChangeSerializer(bulk).data, status=status.HTTP_202_ACCEPTED)


class PriceRules(APIView):
    """One's own price rules."""

    permission_classes = [IsConnector]

    @extend_schema(responses=PriceRuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All of them, those that say most first."""
        rules = queries.price_rules_of(person(request))
        return Response(PriceRuleSerializer(rules, many=True).data)

    @extend_schema(request=PriceRuleSerializer, responses={201: PriceRuleSerializer})
    def post(self, request: Request) -> Response:
        """Ask a price for a segment; a rule for the same segment is replaced. Changes nobody's price."""
        asked = PriceRuleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rule = actions.set_price_rule(person(request), **asked.rule())
        return Response(PriceRuleSerializer(rule).data, status=status.HTTP_201_CREATED)


class OnePriceRule(APIView):
    """One of one's own price rules."""

    permission_classes = [IsConnector]

    @extend_schema(responses=PriceRuleSerializer)
    def get(self, request: Request, rule_id: int) -> Response:
        """Read it."""
        return Response(PriceRuleSerializer(_own_rule(request, rule_id)).data)

    @extend_schema(request=PriceRuleSerializer, responses=PriceRuleSerializer)
    def patch(self, request: Request, rule_id: int) -> Response:
        """Change it; what is left out stays. Another rule for the same segment is replaced."""
        _own_rule(request, rule_id)
        asked = PriceRuleSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        rule = actions.change_price_rule(person(request), rule_id, **asked.rule())
        return Response(PriceRuleSerializer(rule).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, rule_id: int) -> Response:
        """Forget it; prices that it set stay."""
        _own_rule(request, rule_id)
        actions.remove_price_rule(person(request), rule_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreviewPriceRules(APIView):
    """What the rules would do."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="price_rules_preview",
        request=ChosenSerializer,
        responses=RulesPreviewSerializer,
    )
    def post(self, request: Request) -> Response:
        """To how many of these, at which prices. Changes nothing."""
        user = person(request)
        asked = ChosenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = queries.what_rules_do(user, _chosen(user, asked.validated_data))
        counts = [{"rule": pk, "people": count} for pk, count in sorted(found.counts.items())]
        said = {
            "people": found.people,
            "unmatched": found.unmatched,
            "rules": counts,
            "prices": found.spans,
        }
        return Response(RulesPreviewSerializer(said).data)


class ApplyPriceRules(APIView):
    """Ask what the rules say."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="price_rules_apply",
        request=ChosenSerializer,
        responses={202: BulkChangeSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Of these: one change for each price, each of which can be undone. Who fits no rule stays."""
        user = person(request)
        asked = ChosenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        done = actions.apply_price_rules(user, _chosen(user, asked.validated_data))
        said = BulkChangeSerializer(done, many=True).data
        return Response(said, status=status.HTTP_202_ACCEPTED)


def _own(user: User, public_id: uuid.UUID) -> BulkChange:
    try:
        return user.bulk_changes.get(public_id=public_id)
    except BulkChange.DoesNotExist as error:
        raise Http404 from error


def _own_rule(request: Request, rule_id: int) -> PriceRule:
    try:
        return PriceRule.objects.get(connector=person(request), pk=rule_id)
    except PriceRule.DoesNotExist as error:
        raise Http404 from error


def _chosen(user: User, said: dict[str, Any]) -> list[int]:
    """The primary keys of whom was chosen; ids of others are nobody's."""
    if "matching" in said:
        return queries.own_matches(user, NetworkForm(said["matching"]).filters())
    rows = queries.visible_to(user).filter(public_id__in=said["ids"])
    return list(rows.order_by().values_list("pk", flat=True))
