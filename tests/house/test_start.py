"""Start-up: migrations are complete, clocks ring tasks that exist, the URLs resolve."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from brokerage.celery import app


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_each_clock_rings_a_task_that_exists(name: str) -> None:
    assert app.conf.beat_schedule[name]["task"] in app.tasks


def test_system_checks_have_nothing_to_say() -> None:
    call_command("check", fail_level="WARNING")


def test_the_home_page_has_an_address() -> None:
    assert reverse("home") == "/"
