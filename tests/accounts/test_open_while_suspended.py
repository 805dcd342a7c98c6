"""What is open to whom we shut the door on: every address of the site, stated once more by name."""

import uuid
from collections.abc import Callable

from django.urls import URLPattern, get_resolver

from brokerage.accounts import urls
from brokerage.accounts.access import Access, access_of, addresses
from introductions.actions.by_hand import BY_HAND

ONE = uuid.uuid4()
ENDS_WHAT_RUNS = set(
    "confirm dispute withdraw_dispute respond evidence offer_split accept_split accept_decision appeal"
    " answer_appeal withdraw agree_cancel decline_cancel authorise_again".split()
)
THREAD = {
    *("introduction_messages", "introduction_messages_read"),
    *("api_introduction_messages", "api_introduction_messages_read"),
}
LISTS = {"dashboard", "notices", "rubric", "introductions", "api_introductions"}
FILES = {"evidence", "evidence_picture", "evidence_ticket"}
OF_ONE = {
    *("introduction", "introduction_pay", "introduction_receipt", "introduction_division"),
    *("introduction_move", "api_introduction", "api_introduction_evidence", "api_evidence"),
    *(f"api_introduction_{name}" for name in BY_HAND),
    *THREAD,
    *("introduction_messages_state", "api_introduction_messages_file"),
}
PAYOUTS = {
    *("payouts", "payouts_connect", "payouts_return", "payouts_refresh"),
    *("api_payouts", "api_payouts_onboarding"),
}
TO_COME_IN = {
    *("account_login", "account_confirm_login_code", "account_logout", "mfa_authenticate"),
    *("account_reauthenticate", "mfa_reauthenticate"),
}


def all_addresses() -> list[URLPattern]:
    return list(addresses(get_resolver().url_patterns))


def named(holds: Callable[[Access], bool]) -> set[str]:
    return {one.name or "" for one in all_addresses() if holds(access_of(one.callback))}


def test_a_banned_person_comes_to_these_addresses_and_no_other() -> None:
    banned = named(lambda access: access.banned)
    assert banned <= LISTS | FILES | OF_ONE | PAYOUTS | TO_COME_IN
    assert banned >= LISTS | FILES | PAYOUTS | TO_COME_IN


def test_of_an_introduction_a_banned_person_sees_only_where_they_are_heard() -> None:
    of_one = named(lambda access: access.banned and access.of_one)
    assert of_one <= OF_ONE
    assert of_one >= OF_ONE & named(lambda access: access.banned)


def test_a_suspended_person_acts_on_the_account_on_payouts_and_to_end_what_runs() -> None:
    own = {one.callback for one in addresses([*urls.urlpatterns, *urls.sign_in_urls])}
    for one in all_addresses():
        access, name = access_of(one.callback), str(one.name)
        if access.anybody or name in PAYOUTS or one.callback in own:
            continue
        for move in BY_HAND if name == "introduction_move" else [name[len("api_introduction_") :]]:
            acts = access.writes({"public_id": ONE, "name": move})
            ends = name in OF_ONE and move in ENDS_WHAT_RUNS
            assert acts == (ends or name in THREAD), name


def test_staff_give_their_second_step_wherever_they_work() -> None:
    def work(patterns: list[URLPattern]) -> set[str]:
        return {one.name or "" for one in patterns}

    staff = named(lambda access: access.staff)
    assert {"moderation", "moderation_case", "moderation_action", "api_moderation_action"} <= staff
    assert {one for one in work(all_addresses()) if "moderation" in one} <= staff


def test_who_has_no_account_is_asked_for_none() -> None:
    for one in all_addresses():
        name = str(one.name or "")
        if name.startswith(("prospect_", "own_", "other_address", "api_prospect", "api_own")):
            assert access_of(one.callback).anybody, name
