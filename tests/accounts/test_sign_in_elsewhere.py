"""Google and LinkedIn: their buttons appear where they are configured, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
GOOGLE = {"google": {"APPS": [{"client_id": "id", "secret": "secret"}]}}
LINKEDIN = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "linkedin",
                "name": "LinkedIn",
                "client_id": "id",
                "secret": "secret",
                "settings": {"server_url": "https://www.linkedin.com/oauth"},
            }
        ]
    }
}


@pytest.fixture
def configured(settings: Any) -> Callable[..., None]:
    def configure(*providers: dict[str, Any]) -> None:
        settings.SOCIALACCOUNT_PROVIDERS = {k: v for part in providers for k, v in part.items()}

    return configure


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_shows_only_what_is_configured(client: Client, configured: Any, page: str) -> None:
    configured()
    assert "Continue with" not in client.get(page).content.decode()
    configured(LINKEDIN)
    text = client.get(page).content.decode()
    assert "Continue with LinkedIn" in text
    assert "Google" not in text
    configured(LINKEDIN, GOOGLE)
    assert "Continue with Google" in client.get(page).content.decode()


def test_starts_with_a_question_not_with_the_link(client: Client, configured: Any) -> None:
    configured(GOOGLE)
    asked = client.get("/accounts/google/login/")
    assert asked.status_code == 200
    answer = client.post("/accounts/google/login/")
    assert answer.url.startswith("https://accounts.google.com/")
