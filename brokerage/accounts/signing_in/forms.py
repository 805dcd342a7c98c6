"""The forms at the door: django-allauth's, in our words; sign-up is made from our `forms.SignUp`.

A room of its own, because allauth imports ours first.
"""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.http import HttpRequest

from brokerage.accounts.models import User


class SignUpForm(SignupForm):
    """Sign-up with e-mail and password, in our order and our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["email"].help_text = "Best the one you have at work: it shows who you are."
        if password := self.fields.get("password1"):
            password.help_text = (
                "At least ten characters, and not one of those that everybody uses."
            )

    def try_save(self, request: HttpRequest) -> Any:
        """Whoever has an account already waits as long as for a new one: the hash is what takes time."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data.get("password1", ""))
        return super().try_save(request)


class SignInForm(LoginForm):
    """Sign-in with e-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
