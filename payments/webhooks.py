"""The door for the provider's messages: verify, keep once, answer, understand later."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from brokerage.kit.later import run_later
from payments.gateway.messages import Unsigned, read
from payments.models import ProviderEvent


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """400 for what is not signed by the provider, 200 for everything else, the second time too."""
    try:
        message = read(request.body, request.headers.get("Stripe-Signature", ""))
    except Unsigned:
        return HttpResponse("not signed by the provider", status=400, content_type="text/plain")
    if message.livemode != settings.STRIPE_LIVEMODE:
        return HttpResponse("wrong mode", status=400, content_type="text/plain")
    with transaction.atomic():
        event, is_new = ProviderEvent.objects.get_or_create(
            event_id=message.id,
            defaults={
                "type": message.type,
                "api_version": message.api_version,
                "livemode": message.livemode,
                "payload": message.payload,
            },
        )
        if is_new:
            run_later("payments.tasks.understand_event", event.pk)
    return HttpResponse("kept", content_type="text/plain")
