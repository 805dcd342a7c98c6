"""A password that is easily guessed is refused with a sentence that helps; a good one works everywhere."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from brokerage.accounts.models import LONGEST_PASSWORD, QueuedEmail, User
from brokerage.accounts.signing_in.passwords import DO, HardToGuess

from .conftest import PASSWORD

Member = Callable[..., User]
WEAK = [
    *("password123!", "Password2026", "letmein12345", "Summer2026!", "P@ssw0rd!2026", "qwertyuiop123"),
    *("Winter2025??", "iloveyou!!1999", "1234567890", "abcdefghij", "aaaaaaaaaaaa", "Welcome2026!!"),
    *("Monday2026!!", "Liverpool123", "sunshine2026", "Michael1985!", "football!!!!", "p a s s w o r d 1"),
    *("Sidedoor2026!", "!!sidedoor!!", "Introduction1", "Rita2026!!!!!", "Northwind2026!", "ritanorthwind1"),
    *("ｐａｓｓｗｏｒｄ１２３", "2026-2026-2026", "Qwertz123456", "SummerSummer1", "1q2w3e4r5t6y"),
]  # fmt: skip
STRONG = [
    *("a green side door", "correct horse battery", "vKq7-otter-mild-94"),
    *("Zwölf Boxkämpfer jagen", "門の横の緑の小鳥と雨"),
]


def why(password: str, user: Any) -> str:
    try:
        HardToGuess().validate(password, user)
    except ValidationError as no:
        return str(no.message)
    return ""


@pytest.mark.parametrize("password", WEAK)
def test_what_is_easily_guessed_is_refused_with_what_to_do(password: str) -> None:
    rita = User(name="Rita", email="rita@northwind.example", company="Northwind")
    assert DO in why(password, rita)


@pytest.mark.parametrize("password", STRONG)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    assert why(password, User(name="Rita", email="rita@northwind.example")) == ""


@pytest.mark.parametrize("unit", ["a", "4@8({[<369|!1|$5+7%2", "ﬃ", "\u0301\u0316", "qwerty", "字"])
def test_a_long_one_is_refused_at_once(unit: str) -> None:
    for times in (24, 128, 100_000):
        started = time.process_time()
        password = (unit * times)[: max(24, times)]
        said = why(password, None)
        user = User()
        user.set_password(password)
        assert user.check_password(password)
        assert time.process_time() - started < 2, times
        if len(password) > LONGEST_PASSWORD:
            assert str(LONGEST_PASSWORD) in said


def test_is_refused_at_sign_up_and_nothing_is_made(client: Client, db: None) -> None:
    facts = {"name": "Nina", "role": "rep", "country": "DE", "terms": "on"}
    for password in ("Summer2026!", "Password2026"):
        answer = client.post(
            "/accounts/signup/", facts | {"email": "nina@firm.example", "password1": password}
        )
        assert answer.status_code == 200
        assert DO in answer.context["form"].errors["password1"][0]
    assert not User.objects.filter(email="nina@firm.example").exists()
    client.post("/accounts/signup/", facts | {"email": "nina@firm.example", "password1": STRONG[2]})
    assert User.objects.get(email="nina@firm.example").check_password(STRONG[2])


def test_is_refused_when_it_is_changed(client: Client, member: Member) -> None:
    user = member()
    client.force_login(user)
    for password in ("password123!", "Northwind2026!"):
        typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert client.post("/accounts/password/change/", typed).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# --- One form, whichever keyboard ---------------------------------------------------------------------

WIDE, PLAIN = "Ａﬃｎｅ Ängste １２３", "Affine A\u0308ngste 123"


def test_another_spelling_of_the_same_password_signs_in(client: Client, member: Member) -> None:
    user = member()
    for set_as, typed in ((WIDE, PLAIN), (PLAIN, WIDE)):
        user.set_password(set_as)
        user.save()
        visitor = Client()
        visitor.post("/accounts/login/", {"login": user.email, "password": typed})
        assert "_auth_user_id" in visitor.session
    assert not user.check_password(PLAIN + "4")
    assert not user.check_password(None)


def test_one_that_was_set_before_as_it_was_typed_still_signs_in(member: Member) -> None:
    user = member()
    user.password = make_password(WIDE)
    assert user.check_password(WIDE)
    assert not user.check_password(PLAIN)


# --- Nobody learns who has an account ----------------------------------------------------------------


def test_sign_up_takes_as_long_and_says_the_same_for_a_known_address(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is what takes time: it is made as often, known or not."""
    known = member("known", domain="firm.example")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    facts = {"name": "Nina", "role": "rep", "country": "DE", "terms": "on"}
    seen = []
    for email in (known.email, "unknown@firm.example"):
        hashed.clear()
        typed = facts | {"email": email, "password1": STRONG[2]}
        answer = Client().post("/accounts/signup/", typed)
        seen.append((len(hashed), answer.status_code, answer["Location"]))
    assert seen[0] == seen[1]
    assert seen[0][0] >= 1


def test_a_reset_says_the_same_and_writes_to_no_stranger(member: Member) -> None:
    known = member("known")
    answers = []
    for email in (known.email, "stranger@elsewhere.example"):
        answer = Client().post("/accounts/password/reset/", {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]
    queued = [to for row in QueuedEmail.objects.all() for to in row.content.get("to", [])]
    told = queued + [to for one in mail.outbox for to in one.to]
    assert "stranger@elsewhere.example" not in told
    assert known.email in told
