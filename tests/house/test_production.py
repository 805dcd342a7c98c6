"""Production starts whole or not at all; the compose file sets what the settings read."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support import production

BASE_DIR = Path(__file__).resolve().parents[2]
REQUIRED = [
    "SITE_URL",
    "ALLOWED_HOSTS",
    "POSTAL_ADDRESS",
    "SECRET_KEY",
    "FIELD_KEYS",
    "HASH_KEYS",
    "DATABASE_URL",
    "REDIS_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRETS",
    "SUPPORT_EMAIL",
    "DEFAULT_FROM_EMAIL",
]
NO_ADDRESSES = ["desk@sidedoor.example", "Sidedoor <a@b.test>", "someone@localhost", "nobody"]
COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
OURS = {name: it for name, it in COMPOSE["services"].items() if it["image"] == "sidedoor"}
STATEMENTS = re.compile(r"""(?:env(?:\.\w+)?|secret)\(\s*["'](\w+)["']""")


def manage(*command: str, **changed: str | None) -> "subprocess.CompletedProcess[str]":
    """Run a command in production, with variables changed, or taken away (None)."""
    environment = production.environment() | {"SIDEDOOR_DATA": "/nonexistent"}
    for name, value in changed.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read_by_settings() -> set[str]:
    """Every variable that settings.py reads."""
    return set(STATEMENTS.findall((BASE_DIR / "brokerage/settings.py").read_text()))


def test_a_complete_production_has_nothing_to_complain_about() -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_value_is_a_refusal_that_names_it(name: str) -> None:
    answer = manage("check", **{name: None})
    assert answer.returncode != 0
    assert f"{name} is not set" in answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", "true", "sidedoor.E010"),
        ("SITE_URL", "http://sidedoor-check.net", "sidedoor.E011"),
        ("SITE_URL", "https://sidedoor.example", "sidedoor.E011"),
        *(("DEFAULT_FROM_EMAIL", one, "sidedoor.E040") for one in NO_ADDRESSES),
        *(("SUPPORT_EMAIL", one, "sidedoor.E040") for one in NO_ADDRESSES),
        ("POSTAL_ADDRESS", "Sidedoor, 1 Example Street, 10115 Berlin", "sidedoor.E041"),
        ("ANYMAIL", "WEBHOOK_SECRET=user:password", "sidedoor.E042"),
        ("INBOUND_DOMAIN", "in.sidedoor.example", "sidedoor.E043"),
        ("EMAIL_TIMEOUT", "0", "sidedoor.E044"),
        ("ALLOWED_HOSTS", "*", "sidedoor.E012"),
        ("FIELD_KEYS", "short", "sidedoor.E020"),
        ("HASH_KEYS", "first:short", "sidedoor.E021"),
        ("STRIPE_API_BASE", "http://127.0.0.1:8001", "sidedoor.E031"),
        ("STRIPE_WEBHOOK_SECRETS", "secret", "sidedoor.E032"),
        ("EVIDENCE_BUCKET", "files", "sidedoor.E050"),
        ("EVIDENCE_URL", "http://files.sidedoor.example", "sidedoor.E051"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(name: str, value: str, expected: str) -> None:
    answer = manage("check", **{name: value})
    assert answer.returncode != 0
    assert expected in answer.stderr


def test_demo_pages_do_not_exist_in_production() -> None:
    asked = (
        "from django.urls import get_resolver as r; from django.conf import settings as s;"
        "import json; print(json.dumps([[str(p.pattern) for p in r().url_patterns],"
        " s.INSTALLED_APPS, s.EMAIL_BACKEND]))"
    )
    answer = manage("shell", "--no-imports", "-c", asked)
    patterns, apps, backend = json.loads(answer.stdout.splitlines()[-1])
    assert "demo/" not in patterns
    assert "brokerage.demo" not in apps
    assert "demo" not in backend


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_variable_of_the_compose_file_is_one_that_settings_read(name: str) -> None:
    assert set(OURS[name]["environment"]) <= read_by_settings()


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_compose_file_gives_what_production_needs(name: str) -> None:
    assert set(OURS[name]["environment"]) >= set(REQUIRED)


def test_the_compose_file_has_every_process() -> None:
    wanted = {"postgres", "redis", "web", "worker", "mailer", "beat", "mailpit", "sandbox"}
    assert wanted <= set(COMPOSE["services"])


def test_the_example_names_every_value_that_the_compose_file_insists_on() -> None:
    text = (BASE_DIR / "docker-compose.yml").read_text()
    insisted = set(re.findall(r"\$\{(\w+):\?", text))
    example = (BASE_DIR / ".env.example").read_text()
    assert insisted == set(re.findall(r"^(\w+)=", example, re.M))


def test_the_image_runs_as_nobody_special_on_the_base_lock() -> None:
    text = (BASE_DIR / "Dockerfile").read_text()
    assert re.search(r"^USER sidedoor$", text, re.M)
    assert "--require-hashes -r requirements/base.txt" in text
    assert "dev.txt" not in text


STARTS = {
    "web": ("-c", "import brokerage.wsgi"),
    "worker": ("-m", "celery", "-A", "brokerage", "worker", "--pool", "solo"),
    "beat": ("-m", "celery", "-A", "brokerage", "beat"),
}


@pytest.mark.parametrize(
    ("process", "name", "value", "expected"),
    [
        *((process, "DEBUG", "true", "sidedoor.E010") for process in STARTS),
        *((process, "SUPPORT_EMAIL", "a@b.example", "sidedoor.E040") for process in STARTS),
        ("web", "FIELD_KEYS", "short", "sidedoor.E020"),
        ("web", "HASH_KEYS", "nokeyid", "HASH_KEYS"),
        ("web", "DATABASE_URL", "sqlite:///x", "DATABASE_URL"),
    ],
)
def test_no_process_starts_half_configured(
    tmp_path: Path, process: str, name: str, value: str, expected: str
) -> None:
    environment = production.environment() | {
        "SIDEDOOR_DATA": "/nonexistent",
        "DJANGO_SETTINGS_MODULE": "brokerage.settings",
        name: value,
    }
    answer = subprocess.run(
        [
            *(sys.executable, *STARTS[process]),
            *(["--schedule", str(tmp_path / "beat")] if process == "beat" else []),
        ],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode != 0
    assert expected in answer.stdout + answer.stderr


def test_a_server_that_speaks_tls_from_the_first_byte_is_spoken_to_so() -> None:
    asked = (
        "from django.core.mail import get_connection as g; c = g();"
        "print(c.use_ssl, c.use_tls, c.port, c.timeout > 0)"
    )
    address = "smtp+ssl://user:word@mail.sidedoor-check.net:465"
    answer = manage("shell", "--no-imports", "-c", asked, EMAIL_URL=address)
    assert answer.stdout.splitlines()[-1] == "True False 465 True"
