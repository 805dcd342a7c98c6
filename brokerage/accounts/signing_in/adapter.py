"""How django-allauth is bent to our ways."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from brokerage.accounts.actions import record_work_domain
from brokerage.accounts.models import User
from brokerage.accounts.outgoing import LINKS_LAST, queue_email
from brokerage.accounts.sanctions.standing import is_out_at, may_come_in, still_heard
from brokerage.accounts.signing_in import throttle
from brokerage.accounts.signing_in.middleware import OUT
from brokerage.accounts.signing_in.recent import is_recent
from brokerage.kit.mail.domains import ascii_address
from brokerage.kit.web.middleware import refused

NO_ACCOUNT = "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):
    """Where people land, what their mails know, and who is turned away at the door."""

    def clean_email(self, email: str) -> str:
        """The address with its domain as the DNS knows it: every spelling is one account's, and its mail
        goes to nobody else."""
        address = ascii_address(super().clean_email(email))
        if not address:
            raise ValidationError("Enter a valid email address.", code="invalid")
        return address

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Somebody who signs in may write the domain as they do."""
        if email := ascii_address(credentials.get("email") or ""):
            credentials["email"] = email
        return super().authenticate(request, **credentials)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in minutes ago counts as proof, but not for changing a second step."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        return app == "allauth.mfa" or not is_recent(allauth_context.request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        email = credentials.get("email", "").lower()
        return f"{email}|{throttle.place_of(request, email, self.get_client_ip(request))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords: from here, or, where this device is not known, from everywhere."""
        super().pre_authenticate(request, **credentials)
        if throttle.is_closed(request, credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One more wrong password for this address."""
        throttle.count_wrong(credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """This device is known from now on."""
        return throttle.remember(super().post_login(request, user, **kwargs), user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address proves whose it is: nobody who is suspended or banned comes in by another spelling."""
        owner = User.objects.filter(pk=email_address.user_id).first()
        if is_out_at(email_address.email, but=owner):
            raise OUT
        return super().confirm_email(request, email_address)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """After sign-up: the first thing that the chosen role does."""
        user = request.user
        return "/network/" if isinstance(user, User) and user.is_connector else "/search/"

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """A banned account is told so, after its password was right, and not let in.

        Somebody suspended comes in to see to what runs, and somebody banned where they are still to be
        heard; `StandingMiddleware` stops the rest.
        """
        if not may_come_in(user) and not still_heard(user):
            return refused(request, OUT)
        return super().pre_login(request, user, **kwargs)

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None
    ) -> Any:
        """The site's own words in each mail."""
        site = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "postal_address": settings.POSTAL_ADDRESS,
            "support_email": settings.SUPPORT_EMAIL,
        }
        return super().render_mail(template_prefix, email, site | context, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the email; the worker for mail sends it, so that no page waits for a mail server."""
        request = allauth_context.request
        context = {
            "request": request,
            "email": email,
            "current_site": get_current_site(request),
        } | context
        message = self.render_mail(template_prefix, email, context)
        if (
            template_prefix != NO_ACCOUNT
        ):  # written so that it takes as long, but no stranger gets mail
            queue_email(message, useful_for=LINKS_LAST)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign-up through another site asks the same questions as ours (see `forms.SignUp`)."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The configured app of a provider; one that is not configured is not there (404)."""
        try:
            return super().get_app(request, provider, client_id)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """The name and address that the other site gave, to be looked over."""
        known = super().get_signup_form_initial_data(sociallogin)
        extra = sociallogin.account.extra_data
        return known | {"name": extra.get("name", "")}

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """A verified address that came with the account may prove an employer, or who it is."""
        if any(one.verified and is_out_at(one.email) for one in sociallogin.email_addresses):
            raise OUT
        user = super().save_user(request, sociallogin, form)
        record_work_domain(user)
        return user
