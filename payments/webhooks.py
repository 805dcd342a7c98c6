"""The door for the provider's messages: verify, keep once, answer, understand later."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.actions import keep
from payments.gateway.messages import Unreadable, Unsigned, read


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """400 for what is not signed by the provider or cannot be kept, else 200, the second time too."""
    try:
        message = read(request.body, request.headers.get("Stripe-Signature", ""))
    except Unsigned:
        return HttpResponse("not signed by the provider", status=400, content_type="text/plain")
    except Unreadable:
        return HttpResponse("no message of the provider", status=400, content_type="text/plain")
    if message.livemode != settings.STRIPE_LIVEMODE:
        return HttpResponse("wrong mode", status=400, content_type="text/plain")
    keep(message, request.body.decode())
    return HttpResponse("kept", content_type="text/plain")
