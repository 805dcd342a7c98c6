"""Take one guard away at a time; some test must notice: `python -m tests.mutations [NAME …]`.

Works in a temporary copy of the tree. A guard in code is an exact piece of text that is replaced, a guard in
the database is taken away by one more migration. A mutation that survives, or whose text is not found any
more, ends the run with 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", ".sidedoor", "test-results"
)
GUARDS = "tests/introductions/test_guards_hold.py"
AT_ONCE = "tests/introductions/test_two_at_once.py"
FAILURES = "tests/payments/test_survive_failures.py"
EVIDENCE = "tests/introductions/test_bring_evidence.py"
NO_BY_MAIL = "tests/introductions/test_a_no_is_heard.py"
YES_BY_MAIL = "tests/introductions/test_a_yes_is_unmistakable.py"
HOUSES = "tests/introductions/test_mail_houses_prove.py"
READING = "tests/moderation/test_read_a_reply.py"
OWN_RULES = "tests/introductions/test_connectors_own_rules.py"
SETTLING = "tests/introductions/test_settle_a_dispute.py"
LATE = "tests/moderation/test_late_objections.py"
DECIDING = "tests/moderation/test_decide_a_dispute.py"
GUARDED = "tests/payments/test_books_are_guarded.py"
SCRIPTS = "tests/payments/test_names_in_every_script.py"
MONEY_DESK = "tests/payments/test_money_desk.py"
APPEAL = "tests/introductions/test_appeal_a_decision.py"
WITHDRAW = "tests/introductions/test_withdraw_a_dispute.py"
PRICE = "tests/introductions/test_keep_the_price.py"
HEARD = "tests/accounts/test_be_heard_while_banned.py"
THREE = "tests/introductions/test_three_people_all_along.py"
SHOWN = "tests/introductions/test_get_what_was_shown.py"
NEVER = "tests/introductions/test_never_is_kept_whatever_fails.py"
SCANNER = "tests/introductions/test_a_scanner_answers_nothing.py"
OUTLIVES = "tests/introductions/test_a_no_outlives_accounts.py"
RULES = "tests/introductions/test_database_keeps_the_rules.py"
HOSTILE = "tests/introductions/test_hostile_files_stop_nothing.py"
NAMING = "tests/introductions/test_connector_names_nobody.py"
MAILED = "tests/introductions/test_what_strangers_are_mailed.py"
LOGS = "tests/house/test_logs_hold_no_address.py"
BROKEN = "tests/connectors/test_broken_records_stay_out.py"
SPELLING = "tests/house/test_names_in_any_spelling.py"
UNREADABLE = "tests/house/test_unreadable_requests.py"
AGAIN = "tests/accounts/test_prove_it_is_you_again.py"
PASSWORDS = "tests/accounts/test_choose_a_password.py"
WRONG = "tests/accounts/test_wrong_passwords.py"
PERSON = "tests/accounts/test_steps_hold_for_the_person.py"
DOWN = "tests/connectors/test_a_take_down_stays.py"
REVIEW = "tests/connectors/test_review_an_import.py"
WAITING_FILES = "tests/introductions/test_files_that_wait_are_told_and_erased.py"
BRING_BACK = "tests/connectors/test_bring_back_who_was_removed.py"
MAIL_BOOK = "tests/connectors/test_match_a_mail_book.py"
SAVED = "tests/connectors/test_save_a_search.py"
USUAL = "tests/introductions/test_know_the_usual_price.py"
UNDO = "tests/connectors/test_undo_an_import.py"
AT_THE_SAME_TIME = "tests/connectors/test_networks_change_at_once.py"
STAFF = "tests/moderation/test_staff_against_staff.py"
LEAVING = "tests/accounts/test_leave_nothing_behind.py"
CLOCKS = "tests/introductions/test_clocks_differ.py"
LETTERS = "tests/house/test_letters_that_hide.py"
KEPT = "tests/connectors/test_nobody_is_kept_for_ever.py"
OPERATOR = "tests/introductions/test_operator_finds_people.py"
STRANGERS = "tests/introductions/test_own_page_tells_nothing_of_strangers.py"
WORLDS = "tests/introductions/test_two_worlds_answer_alike.py"
FOLLOWS = "tests/connectors/test_search_follows_the_market.py"
FINDS = "tests/connectors/test_search_finds_what_is_shown.py"
ANY_ORDER = "tests/connectors/test_never_stays_in_any_order.py"
ORDER = "tests/connectors/test_order_tells_nothing.py"
SAID = "tests/connectors/test_say_it_again.py"
INTEREST = "tests/connectors/test_interest_is_counted.py"
JOBS = "tests/accounts/test_failing_jobs_call_somebody.py"
OTHERS = "tests/payments/test_others_move_the_money.py"
MAILBOX = "tests/payments/test_a_mailbox_refuses.py"
WAY_OUT = "tests/introductions/test_no_end_without_a_way_out.py"
STAYING = "tests/accounts/test_stay_while_money_runs.py"
ROOMS = "tests/moderation/test_admin_finds_by_what_it_lists.py"
SETTLING_ELSEWHERE = "tests/payments/test_settles_in_another_currency.py"
GUARDED = "tests/payments/test_books_are_guarded.py"
TRUSTED = "tests/introductions/test_earn_the_short_hold.py"
TYPED = "tests/house/test_what_was_typed_stays.py"
TIED = "tests/payments/test_sums_tie_to_the_ledger.py"
NOES = "tests/introductions/test_three_noes_are_alike.py"
ROLES = "tests/accounts/test_change_role_at_once.py"
ALL_TOLD = "tests/introductions/test_told_all_that_was_shown.py"
CURRENCIES = "tests/introductions/test_prices_follow_the_currency.py"
OWN_NETWORK = "tests/connectors/test_search_ones_network.py"
KEPT_RECORD = "tests/introductions/test_the_record_is_kept.py"
READ_QUERY = "tests/connectors/test_read_a_query.py"
COVERED = "tests/connectors/test_cover_target_accounts.py"
TIES = "tests/introductions/test_a_record_ties_no_listings.py"
COVERED_WORLDS = "tests/connectors/test_coverage_tells_nothing_hidden.py"
MATCHED = "tests/connectors/test_match_target_accounts.py"
IN_BULK = "tests/connectors/test_change_many_at_once.py"


@dataclass(frozen=True)
class Mutation:
    """`old` in `file` becomes `new`; or, with `file` an app's name, `new` is SQL after its migrations."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def code(name: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    """A guard in the code."""
    return Mutation(name, file, old, new, tests)


def rule(name: str, app: str, sql: str, *tests: str) -> Mutation:
    """A guard in the database."""
    return Mutation(name, app, "", sql, tests)


ODD_MESSAGES = "tests/payments/test_messages_of_any_shape.py"
DISPUTE_FEES = "tests/payments/test_each_dispute_fee_is_booked.py"


def unique(table: str, column: str) -> str:
    """SQL that drops the unique constraint on one column, whatever Django called it."""
    return (
        "DO $$ DECLARE c text; BEGIN SELECT conname INTO STRICT c FROM pg_constraint"
        f" WHERE conrelid = '{table}'::regclass AND contype = 'u' AND conname LIKE '%{column}%';"
        f" EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', c); END $$"
    )


def check(table: str, name: str) -> str:
    """SQL that drops a named check."""
    return f"ALTER TABLE {table} DROP CONSTRAINT {name}"


def altered(kind: str, name: str, old: str, new: str) -> str:
    """SQL that makes a function (`kind` "function") or view of the database anew with `old` replaced; fails
    where it is not in there. Views read as PostgreSQL writes them."""
    whole = {
        "function": f"pg_get_functiondef('{name}'::regproc)",
        "view": f"'CREATE OR REPLACE VIEW {name} AS ' || pg_get_viewdef('{name}'::regclass)",
    }[kind]
    return (
        f"DO $mutation$ DECLARE whole text := {whole}; BEGIN"
        f" IF strpos(whole, $old${old}$old$) = 0 THEN RAISE 'not in there'; END IF;"
        f" EXECUTE replace(whole, $old${old}$old$, $new${new}$new$); END $mutation$"
    )


PAYMENT_LOCK = "Payment.objects.select_for_update().get(pk="
MUTATIONS = (
    code(
        'words for roles are a company only behind "at"',
        "connectors/query_words/naming.py",
        "            return self.introduced(first, weakly=True)\n",
        "            return True\n",
        READ_QUERY,
    ),
    code(
        "an account reads the same all day",
        "connectors/actions/coverage/counting.py",
        "sorted(keys - figures.keys())",
        "sorted(keys)",
        COVERED,
    ),
    code(
        "coverage tells bands of listings",
        "connectors/queries/coverage/bands.py",
        "    low = max(one for one in _STEPS if one <= count)",
        "    return str(count)\n    low = max(one for one in _STEPS if one <= count)",
        COVERED_WORLDS,
    ),
    code(
        "coverage offers only companies that are shown or well known",
        "connectors/queries/coverage/matching.py",
        'Exists(SearchEntry.objects.filter(company_id=OuterRef("pk")))',
        "pk__isnull=False",
        MATCHED,
        COVERED_WORLDS,
    ),
    code(
        "a listing is not priced below its connector's own floor",
        "connectors/actions/offering.py",
        "        if listed and kind in below:\n",
        "        if False:\n",
        f"{IN_BULK}::test_a_listing_stays_above_its_connectors_own_floor",
    ),
    code(
        "undoing a bulk change leaves what was changed again since",
        "connectors/actions/bulk/changing.py",
        "filter(pk__in=pks, **now)",
        "filter(pk__in=pks)",
        f"{IN_BULK}::test_what_was_changed_again_since_stays",
    ),
    code(
        "what a transaction has written is kept for nobody else",
        "connectors/queries/network_index.py",
        "    if seen.own is None:\n",
        "    if True:\n",
        f"{OWN_NETWORK}::test_what_is_rolled_back_was_never_there",
    ),
    rule(
        "who goes leaves the index of a network at once",
        "connectors",
        "CREATE OR REPLACE FUNCTION connectors_forget_chunk(of_connector bigint, of_bucket bigint)"
        " RETURNS void LANGUAGE sql AS 'SELECT'",
        f"{OWN_NETWORK}::test_who_goes_leaves_what_is_stored_in_the_same_transaction",
    ),
    code(
        "whoever is listed again is not new in a saved search again",
        "connectors/actions/saving/searches.py",
        "    return [*found, *not_among(before, found)][: max(MOST_REMEMBERED, len(found))]\n",
        "    return found\n",
        f"{SAVED}::test_new_matches_are_counted_since_one_last_looked",
    ),
    code(
        "an alert is not told before a lot of its own has passed",
        "connectors/actions/saving/alerts.py",
        "    new = settled(not_among(found, row.told))\n",
        "    new = not_among(found, row.told)\n",
        f"{SAVED}::test_what_came_waits_for_a_lot_of_its_own",
    ),
    code(
        "opening or posting anything to the link of an alert turns nothing off",
        "connectors/views/saving/searches.py",
        'clicked = request.POST.get("off") == "yes" or is_one_click(request)\n',
        "clicked = True\n",
        f"{SAVED}::test_one_click_turns_it_off_without_signing_in",
    ),
    code(
        "a usual price changes only when five of its cases do",
        "introductions/actions/prices/bands.py",
        "[one.pk for one in some]) >= LEAST\n",
        "[one.pk for one in some]) >= 1\n",
        f"{USUAL}::TestCases::test_one_deal_more_changes_nothing_until_five_came",
    ),
    code(
        "a payer who is tied to the connector makes no usual price",
        "introductions/queries/prices.py",
        "if who[rep] != who[connector] and (",
        "if (",
        f"{USUAL}::TestCases::test_a_payer_tied_to_the_connector_does_not_count",
    ),
    code(
        "a process that may rewrite the books is warned of",
        "brokerage/checks.py",
        "    if not rewritable:\n",
        "    if rewritable:\n",
        f"{GUARDED}::test_a_process_that_has_the_owners_address_is_warned_of_where_it_starts",
    ),
    code(
        "numbers between Hebrew words keep their place",
        "payments/typefaces.py",
        "        found += together[::-1] if nested else together",
        "        found += together",
        f"{SCRIPTS}::test_what_runs_to_the_left_keeps_its_order_beside_numbers_and_latin",
    ),
    code(
        "an email of thousands in each other is refused",
        "introductions/readers/recognising.py",
        "    if HEADER_NAME.match(data) and len(HOLDS_PARTS.findall(data)) > MOST_PARTS:",
        "    if False:",
        f"{HOSTILE}::test_an_email_of_thousands_in_each_other_is_refused_in_words",
    ),
    code(
        "what a connector paid back twice is paid to them",
        "payments/actions/planning.py",
        "        pay_what_came_back_twice(payment)\n",
        "",
        f"{OTHERS}::test_what_was_kept_for_a_debt_and_then_taken_back_too_is_paid_to_the_connector",
    ),
    # -- who is who
    code(
        "a dropped mailbox still tells that two accounts are one person's",
        "introductions/queries/conflicts.py",
        "    return kept | {one.digest for one in live}",
        "    return {one.digest for one in live}",
        f"{LEAVING}::test_two_accounts_are_one_person_by_a_mailbox_that_one_of_them_dropped",
    ),
    code(
        "a step whose time is over shuts nobody out",
        "brokerage/accounts/sanctions/standing.py",
        "    return rows.filter(Q(until__isnull=True) | Q(until__gt=clock.now()))",
        "    return rows",
        f"{LEAVING}::test_a_suspension_whose_time_is_over_shuts_nobody_out",
    ),
    code(
        "only the law closes an account with a step against it",
        "brokerage/accounts/actions.py",
        "(standing.why_account_cannot_close,) if by_law else ()",
        "(standing.why_account_cannot_close,)",
        f"{LEAVING}::test_the_desk_closes_a_suspended_account_where_the_law_demands_it",
    ),
    # -- what was typed
    code(
        "what was typed on somebody else's page is not offered",
        "brokerage/kit/web/typed.py",
        " or not came_from_us(request)",
        "",
        f"{TYPED}::test_nobody_elses_form_is_offered",
    ),
    code(
        "secrets are never shown again",
        "brokerage/kit/web/typed.py",
        "    if SECRET.search(name) and name not in listed:",
        "    if False:",
        f"{TYPED}::test_an_old_form_is_offered_again_at_every_address",
    ),
    # -- the short safety hold
    code(
        "chains of ties make one payer",
        "introductions/queries/track_record.py",
        "        new = _accounts(fresh) - set(known)",
        "        new = set()",
        f"{TRUSTED}::TestReleases::test_ten_for_five_separate_reps_earn_it_and_no_tie_among_them_goes_unseen",
    ),
    code(
        "releases count only where the card is known",
        "introductions/queries/track_record.py",
        "rows.filter(payment__in=cards_known())",
        "rows",
        f"{TRUSTED}::TestReleases::test_ten_for_five_separate_reps_earn_it_and_no_tie_among_them_goes_unseen",
    ),
    code(
        "the short hold needs separate payers",
        "introductions/queries/track_record.py",
        " and people >= settings.TRUSTED_PAYERS",
        "",
        f"{TRUSTED}::TestReleases::test_ten_for_five_separate_reps_earn_it_and_no_tie_among_them_goes_unseen",
    ),
    # -- the sums of payments against the ledger
    code(
        "what was sent elsewhere is at most what the ledger knows",
        "payments/actions/checking.py",
        "least(p.sent_elsewhere, coalesce(b.sent_elsewhere, 0))",
        "p.sent_elsewhere",
        f"{TIED}::test_two_wrongs_that_cancel_out_are_found_all_the_same",
    ),
    code(
        "a look at the provider ends no difference with the ledger",
        "payments/actions/differing.py",
        "        found &= ~Q(kind__startswith=one)",
        "        pass",
        f"{TIED}::test_a_look_at_the_provider_ends_no_difference_with_the_ledger",
    ),
    code(
        "nothing of a payment is booked for none",
        "payments/actions/checking.py",
        "for what, amount in _rows(NOBODYS):",
        "for what, amount in []:",
        f"{TIED}::test_money_of_payments_booked_for_none_is_found",
    ),
    code(
        "balances are compared with postings",
        "payments/actions/checking.py",
        "WHERE a.balance <> coalesce(s.amount, 0)",
        "WHERE false",
        f"{TIED}::test_a_posting_or_a_balance_changed_behind_the_books_is_found",
    ),
    # -- what others do at the provider
    code(
        "what others did freezes the payment",
        "payments/models/payment.py",
        "or self.warned_at or self.foreign_at)",
        "or self.warned_at)",
        f"{OTHERS}::test_a_payout_taken_back_there_is_not_paid_again_by_itself",
    ),
    code(
        "a person looks at each thing that others did",
        "payments/actions/ordering.py",
        "if payment.foreign_at is None or others_wait(payment):",
        "if payment.foreign_at is None:",
        f"{OTHERS}::test_one_person_looks_at_each_thing_before_it_goes_on",
    ),
    code(
        "what our books refuse hides no other fact",
        "payments/actions/recording.py",
        "    except PASSES:\n",
        "    except Exception:\n",
        f"{OTHERS}::test_what_our_books_refuse_hides_no_chargeback",
    ),
    code(
        "a transfer is looked for before it is sent",
        "payments/actions/provider_calls/sending.py",
        "        _has_unknown_transfers(row.payment) or ",
        "        ",
        f"{OTHERS}::test_after_a_restored_backup_nobody_is_paid_twice",
    ),
    code(
        "a refund is looked for before it is sent",
        "payments/actions/provider_calls/sending.py",
        "return row.first_sent_at is None and _has_unknown_refunds(row.payment, row.checkout)",
        "return False",
        f"{OTHERS}::test_after_a_restored_backup_nobody_is_refunded_twice",
    ),
    code(
        "an untold debt does not hold a payout for ever",
        "payments/models/papers.py",
        "return self.told_at or self.due_at + GIVE_UP",
        "return self.told_at or self.due_at + 99 * GIVE_UP",
        f"{MAILBOX}::test_they_are_paid_and_the_desk_knows",
    ),
    code(
        "a won dispute is not awarded to who cannot be paid",
        "payments/actions/finance.py",
        "if to_payee and not payout_ready(payment.payee):",
        "if False:",
        f"{WAY_OUT}::test_it_is_not_awarded_to_who_cannot_be_paid",
    ),
    code(
        "what is owed to the connector has a clock",
        "introductions/actions/by_payment.py",
        '    clocks.set_clock(row, "refund_unpaid", clocks.refund_anew(row))\n',
        "    pass\n",
        f"{WAY_OUT}::test_what_was_awarded_and_cannot_be_paid_has_a_clock_and_a_move",
    ),
    code(
        "a price agreed in a race stands in one place",
        "introductions/actions/moving.py",
        "        _keep_price(row, payments.give_back(row.payment))\n",
        "        payments.give_back(row.payment)\n",
        f"{WAY_OUT}::test_it_stands_in_one_place",
    ),
    code(
        "nothing is bargained over while the desk reads",
        "introductions/lifecycle.py",
        '"as_shown not_held_back counters_left"',
        '"as_shown counters_left"',
        f"{WAY_OUT}::test_nothing_is_bargained_over_while_the_desk_reads",
    ),
    code(
        "role and country stay while money runs",
        "brokerage/accounts/actions.py",
        "        if changes and hooks.money_runs.one(person, **sides):\n",
        "        if False:\n",
        f"{STAYING}::test_nothing_changes_by_any_door",
    ),
    code(
        "a silent provider does not hold the web",
        "payments/actions/provider_calls/sending.py",
        "    with while_someone_waits():\n        carry_out(call_id)\n",
        "    carry_out(call_id)\n",
        "tests/payments/test_provider_is_silent.py::test_a_rep_is_answered_and_the_page_to_pay_follows",
    ),
    # -- currencies
    code(
        "only known currencies are offered",
        "brokerage/production.py",
        "        return [*_currencies()]\n",
        "        return []\n",
        f"{CURRENCIES}::test_an_unknown_code_is_refused_at_start",
    ),
    code(
        "amounts come in the currency's steps",
        "brokerage/kit/currencies.py",
        "        if amount % self.step:\n",
        "        if amount % 1:\n",
        f"{CURRENCIES}::test_no_price_breaks_its_rules",
        f"{CURRENCIES}::test_no_division_breaks_them",
    ),
    code(
        "nothing is bought in a currency that is not offered",
        "payments/actions/opening.py",
        "if price.currency not in settings.SETTLEMENT_CURRENCIES:",
        "if not price.currency:",
        f"{CURRENCIES}::test_an_old_listing_in_another_currency_cannot_be_bought",
    ),
    code(
        "what settles in another currency goes back",
        "payments/actions/observing/charging.py",
        "        payment.intent, payment.frozen_at = Intent.BACK, None\n    open_settlement_case",
        "        pass\n    open_settlement_case",
        f"{SETTLING_ELSEWHERE}::test_it_is_never_held_while_the_refund_waits",
    ),
    code(
        "what settles in another currency is never held",
        "payments/actions/observing/shared.py",
        "        if payment.settled_in and payment.held_amount > 0",
        "        if False and payment.held_amount > 0",
        f"{SETTLING_ELSEWHERE}::test_it_is_never_held_while_the_refund_waits",
    ),
    code(
        "every currency offered is in the balance",
        "payments/checks.py",
        "        if code not in known\n",
        "        if code in known and not code\n",
        f"{SETTLING_ELSEWHERE}::test_every_currency_offered_must_be_in_the_balance",
    ),
    # -- the books, guarded by the database
    rule(
        "an entry gets no legs later",
        "payments",
        "DROP TRIGGER legs_come_at_once ON payments_posting",
        f"{GUARDED}::test_an_entry_gets_no_legs_later",
    ),
    rule(
        "an entry has legs",
        "payments",
        "DROP TRIGGER entries_have_legs ON payments_entry",
        f"{GUARDED}::test_an_entry_has_legs",
    ),
    rule(
        "no entry is dated ahead",
        "payments",
        "DROP TRIGGER entries_are_of_the_past ON payments_entry",
        f"{GUARDED}::test_an_entry_is_not_dated_ahead_of_the_databases_clock",
    ),
    rule(
        "an ordered call is not deleted",
        "payments",
        "DROP TRIGGER calls_stay ON payments_providercall",
        f"{GUARDED}::test_an_ordered_call_stays_as_it_was",
    ),
    code(
        "the application changes no history",
        "brokerage/database_roles.py",
        'lines.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")',
        "pass",
        f"{GUARDED}::test_history_can_only_be_read_and_added_to",
    ),
    # -- mail that comes in
    code(
        "a plain no needs no proof",
        "introductions/actions/witnessing.py",
        "    done = refuse_softly(row)\n",
        "    done = is_certain and refuse_softly(row)\n",
        f"{NO_BY_MAIL}::test_a_plain_no_in_any_envelope_is_carried_out_or_read",
    ),
    code(
        "for good only with proof",
        "introductions/actions/witnessing.py",
        "return _refuse(row, email, answer, proven and is_sure)",
        "return _refuse(row, email, answer, is_sure)",
        f"{NO_BY_MAIL}::test_without_proof_nothing_is_final",
    ),
    code(
        "what cannot be read goes to the desk",
        "introductions/prospects/inbound.py",
        '            actions.file_email(introduction, unread, why="unreadable", stops=kind == '
        "queries.ANSWER)\n",
        "            log.debug(unread.digest)\n",
        f"{NO_BY_MAIL}::test_an_email_that_breaks_the_reader_is_read_by_a_person",
    ),
    code(
        "clocks stand still while an email is unread",
        "introductions/actions/incoming.py",
        "                clocks.hold(other)\n",
        "                other.refresh_from_db()\n",
        f"{NO_BY_MAIL}::test_nobody_is_reminded_and_nothing_lapses_until_it_is_read",
    ),
    code(
        "a clock asks again whether an email is unread",
        "introductions/actions/moving.py",
        "if actor == Actor.CLOCK and stands_still(row, move.name):",
        "if False:",
        f"{NO_BY_MAIL}::test_a_clock_that_runs_out_in_that_very_moment_asks_again",
    ),
    code(
        "nobody is asked anew while their email is unread",
        "introductions/guards/people.py",
        "    if unread_emails(person.pk).exists():\n",
        "    if False:\n",
        f"{NO_BY_MAIL}::test_other_requests_to_the_same_person_wait_too",
    ),
    code(
        "the same email once",
        "introductions/prospects/inbound.py",
        "if name in WRITTEN)",
        "if name)",
        f"{NO_BY_MAIL}::test_the_same_email_twice_makes_one_case",
    ),
    code(
        "one mark makes nobody a machine",
        "introductions/prospects/replies/machines.py",
        "sum(_marks(message)) >= 2",
        "sum(_marks(message)) >= 1",
        f"{NO_BY_MAIL}::test_one_mark_makes_nobody_a_machine",
    ),
    code(
        "a no in the thread is no proof",
        "introductions/actions/witnessing.py",
        "    if refuses and who not in {Actor.REP, Actor.CONNECTOR} and not is_spent(row):\n",
        "    if False:\n",
        f"{NO_BY_MAIL}::test_a_no_in_the_thread_proves_nothing_and_nobody_is_paid_meanwhile",
    ),
    code(
        "the sides cannot stop each other's clocks by mail",
        "introductions/actions/witnessing.py",
        'file_email(row, email, why="refuses", stops=proven)',
        'file_email(row, email, why="refuses")',
        f"{NO_BY_MAIL}::test_a_strangers_no_in_the_thread_is_read_and_stops_no_payment",
    ),
    code(
        "a yes by mail needs proof",
        "introductions/actions/witnessing.py",
        "    if not proven or _is_overtaken(row, written_at):\n",
        "    if _is_overtaken(row, written_at):\n",
        f"{YES_BY_MAIL}::test_a_yes_needs_proof",
    ),
    code(
        "a yes by mail that was overtaken",
        "introductions/actions/witnessing.py",
        "    if not proven or _is_overtaken(row, written_at):\n",
        "    if not proven:\n",
        f"{YES_BY_MAIL}::test_a_yes_that_was_overtaken_waits",
    ),
    code(
        "nothing beside the yes",
        "introductions/prospects/replies/own.py",
        "if answer and _is_signature(lines[count:], known):",
        "if answer:",
        f"{YES_BY_MAIL}::test_whatever_else_stands_beside_it_is_read_by_a_person",
    ),
    code(
        "no words that HTML hides",
        "introductions/prospects/replies/__init__.py",
        "return answer, not parts.is_doubtful and adds_nothing(",
        "return answer, adds_nothing(",
        f"{YES_BY_MAIL}::test_html_counts_as_its_reader_sees_it",
    ),
    code(
        "both parts say the same",
        "introductions/prospects/replies/__init__.py",
        "    if len(set(said)) > 1 or",
        "    if",
        f"{YES_BY_MAIL}::test_both_parts_must_say_the_same",
    ),
    code(
        "the subject counts",
        "introductions/prospects/replies/__init__.py",
        "not parts.is_doubtful and adds_nothing(parts.subject, answer, about)",
        "not parts.is_doubtful",
        f"{YES_BY_MAIL}::test_the_subject_counts_as_words_of_theirs",
    ),
    code(
        "a quotation is our own mail",
        "introductions/prospects/replies/own.py",
        "        if not _is_ours(lines[start:], known):\n",
        "        if False:\n",
        f"{YES_BY_MAIL}::test_our_own_mail_may_be_quoted_without_marks",
    ),
    code(
        "a message that cannot be kept is refused",
        "payments/gateway/messages.py",
        "not isinstance(payload, dict) or not _can_be_kept(payload)",
        "not isinstance(payload, dict)",
        f"{ODD_MESSAGES}::test_what_cannot_be_kept_is_refused",
    ),
    code(
        "inquiries are listed always",
        "payments/gateway/reading.py",
        '_disputes(charge["id"]) if paid else []',
        '_disputes(charge["id"]) if charge.get("disputed") else []',
        DISPUTE_FEES,
    ),
    code(
        "a returned fee counts",
        "payments/actions/comparing.py",
        "return one.amount - one.fee",
        "return one.amount - max(one.fee, 0)",
        DISPUTE_FEES,
    ),
    code(
        "an old mail is no proof",
        "introductions/prospects/signatures.py",
        "return bool(moments) and min(moments) >= tie.since",
        "return bool(moments)",
        f"{HOUSES}::test_an_old_mail_that_is_sent_on_is_no_proof",
    ),
    code(
        "only verified addresses are theirs",
        "introductions/queries/conflicts.py",
        "emailaddress__verified=True, emailaddress__email__iexact",
        "emailaddress__email__iexact",
        f"{YES_BY_MAIL}::test_an_address_that_somebody_only_claims_is_not_theirs",
    ),
    code(
        "another email is read first",
        "introductions/actions/incoming.py",
        "    if seen is not None and unread.filter(pk__gt=seen).exists():\n",
        "    if False:\n",
        f"{READING}::test_an_email_that_came_meanwhile_is_read_first",
    ),
    code(
        "a reply is shown unnamed",
        "brokerage/moderation/kinds/reply.py",
        '"words": None if words is None else clean(words),',
        '"words": words,',
        f"{READING}::test_it_is_in_the_queue_and_shows_words_without_names",
    ),
    # -- security: doors, files, sessions
    code(
        "admin: lookups by list",
        "brokerage/accounts/roles/admin.py",
        'return lookup in self._asked_by_filters(request, lookup.split("__")[0])',
        "return super().lookup_allowed(lookup, value, request)",
        f"{ROOMS}::test_support_cannot_ask_for_a_hash_a_name_or_a_pitch",
    ),
    code(
        "admin: rows opened by primary key",
        "brokerage/accounts/roles/admin.py",
        'return to_field == "pk" or bool(self.opts.get_field(to_field).primary_key)',
        "return True",
        f"{ROOMS}::test_nothing_else_of_the_admin_looks_people_up",
    ),
    code(
        "admin: every room is a Room",
        "brokerage/staff.py",
        "if ours and not (admin_class and issubclass(admin_class, Room)):",
        "if False:",
        f"{ROOMS}::test_a_room_of_another_make_is_not_taken_in",
    ),
    code(
        "evidence: read apart, within a time",
        "introductions/readers/apart.py",
        "            timeout=seconds,\n",
        "            timeout=4 * seconds,\n",
        f"{HOSTILE}::test_who_takes_too_long_is_killed",
    ),
    code(
        "evidence: read apart, without our secrets",
        "introductions/readers/apart.py",
        "env={name: os.environ[name] for name in NEEDED if name in os.environ},",
        "env=dict(os.environ),",
        f"{HOSTILE}::test_the_process_knows_none_of_our_secrets",
    ),
    code(
        "evidence: who goes on with slow files waits",
        "introductions/actions/evidence_uploads/storing.py",
        "            over_limit(slow, SLOW_FILES, SLOW_FILES_SECONDS)\n",
        "            pass\n",
        f"{HOSTILE}::test_through_the_door_nothing_is_kept_and_who_goes_on_has_to_wait",
    ),
    code(
        "evidence: memory of the process",
        "introductions/readers/worker.py",
        "    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))\n",
        "",
        f"{HOSTILE}::test_who_takes_too_much_memory_is_refused",
    ),
    code(
        "evidence: blank text",
        "introductions/readers/recognising.py",
        '    if not re.search(r"\\w", text):\n',
        "    if False:\n",
        f"{HOSTILE}::test_a_text_of_blanks_is_refused_at_once",
    ),
    code(
        "words: an address begins where a word does",
        "introductions/actions/removing.py",
        '_ADDRESS = re.compile(r"(?<![^\\s<>\\"\'(),;:|])',
        '_ADDRESS = re.compile(r"',
        "tests/house/test_patterns_are_linear.py::test_every_pattern_is_linear",
    ),
    code(
        "unreadable: depth of JSON",
        "brokerage/kit/web/readable.py",
        "            _refuse_if(depth >= DEEPEST, TOO_DEEP)\n",
        "",
        f"{UNREADABLE}::test_an_odd_body_is_refused_at_every_door",
    ),
    code(
        "unreadable: NUL in what is typed",
        "brokerage/kit/web/readable.py",
        "        _refuse_if(any(map(_is_odd, _words(request.GET.lists()))), NUL)\n",
        "",
        f"{UNREADABLE}::test_an_odd_address_is_refused_at_every_door",
    ),
    code(
        "unreadable: cookies",
        "brokerage/kit/web/readable.py",
        "    _refuse_if(any(map(_is_odd, [*request.COOKIES, *request.COOKIES.values()])), NUL)\n",
        "",
        f"{UNREADABLE}::test_an_odd_address_is_refused_at_every_door",
    ),
    code(
        "evidence: what a PDF does, by its objects",
        "introductions/readers/pdfs.py",
        "    return _by_its_bytes(data) or _by_its_objects(data)\n",
        "    return _by_its_bytes(data)\n",
        "tests/introductions/test_pdfs_that_do_something.py",
    ),
    code(
        "evidence: what a PDF does, by its bytes",
        "introductions/readers/pdfs.py",
        "    return _by_its_bytes(data) or _by_its_objects(data)\n",
        "    return _by_its_objects(data)\n",
        "tests/introductions/test_pdfs_that_do_something.py",
    ),
    code(
        "evidence: what a file is, by its bytes",
        "introductions/readers/recognising.py",
        "    if sentence := file_types.why_not_taken(data):\n        refuse(sentence)\n",
        "",
        "tests/introductions/test_say_what_a_file_is.py",
    ),
    code(
        "spreadsheets: behind another country's separator",
        "brokerage/kit/spreadsheets.py",
        "    pieces = _PLACES.split(text)\n",
        "    pieces = [text]\n",
        "tests/house/test_no_cell_is_a_formula.py",
    ),
    code(
        "spreadsheets: full-width forms",
        "brokerage/kit/spreadsheets.py",
        '        plain = unicodedata.normalize("NFKC", letter)\n        if plain[0]',
        "        plain = letter\n        if plain[0]",
        "tests/house/test_no_cell_is_a_formula.py",
    ),
    code(
        "papers: letters of other scripts",
        "payments/typefaces.py",
        "    others = [name for name in _files() if name in needed]\n",
        "    others: list[str] = []\n",
        "tests/payments/test_names_in_every_script.py",
    ),
    code(
        "queue away: a link that was asked for is kept",
        "introductions/actions/own_data/link_requests.py",
        "    LinkRequest.objects.create(task=task, key=_key(sealed), sealed=sealed, digest=digest)\n",
        "",
        "tests/house/test_redis_is_away.py",
    ),
    # -- (end of security)
    # -- locks
    code(
        "lock of the introduction",
        "introductions/actions/moving.py",
        '.select_for_update(of=("self",))',
        ".all()",
        f"{AT_ONCE}::test_confirming_twice_confirms_once",
    ),
    code(
        "the listing as it was shown: asked at the accept",
        "introductions/lifecycle.py",
        '"as_shown not_held_back authorised',
        '"not_held_back authorised',
        f"{SHOWN}::test_accept_refuses_and_releases_the_rep",
    ),
    code(
        "the listing as it was shown: the rep is released",
        "introductions/actions/asking/releasing.py",
        'elif refusal.code != "as_shown" or not _ended(lambda: change_listing(introduction)):',
        "else:",
        f"{SHOWN}::test_accept_refuses_and_releases_the_rep",
    ),
    code(
        "the listing as it was shown: found when it is paid for",
        "introductions/lifecycle.py",
        '(A.CLOCK, A.PAYMENT), F.GIVE_BACK, "listing_changed"',
        '(A.CLOCK,), F.GIVE_BACK, "listing_changed"',
        f"{SHOWN}::test_a_listing_that_changes_before_it_is_paid_for_costs_nothing",
    ),
    code(
        "a company written in later proves no address",
        "introductions/queries/links.py",
        'frozen["at_company"] if "at_company" in frozen else ',
        "",
        f"{SHOWN}::test_a_company_written_in_later_proves_no_address",
    ),
    code(
        "no second word before the appeal is heard",
        "introductions/guards/disputes.py",
        '        return None if heard else "The other side still has time to answer the appeal."',
        "        return None",
        f"{APPEAL}::test_no_second_word_before_the_other_side_is_heard",
    ),
    code(
        "a second word waits for a day",
        "introductions/actions/disputing/shared.py",
        "wait = SECOND_WORD_HOLD if found.appealed_by else APPEAL_WAIT",
        "wait = 0 * SECOND_WORD_HOLD if found.appealed_by else APPEAL_WAIT",
        f"{APPEAL}::test_it_takes_effect_after_a_day",
    ),
    code(
        "only who decided takes a second word back",
        "introductions/actions/disputing/deciding.py",
        "if not any(is_same_person(moderator, one) for one in speakers):",
        "if False:",
        f"{APPEAL}::test_only_who_decided_takes_it_back_and_only_once",
    ),
    code(
        "a dispute is withdrawn by who opened it",
        "introductions/lifecycle.py",
        '"opened_it never_announced no_objection',
        '"never_announced no_objection',
        f"{WITHDRAW}::test_it_goes_on_where_it_stood",
    ),
    code(
        "no dispute is withdrawn after a decision",
        "introductions/lifecycle.py",
        '"opened_it never_announced no_objection',
        '"opened_it no_objection',
        f"{WITHDRAW}::test_not_any_more",
    ),
    code(
        "each side withdraws once",
        "introductions/lifecycle.py",
        "no_objection not_withdrawn_before not_charged_back",
        "no_objection not_charged_back",
        f"{WITHDRAW}::test_each_side_withdraws_once",
    ),
    code(
        "nobody is paid at once after a withdrawal",
        "introductions/actions/disputing/shared.py",
        "due = max(due, now + LEAST_AFTER_DISPUTE)",
        "due = max(due, now)",
        f"{WITHDRAW}::test_nobody_is_paid_at_once_and_the_rep_holds_nothing_longer",
    ),
    code(
        "a price that was agreed is not undone",
        "introductions/actions/asking/pricing.py",
        "    if not awaits_raised_price(row):\n        return None\n",
        "    if True:\n        return None\n",
        f"{PRICE}::test_what_was_agreed_is_not_undone_behind_a_page_to_pay_on",
    ),
    code(
        "ready words for another ruling",
        "introductions/actions/disputing/deciding.py",
        "if against := rubric.contradiction(reason, ruling):",
        "if against := None:",
        "tests/introductions/test_asks_once_more.py::test_ready_words_do_not_contradict_the_ruling",
    ),
    code(
        "a banned rep's request ends before the prospect's yes",
        "introductions/queries/progress.py",
        "waiting = (*NOT_ACCEPTED, State.CONSENT)",
        "waiting = NOT_ACCEPTED",
        "tests/accounts/test_sanctions.py::test_a_suspended_reps_request_ends_before_the_prospects_yes",
    ),
    code(
        "a banned side reaches what runs alone",
        "brokerage/accounts/signing_in/middleware.py",
        'if not access.banned or (access.of_one and arguments["public_id"].hex not in heard):',
        "if not access.banned:",
        f"{HEARD}::test_a_banned_side_reaches_nothing_else",
    ),
    code(
        "a banned side makes the moves that end it alone",
        "brokerage/accounts/signing_in/middleware.py",
        "    return None if may_act else refused(request, ONLY_WHAT_RUNS)\n",
        "    return None\n",
        f"{HEARD}::test_a_banned_side_reaches_nothing_else",
    ),
    *(
        code(
            f"three people all along: {move}",
            "introductions/guards/people.py",
            "def different_people(introduction: Introduction, actor: Actor) -> str | None:\n",
            "def different_people(introduction: Introduction, actor: Actor) -> str | None:\n"
            f"    if introduction.state == {state!r}:\n        return None\n",
            f"{THREE}::{test}",
        )
        for move, state, test in (
            ("agree", "consent", "test_when_the_prospect_agrees"),
            ("hold", "securing", "test_when_the_money_is_held"),
            ("introduce", "introducing", "test_when_it_is_made"),
            ("confirm and silence", "confirming", "test_when_silence_would_count"),
            ("release", "confirmed", "test_when_the_connector_would_be_paid"),
            ("rule", "disputed", "test_when_a_ruling_takes_effect"),
            ("pay a settlement", "settling", "test_when_a_settlement_is_paid"),
        )
    ),
    code(
        "nobody finds themself under another address",
        "connectors/queries/searching/market.py",
        "_prospects_with_emails(addresses_of(viewer))",
        "_prospects_with_emails([viewer.email])",
        f"{THREE}::test_a_user_sees_no_listing_of_themself_under_any_proven_address",
    ),
    code(
        "the settlement that was read",
        "introductions/actions/disputing/dividing.py",
        "if Money(_dispute(row).split_offer or 0, row.currency) != part:",
        "if False:",
        f"{SETTLING}::test_an_offer_that_was_changed_meanwhile_is_not_accepted",
    ),
    code(
        "evidence: the last place, under the lock",
        "introductions/actions/evidence_uploads/bringing.py",
        "    _check_limits(\n        len(mine) + len(found),",
        "    len, (\n        len(mine) + len(found),",
        f"{EVIDENCE}::test_two_uploads_race_for_the_last_place",
    ),
    code(
        "evidence: no file without its row",
        "introductions/actions/evidence_uploads/storing.py",
        "        _take_back(found)\n",
        "",
        f"{EVIDENCE}::test_a_row_that_cannot_be_written_leaves_no_file",
    ),
    code(
        "lock of the payment, recording",
        "payments/actions/observing/syncing.py",
        f"{PAYMENT_LOCK}payment_id)",
        "Payment.objects.get(pk=payment_id)",
        f"{GUARDS}::test_new_facts_recorded_by_many_at_once_are_booked_once",
    ),
    code(
        "lock of the payment, ordering",
        "payments/actions/ordering.py",
        f"{PAYMENT_LOCK}payment.pk)",
        "Payment.objects.get(pk=payment.pk)",
        f"{GUARDS}::test_freezing_and_releasing_one_payment_at_once_leaves_one_story",
    ),
    code(
        "lease of the call",
        "payments/actions/provider_calls/sending.py",
        "        and free\n",
        "",
        f"{AT_ONCE}::test_many_workers_send_a_call_once",
        f"{FAILURES}::test_a_crash_after_the_call_repeats_it_under_the_same_key",
    ),
    code(
        "lock of the call",
        "payments/actions/provider_calls/sending.py",
        "ProviderCall.objects.select_for_update(skip_locked=True).filter(pk=call_id)",
        "ProviderCall.objects.filter(pk=call_id)",
        f"{GUARDS}::test_one_of_many_workers_makes_the_call",
    ),
    # -- unique keys
    rule(
        "key of a call",
        "payments",
        unique("payments_providercall", "key"),
        f"{GUARDS}::test_a_call_has_a_key_of_its_own",
    ),
    rule(
        "reason of an entry",
        "payments",
        unique("payments_entry", "reason"),
        f"{GUARDS}::test_a_reason_is_posted_once",
    ),
    rule(
        "id of a message",
        "payments",
        unique("payments_providerevent", "event_id"),
        f"{GUARDS}::test_a_message_is_kept_once",
    ),
    rule(
        "one live transfer",
        "payments",
        "DROP INDEX one_live_transfer",
        f"{GUARDS}::test_two_live_calls_to_move_the_same_money_are_refused[transfer]",
    ),
    rule(
        "one refund under way",
        "payments",
        "DROP INDEX one_refund_under_way",
        f"{GUARDS}::test_two_live_calls_to_move_the_same_money_are_refused[refund]",
    ),
    rule(
        "one capture of a checkout",
        "payments",
        "DROP INDEX one_capture_of_a_checkout",
        f"{GUARDS}::test_a_checkout_is_captured_once",
    ),
    rule(
        "one captured checkout",
        "payments",
        "DROP INDEX captured_once",
        f"{GUARDS}::test_a_payment_is_captured_on_one_card",
    ),
    rule(
        "one open introduction",
        "introductions",
        "DROP INDEX one_open_introduction",
        f"{RULES}::test_a_second_open_introduction_is_refused",
    ),
    # -- constraints and triggers
    rule(
        "entries balance",
        "payments",
        "DROP TRIGGER entries_balance ON payments_posting",
        f"{RULES}::test_an_entry_that_does_not_balance_is_refused",
    ),
    rule(
        "postings are immutable",
        "payments",
        "DROP TRIGGER postings_are_immutable ON payments_posting",
        f"{RULES}::test_the_ledger_cannot_be_rewritten",
    ),
    rule(
        "balances follow postings",
        "payments",
        "DROP TRIGGER balances_follow_postings ON payments_posting",
        f"{RULES}::test_running_balances_equal_the_sum_of_postings",
    ),
    rule(
        "no more out than in",
        "payments",
        check("payments_payment", "no_more_out_than_in"),
        f"{RULES}::test_more_cannot_leave_than_came",
    ),
    rule(
        "nothing below zero",
        "payments",
        check("payments_ledgeraccount", "nothing_below_zero"),
        f"{RULES}::test_held_money_cannot_go_below_zero",
    ),
    # -- towards the provider
    code(
        "idempotency key",
        "payments/gateway/sending.py",
        '{"idempotency_key": key}',
        "{}",
        f"{GUARDS}::test_a_part_refunded_without_an_answer_is_refunded_once",
    ),
    code(
        "life of a key",
        "payments/actions/provider_calls/sending.py",
        "    if _is_too_old(row):\n        _too_old(row)\n        return None\n",
        "",
        f"{FAILURES}::test_a_clean_call_older_than_its_key_is_found_by_listing",
    ),
    code(
        "a dispute beats a transfer",
        "payments/actions/provider_calls/sending.py",
        "    if _must_wait(call_id):\n        return\n",
        "",
        f"{GUARDS}::test_a_dispute_nobody_told_us_of_stops_the_transfer",
    ),
    # -- the safety hold
    code(
        "the safety hold of a settlement",
        "introductions/actions/disputing/shared.py",
        "payments.share_out(row.payment,",
        "payments.split(row.payment,",
        f"{SETTLING}::test_an_accepted_split_needs_no_moderator",
    ),
    # -- the freeze
    code(
        "freeze, when a release is ordered",
        "payments/actions/ordering.py",
        "    if payment.is_frozen:\n",
        "    if False:\n",
        f"{GUARDS}::test_a_frozen_payment_is_not_released",
    ),
    code(
        "freeze, when money is to leave",
        "payments/actions/paying_out.py",
        "    if payment.is_frozen or not payment.held_amount:\n",
        "    if not payment.held_amount:\n",
        f"{GUARDS}::test_a_payment_frozen_after_its_release_was_intended_pays_nothing_out",
    ),
    # -- the provider's messages
    code(
        "signature of a message",
        "payments/gateway/messages.py",
        '    raise Unsigned("signature")\n',
        "    return\n",
        f"{FAILURES}::test_an_old_future_or_forged_webhook_is_refused",
    ),
    code(
        "stamp from the future",
        "payments/gateway/messages.py",
        '            raise Unsigned("from the future")\n',
        "            pass\n",
        f"{FAILURES}::test_an_old_future_or_forged_webhook_is_refused",
    ),
    code(
        "live mode",
        "payments/webhooks.py",
        "    if message.livemode != settings.STRIPE_LIVEMODE:\n",
        "    if False:\n",
        f"{FAILURES}::test_a_webhook_of_the_other_mode_is_refused",
    ),
    # -- who may
    code(
        "late objections: sixty days",
        "introductions/guards/disputes.py",
        "    if clock.now() < introduction.state_since + OBJECTION_WINDOW:\n",
        "    if True:\n",
        f"{LATE}::test_the_time_to_object_ends_after_sixty_days",
    ),
    code(
        "late objections: two above the limit",
        "introductions/guards/disputes.py",
        "    return needs_two(introduction) and not (dispute and dispute.ruled_by_id)\n",
        "    return False\n",
        f"{LATE}::test_above_the_limit_two_moderators_must_find_it_right",
    ),
    code(
        "late objections: not who decided before",
        "introductions/queries/conflicts.py",
        "    if dispute.late and _is_among(moderator, _deciders_of(introduction), introduction):\n",
        "    if False:\n",
        f"{LATE}::test_who_decided_the_dispute_before_does_not_look_at_it_again",
    ),
    code(
        "own employer",
        "introductions/guards/people.py",
        "    if is_own_employer(introduction.connector, introduction.relationship):\n",
        "    if False:\n",
        f"{GUARDS}::test_nobody_introduces_into_their_own_employer_of_today",
    ),
    code(
        "suppression",
        "introductions/guards/people.py",
        " or is_suppressed(introduction.relationship):\n",
        ":\n",
        f"{GUARDS}::test_somebody_who_has_since_asked_not_to_be_listed_is_not_asked",
    ),
    code(
        "can be paid",
        "introductions/guards/money.py",
        "    if payments.payout_ready(introduction.connector):\n",
        "    if True:\n",
        f"{GUARDS}::test_a_connector_who_cannot_be_paid_does_not_accept",
    ),
    code(
        "whose introduction it is",
        "introductions/actions/moving.py",
        "(actor in SIDES and user != _side(row, actor))",
        "False",
        f"{GUARDS}::test_nobody_accepts_for_somebody_else",
    ),
    code(
        "moderators: no party, from whichever account",
        "introductions/queries/conflicts.py",
        "    if any(is_same_person(moderator, side) for side in sides) or",
        "    if moderator in sides or",
        f"{DECIDING}::test_a_second_account_of_a_party_does_not_decide",
    ),
    code(
        "moderators: another one hears the appeal",
        "introductions/queries/conflicts.py",
        "    if dispute.appealed_by and _is_among(",
        "    if False and _is_among(",
        f"{DECIDING}::test_who_decided_first_does_not_hear_the_appeal",
    ),
    code(
        "the desk: nobody's own money",
        "brokerage/moderation/money.py",
        "    mine = any(is_same_person(user, one) for one in people)\n",
        "    mine = False\n",
        f"{MONEY_DESK}::test_nobody_decides_about_their_own_money",
    ),
    # -- what strangers are mailed
    code(
        "mailed: subject and pitch",
        "introductions/actions/asking/words.py",
        "        check_mailed(words, field)\n",
        "        pass\n",
        f"{MAILED}::test_a_pitch_or_subject_is_refused_at_once",
    ),
    code(
        "mailed: an answer",
        "introductions/actions/asking/talking.py",
        '    check_mailed(text, "text")\n',
        "",
        f"{MAILED}::test_an_answer_to_the_connector_too",
    ),
    code(
        "mailed: our own name",
        "brokerage/accounts/wording.py",
        "    for hit in find(said, needles_of(settings.SITE_NAME)):",
        "    for hit in ():",
        f"{MAILED}::test_a_pitch_or_subject_is_refused_at_once",
    ),
    code(
        "mailed: an account's name",
        "brokerage/accounts/actions.py",
        '        check_name(facts["name"])\n',
        "",
        f"{MAILED}::test_no_account_is_called_so",
    ),
    code(
        "mailed: an account's company",
        "brokerage/accounts/actions.py",
        '        check_company(facts["company"], own_domain=proven_domain(person))\n',
        "        pass\n",
        f"{MAILED}::test_no_account_is_called_so",
    ),
    code(
        "mailed: a name at sign-up",
        "brokerage/accounts/forms.py",
        "        if sentence := why_not_name(name):",
        "        if sentence := None:",
        f"{MAILED}::test_nobody_signs_up_so",
    ),
    code(
        "mailed: an account named before",
        "introductions/actions/asking/requesting.py",
        "    check_account(rep)\n",
        "",
        f"{MAILED}::test_an_account_named_before_is_not_mailed",
    ),
    code(
        "mailed: a company nobody confirmed",
        "introductions/snapshots/asker.py",
        "        marked = not self.company or self.is_confirmed",
        "        marked = True",
        f"{MAILED}::test_a_company_is_confirmed_or_marked",
    ),
    code(
        "mailed: as they stood when they asked",
        "introductions/snapshots/asker.py",
        "    return Asker(**(row.asker or as_they_stand(row.rep, row.connector)))",
        "    return Asker(**as_they_stand(row.rep, row.connector))",
        f"{MAILED}::test_what_was_said_stays_as_it_was_said",
    ),
    # -- logs
    code(
        "logs: the words of a record",
        "brokerage/kit/masking.py",
        "        record.msg, record.args = masked(said), ()\n",
        "",
        f"{LOGS}::test_every_task_that_dies_with_an_address_in_its_error",
    ),
    code(
        "logs: the traceback",
        "brokerage/kit/masking.py",
        "            record.exc_info = None\n",
        "            record.exc_text = None\n",
        f"{LOGS}::test_every_task_that_dies_with_an_address_in_its_error",
    ),
    code(
        "logs: the key in a path",
        "brokerage/kit/masking.py",
        '    text = _AFTER.sub(rf"\\1{KEY}", text)\n',
        "",
        f"{LOGS}::test_no_key_of_any_route_is_in_a_line",
    ),
    code(
        "logs: worker and beat keep our handlers",
        "brokerage/celery.py",
        "@setup_logging.connect\n",
        "",
        f"{LOGS}::test_celery_keeps_our_handlers",
    ),
    # -- records that were read wrongly
    code(
        "import: a quotation mark that never closes",
        "connectors/readers/tables.py",
        "        elif record.is_open:",
        "        elif False:",
        f"{BROKEN}::test_an_open_quotation_mark_publishes_nobody",
    ),
    code(
        "import: a record of the wrong width",
        "connectors/readers/tables.py",
        "        return not any(cells[header.width :])",
        "        return True",
        f"{BROKEN}::test_a_comma_too_many_shifts_nothing",
    ),
    code(
        "import: a cell that says two things",
        "connectors/readers/rows.py",
        '                self.leave_out(row.number, f"the {what} holds {found}.")\n'
        "                return False\n",
        "                pass\n",
        f"{BROKEN}::test_a_cell_says_one_thing",
    ),
    code(
        "import: networks do not wait for each other",
        "connectors/actions/import_rows/intake.py",
        "    share_prospects()\n",
        "    from connectors.actions.import_rows.locks import lock_prospects\n\n    lock_prospects()\n",
        f"{AT_THE_SAME_TIME}::test_a_batch_is_added_while_another_networks_batch_is_open",
    ),
    code(
        "import: whom another network brought at this moment",
        "connectors/actions/import_rows/writing.py",
        "        row.prospect_id = instead.get(row.prospect_id, row.prospect_id)\n",
        "        pass\n",
        f"{AT_THE_SAME_TIME}::test_who_was_first_is_the_person_in_both",
    ),
    code(
        "import: nobody is forgotten who is being taken in",
        "connectors/actions/import_rows/people.py",
        'f"{query} FOR KEY SHARE OF p" if keep else query',
        "query",
        f"{AT_THE_SAME_TIME}::test_nobody_is_forgotten_while_a_network_takes_them_in",
    ),
    code(
        "import: a file puts nobody back on the market",
        "connectors/actions/import_rows/writing.py",
        '"name_digest", "moved_at",',
        '"name_digest", "listed_at", "moved_at",',
        f"{AT_THE_SAME_TIME}::test_a_never_in_the_midst_of_an_import",
    ),
    code(
        "erasure: what is on its way into a network",
        "introductions/actions/erasing.py",
        "    connectors.lock_prospects()  # what is on its way into a network is held once it is there\n",
        "",
        f"{AT_THE_SAME_TIME}::test_an_erasure_takes_what_an_import_was_bringing",
    ),
    code(
        "review: two names at one mailbox",
        "connectors/actions/importing/judging.py",
        "        if mailed and not profiled and not _is_one(mailed.name, arrival.row.name):",
        "        if False:",
        f"{REVIEW}::test_what_is_in_doubt_is_asked_and_not_guessed",
    ),
    code(
        "review: another address of a known contact",
        "connectors/actions/importing/judging.py",
        "        if arrival.email and theirs and arrival.email != theirs and not stands:",
        "        if False:",
        f"{REVIEW}::test_what_is_in_doubt_is_asked_and_not_guessed",
    ),
    code(
        "review: an old employer's address",
        "connectors/actions/importing/judging.py",
        "        if moved and theirs and not stands and not _may_stay(row, arrival):",
        "        if False:",
        f"{REVIEW}::test_what_is_in_doubt_is_asked_and_not_guessed",
    ),
    code(
        "review: a question is ticked by its answer only",
        "connectors/actions/importing/reviewing.py",
        '        rows = rows.exclude(kind=ImportRow.Kind.QUESTION, answer="")\n',
        "        pass\n",
        f"{REVIEW}::test_what_is_in_doubt_is_asked_and_not_guessed",
    ),
    code(
        "review: only the answers that are offered",
        "connectors/actions/importing/reviewing.py",
        "    if answer and answer not in options(row):",
        "    if False:",
        f"{REVIEW}::test_an_answer_that_was_not_offered_is_refused",
    ),
    code(
        "mail book: one email of a file for each contact",
        "connectors/actions/importing/reviewing.py",
        "    if answer and run.is_for_emails and answered_twice(",
        "    if False and answered_twice(",
        f"{MAIL_BOOK}::test_where_one_person_fits_all_are_chosen_at_once_and_each_person_once",
    ),
    code(
        "mail book: nobody gets an email who is gone or has one",
        "connectors/actions/importing/adding.py",
        "without_contact(run.connector, wanted) if run.is_for_emails else set()",
        "set[int]()",
        f"{MAIL_BOOK}::test_who_is_gone_or_has_an_email_by_now_is_left_out_and_said",
    ),
    code(
        "files that wait: who was erased is not added",
        "connectors/actions/importing/adding.py",
        "    drop_erased(run)\n",
        "",
        f"{WAITING_FILES}::test_a_row_on_its_way_in_is_left_out_of_the_next_batch",
    ),
    code(
        "files that wait: an erasure reaches them",
        "connectors/actions/erasing.py",
        '    erase_waiting(*emails, digests=prospect.keys.values_list("digest", flat=True))\n',
        "",
        f"{WAITING_FILES}::test_an_erasure_reads_to_the_connector_as_if_the_file_had_never_held_them",
    ),
    code(
        "files that wait: who was erased before is not read",
        "connectors/actions/importing/reading.py",
        "len(drop_erased(run)) < index.count",
        "index.count",
        f"{WAITING_FILES}::test_who_was_erased_before_a_file_is_read_does_not_come_in_with_it",
    ),
    code(
        "bring back: who is there again is not doubled",
        "connectors/actions/bulk/removing.py",
        "if known.mailed(one) or known.profiled(one)",
        "if False",
        f"{BRING_BACK}::test_who_came_in_again_stays_as_they_are",
    ),
    code(
        "bring back: the rules of listing are asked again",
        "connectors/actions/bulk/removing.py",
        "        if reason := rules.why_not(row):",
        '        if reason := "":',
        f"{BRING_BACK}::test_who_said_never_meanwhile_comes_back_and_stays_off_the_market",
    ),
    code(
        "rest: listings come back at different times",
        "connectors/actions/offering.py",
        " + timedelta(seconds=secrets.randbelow(_REST_SPREAD))",
        "",
        f"{BRING_BACK}::test_two_listings_come_back_at_different_times",
    ),
    code(
        "rechecks: the sweep does what a lost task left",
        "connectors/tasks.py",
        "    actions.resume_rechecks()\n",
        "",
        "tests/connectors/test_lost_rechecks_are_found.py",
    ),
    code(
        "no-go industry: a part counts by its head",
        "connectors/queries/own_rules.py",
        "for row in rows for one in row.chain)",
        "for row in rows for one in [row])",
        "tests/connectors/test_search_companies_on_the_desk.py",
    ),
    code(
        "review: no company is added by looking",
        "connectors/actions/importing/judging.py",
        "add_companies=False,",
        "add_companies=True,",
        f"{REVIEW}::test_nothing_is_stored_before_it_is_added",
    ),
    code(
        "review: another person takes no address away",
        "connectors/actions/import_rows/intake.py",
        "            relationship = self._create(self._apart(arrival))",
        "            relationship = self._create(arrival)",
        f"{REVIEW}::test_another_person_is_another_contact_and_takes_nothing_away",
    ),
    code(
        "import: a hand's word stands",
        "connectors/actions/import_rows/changes.py",
        '    if not title or not is_open(row, "title"):',
        "    if not title:",
        f"{REVIEW}::test_what_a_hand_typed_no_file_changes",
    ),
    code(
        "undo: what is being introduced stays",
        "connectors/actions/importing/undoing.py",
        "    return resting_among(user, rows) | {row.pk for row in rows if is_under_way(row)}",
        "    return set()",
        f"{UNDO}::test_what_is_being_introduced_stays_and_is_named",
    ),
    code(
        "undo: what was changed since stays",
        "connectors/actions/importing/undoing.py",
        "        if now[fact] == last[fact]:",
        "        if True:",
        f"{UNDO}::test_what_was_changed_by_hand_since_stays_changed",
    ),
    code(
        "erasure: the past of a contact, too",
        "connectors/actions/erasing.py",
        "    row.fact_changes.all().delete()\n",
        "",
        f"{UNDO}::test_erasing_a_person_takes_their_past_with_it",
    ),
    code(
        "import: another contact's name, in the file",
        "connectors/readers/opened.py",
        "            if holds_others(row, self.everybody):",
        "            if False:",
        f"{BROKEN}::test_a_cell_says_one_thing",
    ),
    code(
        "import: another contact's name, in the network",
        "connectors/actions/importing/reading.py",
        "        out = {row.number for row in block if holds_others(row, everybody)}",
        "        out: set[int] = set()",
        f"{BROKEN}::test_it_is_not_even_read_and_not_added_when_somebody_of_that_name_came_meanwhile",
    ),
    code(
        "import: another contact's name, come meanwhile",
        "connectors/actions/importing/adding.py",
        "            mixed = {pk for pk, one in contacts.items() if holds_others(one, everybody)}",
        "            mixed: set[int] = set()",
        f"{BROKEN}::test_it_is_not_even_read_and_not_added_when_somebody_of_that_name_came_meanwhile",
    ),
    code(
        "by hand: the same cells",
        "connectors/actions/editing.py",
        "    check_cells(facts)\n    _check_days(facts)\n    _check_names_of_others(user, row",
        "    _check_days(facts)\n    _check_names_of_others(user, row",
        f"{BROKEN}::test_by_hand_by_edit_and_by_the_api",
    ),
    code(
        "titles: corrections in general words",
        "connectors/actions/titles.py",
        "    if unknown := unknown_words(words):",
        "    if unknown := []:",
        "tests/connectors/test_correct_titles.py::test_what_may_be_somebodys_own_title_is_not_kept",
    ),
    code(
        "titles: an office found later leaves the market",
        "connectors/actions/titles.py",
        "                if row.listed_at and is_in_office(row):\n                    row.listed_at = None\n",
        "",
        "tests/connectors/test_correct_titles.py::test_who_turns_out_to_hold_an_office_leaves_the_market",
    ),
    code(
        "companies: a merged one leads on",
        "connectors/actions/import_rows/known_companies.py",
        "one.merged_into or one",
        "one",
        "tests/connectors/test_merge_companies.py::test_merged_names_are_one_and_split_ones_two",
    ),
    code(
        "employers: the whole group",
        "connectors/queries/rules.py",
        "            self.group == group_key(relationship.company_name)\n",
        "            False\n",
        "tests/connectors/test_a_part_counts_as_its_group.py::test_the_own_employer_is_the_whole_group",
    ),
    code(
        "suppressions: kept by the old spelling as well",
        "connectors/queries/suppressions.py",
        "for key in (spelling_key, company_key)",
        "for key in (company_key,)",
        "tests/connectors/test_a_part_counts_as_its_group.py::test_a_never_that_was_kept_under_the_old_key_holds",
    ),
    code(
        "companies: a name and nothing else",
        "connectors/companies/__init__.py",
        '    if out_of_place(_POINTED.sub("", raw)):\n        return None\n',
        "",
        f"{BROKEN}::test_a_company_is_not_made_of_anything_else",
    ),
    code(
        "profiles: a plain link",
        "connectors/identity.py",
        "    if _PLAIN_URL.fullmatch(text):\n        return text\n",
        "    if text:\n        return text\n",
        f"{BROKEN}::test_a_profile_is_a_plain_link",
    ),
    # -- words that name nobody
    code(
        "words: a question before the reveal",
        "introductions/actions/asking/talking.py",
        '    refuse_naming(row, text, "text")\n',
        "",
        f"{NAMING}::test_a_question_tells_nothing",
    ),
    code(
        "words: the note of who steps back",
        "introductions/actions/meeting.py",
        '    refuse_naming(row, note, "note")\n',
        "    pass\n",
        f"{NAMING}::test_stepping_back_before_the_reveal_tells_nothing",
    ),
    code(
        "words: the exact title",
        "connectors/guards.py",
        "        if _is_telling(person.title, shown) and",
        "        if False and",
        f"{NAMING}::test_a_question_tells_nothing",
    ),
    code(
        "words: ways to reach somebody",
        "connectors/guards.py",
        "    if found := contact_details(text):\n        return",
        "    if found := None:\n        return",
        f"{NAMING}::test_a_question_tells_nothing",
    ),
    code(
        "words: a hidden company",
        "connectors/guards.py",
        "    if any(holds_phrase(said, company) for company in companies):",
        "    if False:",
        f"{NAMING}::test_a_company_that_is_not_shown_is_not_named",
    ),
    code(
        "words: a profile against the network",
        "connectors/actions/profiles.py",
        "        refuse_public(user, words, field)\n",
        "        pass\n",
        f"{NAMING}::test_the_profile_names_nobody_of_the_whole_network",
    ),
    code(
        "words: an import after the headline",
        "connectors/actions/import_rows/intake.py",
        "    intake.tally.held_back = hold_back(\n"
        "        connector, [*intake.decided.created, *intake.decided.changed.values()]\n    )\n",
        "",
        f"{NAMING}::test_a_headline_is_held_back_once_it_names_somebody",
    ),
    code(
        "words: an edit after the headline",
        "connectors/actions/editing.py",
        "    hold_back(row.connector, [row])\n",
        "",
        f"{NAMING}::test_a_headline_is_held_back_once_it_names_somebody",
    ),
    code(
        "words: an account called like somebody in the network",
        "brokerage/accounts/actions.py",
        '        hooks.check_name.one(person, facts["name"])\n',
        "        pass\n",
        f"{NAMING}::test_an_own_name_is_nobody_elses",
    ),
    code(
        "names that English texts hold are names all the same",
        "brokerage/kit/text/common_words.py",
        "or word in FUNCTION_WORDS or word in _everyday()",
        "or word in FUNCTION_WORDS or word in words()",
        f"{NAMING}::test_names_from_elsewhere_are_no_everyday_words",
    ),
    code(
        "words: look-alike letters",
        "brokerage/kit/text/name_match/texts.py",
        "(german, latin, spelled, digits_i, digits_l)",
        "(german, spelled)",
        f"{SPELLING}::test_a_disguised_name_is_found",
    ),
    code(
        "words: letters apart",
        "brokerage/kit/text/name_match/judging.py",
        "    return aligned or singles >= 3",
        "    return False",
        f"{SPELLING}::test_a_disguised_name_is_found",
    ),
    # -- the prospect
    code(
        "lock of the person",
        "introductions/actions/moving.py",
        "            lock_person(_person(introduction, name))\n",
        "            pass\n",
        f"{AT_ONCE}::test_two_connectors_accepting_for_one_rep_ask_the_person_once",
    ),
    code(
        "a file is opened for a reason",
        "brokerage/moderation/views/evidence.py",
        "    if not reason:\n",
        "    if False:\n",
        "tests/moderation/test_raw_words_need_a_reason.py"
        "::test_a_reason_holds_for_an_hour_for_one_case_and_for_who_gave_it",
    ),
    code(
        "only who decides opens files",
        "brokerage/moderation/views/evidence.py",
        "    if not user.has_perm(DECIDES):\n",
        "    if False:\n",
        "tests/moderation/test_raw_words_need_a_reason.py"
        "::test_with_a_reason_those_who_decide_open_files_and_each_look_says_why",
    ),
    code(
        "unpaid checkouts fill no cap",
        "introductions/queries/visible.py",
        "counted.filter(requested_at__gte=since)",
        "counted.filter(created_at__gte=since)",
        f"{OWN_RULES}::test_checkouts_that_nobody_pays_keep_no_honest_rep_away",
    ),
    code(
        "the desk reads no name without a reason",
        "brokerage/moderation/kinds/dispute/panel.py",
        "    unnamed = as_it_is if contact else unnaming(row)\n",
        "    unnamed = as_it_is\n",
        f"{DECIDING}::test_what_the_sides_wrote_names_nobody_until_a_reason_is_given",
    ),
    code(
        "whoever was never asked refused nothing",
        "introductions/actions/refusing.py",
        "= (say_no, say_no_late, fall_away)",
        "= (say_no, say_no_late)",
        "tests/introductions/test_prospect_own_data.py"
        "::test_of_somebody_who_was_never_asked_nobody_hears_that_there_was_a_no",
    ),
    # -- a refusal for good, and one of a rep
    code(
        "never is committed first",
        "introductions/actions/refusing.py",
        "    with transaction.atomic(durable=True):\n        asked =",
        "    with transaction.atomic():\n        asked =",
        f"{NEVER}::test_it_is_committed_before_anything_else_is_tried",
    ),
    code(
        "what fails after a never is caught",
        "introductions/actions/refusing.py",
        "        for step in _steps(pending, done):\n            _try(step, done, pending)\n",
        "        for step in _steps(pending, done):\n            step()\n",
        f"{NEVER}::test_it_is_kept_though_the_rest_fails",
    ),
    code(
        "a payment that comes in after a never reveals nobody",
        "introductions/guards/people.py",
        '    return "This request is ending." if is_refusal_pending(introduction) else None\n',
        "    return None\n",
        f"{NEVER}::test_a_payment_that_comes_in_meanwhile_reveals_nobody",
        f"{NEVER}::test_agreeing_after_it_does_nothing",
    ),
    code(
        "a yes needs a tick",
        "introductions/prospects/views.py",
        'if given == "agree" and request.POST.get(SURE) != "yes":',
        "if False:",
        f"{SCANNER}::test_no_button_alone_agrees",
    ),
    code(
        "one click needs its body",
        "introductions/prospects/views.py",
        '    if request.method == "POST" and clicked:\n',
        '    if request.method == "POST":\n',
        f"{SCANNER}::test_posting_every_form_as_it_stands_decides_nothing",
    ),
    code(
        "a no is kept by fingerprints",
        "introductions/queries/attention.py",
        "    return asked.filter(Q(rep__in=live) | _was_asked_by(rep, MAILBOX))\n",
        "    return asked.filter(rep__in=live)\n",
        f"{OUTLIVES}::test_closing_and_signing_up_again_undoes_nothing",
    ),
    code(
        "a no is kept for the organisation",
        "introductions/queries/attention.py",
        "    return refused.filter(_was_asked_by(rep, DOMAIN)).exists()\n",
        "    return False\n",
        f"{OUTLIVES}::test_dropping_the_work_address_frees_no_colleague",
    ),
    code(
        "a pause works at once",
        "introductions/actions/refusing.py",
        "    end_unwanted(row)\n",
        "",
        "tests/introductions/test_a_wish_works_at_once.py::test_what_waits_for_her_ends_as_a_no",
    ),
    # -- a request
    code(
        "lock of the two people",
        "introductions/actions/asking/requesting.py",
        "User.objects.select_for_update(no_key=True).filter(",
        "User.objects.filter(",
        "tests/accounts/test_sanctions.py::test_of_two_requests_at_once_a_limited_rep_has_one",
    ),
    code(
        "the price that was read",
        "introductions/actions/asking/requesting.py",
        "    if read is not None and read != price:\n",
        "    if False:\n",
        "tests/introductions/test_pages.py"
        "::test_a_price_that_was_raised_meanwhile_is_shown_before_it_is_asked",
    ),
    # -- a person, not an account
    code(
        "nobody banned confirms another spelling",
        "brokerage/accounts/signing_in/adapter.py",
        "        if is_out_at(email_address.email, but=owner):\n",
        "        if False:\n",
        f"{PERSON}::test_nobody_banned_or_suspended_confirms_another_spelling",
    ),
    code(
        "a step follows a proven mailbox",
        "brokerage/accounts/sanctions/register.py",
        "    sanctions.carry_over(user)\n",
        "",
        f"{PERSON}::test_whatever_proves_the_mailbox_brings_the_ban_along",
        f"{PERSON}::test_a_warning_is_known_after_closing_and_signing_up_again",
    ),
    code(
        "requests of all accounts of a limited person count together",
        "introductions/actions/asking/reps.py",
        "is_limited(rep) and unanswered_of(accounts_of(rep)).exists()",
        "is_limited(rep) and unanswered_of({rep.pk}).exists()",
        f"{PERSON}::test_a_limit_holds_for_a_second_account_and_its_requests_count_together",
    ),
    code(
        "mailboxes stay where a step depends on them",
        "brokerage/accounts/sanctions/register.py",
        "    if any(keeps(user) for keeps in hooks.keeps_mailboxes.all):\n        return\n",
        "",
        f"{PERSON}::test_a_warning_is_known_after_closing_and_signing_up_again",
    ),
    code(
        "a take-down is asked at listing",
        "connectors/queries/rules.py",
        "        if relationship.pk in self.taken_down:\n",
        "        if relationship.taken_down_at:\n",
        f"{DOWN}::test_removing_and_adding_again_brings_nobody_back",
    ),
    code(
        "a take-down is asked at request",
        "introductions/actions/asking/requesting.py",
        "is_out(connector) or taken_down_among(connector, [relationship])",
        "is_out(connector)",
        f"{DOWN}::test_a_row_that_slipped_through_is_asked_for_by_nobody",
    ),
    code(
        "while limited no listing becomes somebody else",
        "connectors/actions/editing.py",
        "(is_another and is_limited(row.connector))",
        "(is_another and False)",
        f"{DOWN}::test_a_limited_connector_turns_no_listing_into_somebody_else",
    ),
    code(
        "nobody junior against a senior",
        "brokerage/accounts/sanctions/seniority.py",
        "    if theirs > _rank(staff):\n",
        "    if False:\n",
        f"{STAFF}::test_nobody_junior_takes_a_step_against_a_senior",
    ),
    code(
        "the ban of one of the staff needs two",
        "brokerage/accounts/sanctions/giving.py",
        "    if not seniority.is_staff(person):\n",
        "    if True:\n",
        f"{STAFF}::test_the_ban_of_one_of_the_staff_needs_two",
    ),
    code(
        "the second word is another person's",
        "brokerage/accounts/sanctions/giving.py",
        "    if staff.pk in standing.accounts_of(proposal.proposed_by):\n",
        "    if False:\n",
        f"{STAFF}::test_the_ban_of_one_of_the_staff_needs_two",
    ),
    code(
        "an address that was proven and dropped counts",
        "introductions/guards/people.py",
        "    if is_theirs or was_theirs or are_one(rep, connector):\n",
        "    if is_theirs or are_one(rep, connector):\n",
        "tests/introductions/test_lists_cost_the_same.py",
    ),
    # -- who leaves
    code(
        "nobody leaves money on its way",
        "payments/queries/accounts.py",
        "    if any(_is_on_its_way(one) for one in mine):\n",
        "    if False:\n",
        f"{LEAVING}::test_a_refund_that_has_not_arrived_keeps_both",
    ),
    code(
        "nobody leaves an objection open",
        "introductions/queries/progress.py",
        "    if Dispute.objects.filter(mine, closed_at__isnull=True).exists():\n",
        "    if False:\n",
        f"{LEAVING}::test_a_late_objection_keeps_both",
    ),
    code(
        "nobody who left asks",
        "introductions/actions/asking/reps.py",
        "    if rep.closed_at or not rep.is_active:\n",
        "    if False:\n",
        f"{LEAVING}::test_of_a_request_and_a_closing_at_once_one_wins",
    ),
    code(
        "words of a request that came to nothing go",
        "introductions/actions/own_data/leaving.py",
        "        if row.introduced_at is None:\n",
        "        if False:\n",
        f"{LEAVING}::test_words_of_a_request_that_came_to_nothing_go",
    ),
    code(
        "what was bought is forgotten in time",
        "introductions/actions/own_data/leaving.py",
        "    forget_asked(due)\n",
        "",
        f"{LEAVING}::test_what_a_rep_bought_is_theirs_to_read_for_the_time_we_say",
    ),
    # -- clocks, and letters that hide
    code(
        "what the connector saw stays seen",
        "introductions/queries/visible.py",
        "    batch = Q(waits_for_batch=False) | Q(shown_at__lte=at or clock.now())\n",
        "    batch = Q(shown_at__lte=at or clock.now())\n",
        f"{CLOCKS}::test_a_step_back_hides_no_page_from_the_connector",
    ),
    code(
        "a sweep of many takes what nobody else has",
        "introductions/actions/batches/due.py",
        'rows.select_for_update(skip_locked=True, of=("self", "introduction"))',
        "rows",
        "tests/introductions/test_many_clocks_at_once.py",
    ),
    code(
        "a clock that failed rests, and starves no other",
        "brokerage/cases/sweeping.py",
        '    left = rows.exclude(**{f"{key}__in": resting(job)}) if known else rows\n',
        "    left = rows\n",
        "tests/introductions/test_many_clocks_at_once.py",
    ),
    rule(
        "records follow introductions",
        "introductions",
        "DROP TRIGGER record_follows_introduction ON introductions_introduction",
        f"{KEPT_RECORD}::test_after_every_move_of_the_table_it_says_what_history_says",
    ),
    rule(
        "records follow answers and misses",
        "introductions",
        "DROP TRIGGER record_follows_event ON introductions_event",
        f"{KEPT_RECORD}::test_after_every_move_of_the_table_it_says_what_history_says",
    ),
    code(
        "many endings at once lock in one order",
        "introductions/actions/stopping.py",
        "    lock_records([not_made(person), not_agreed(person)])\n",
        "",
        "tests/introductions/test_the_record_at_once.py",
    ),
    rule(
        "changes of a payment are counted",
        "payments",
        "DROP TRIGGER changes_are_counted ON payments_payment",
        f"{CLOCKS}::test_changes_are_counted_by_the_database",
    ),
    code(
        "nobody was in touch in the future",
        "connectors/actions/editing.py",
        "    if day is not None and day > clock.now().date():\n",
        "    if False:\n",
        f"{CLOCKS}::test_nobody_was_in_touch_in_the_future",
    ),
    code(
        "no contact is called by hidden letters",
        "connectors/actions/editing.py",
        '        if holds_hidden(str(facts.get(name, ""))):\n',
        "        if False:\n",
        f"{LETTERS}::test_no_contact_is_called_so",
    ),
    code(
        "what cannot be written is free again",
        "brokerage/kit/mail/outbox.py",
        "            self.rows().filter(pk=pk, told_at__isnull=True).update(claimed_at=None)\n",
        "",
        f"{JOBS}::test_it_rests_longer_and_longer_and_calls_somebody",
    ),
    # -- contacts are not kept for ever
    code(
        "contacts whom no rep could find go",
        "introductions/tasks.py",
        'return len(each("contact to delete", idle_contacts(), forget_idle_contact, most=MANY))',
        "return 0",
        f"{KEPT}::test_who_is_on_offer_to_nobody_goes",
    ),
    code(
        "what is listed is not idle",
        "connectors/actions/expiring.py",
        "return Relationship.objects.filter(pk__in=found).update(last_listed_at=now)",
        "return 0",
        f"{KEPT}::test_who_is_listed_stays_however_long_and_a_year_beyond",
    ),
    code(
        "a contact that is deleted leaves its never",
        "connectors/actions/expiring.py",
        "    if suppressed_among([row]):\n",
        "    if False:\n",
        f"{KEPT}::test_a_never_outlives_the_contact",
    ),
    code(
        "no contact goes while an introduction runs",
        "introductions/actions/erasing.py",
        "    if about.filter(state__in=OPEN).exists():\n        return\n",
        "",
        f"{KEPT}::test_a_contact_whose_introduction_runs_stays_whole",
    ),
    code(
        "what a rep bought outlives the contact",
        "introductions/actions/erasing.py",
        "forget(about.exclude(pk__in=bought), [row])",
        "forget(about, [row])",
        f"{KEPT}::test_where_a_history_hangs_on_it_it_is_emptied_and_what_was_bought_stays",
    ),
    # -- the operator finds people
    code(
        "a name of several people is asked about",
        "introductions/management/commands/dsar.py",
        "if not others or not acts or len(sure) + len(others) == 1:",
        "if True:",
        f"{OPERATOR}::test_a_name_of_several_people_is_asked_about_and_nothing_happens",
    ),
    code(
        "a namesake beside a proven address is asked about",
        "introductions/management/commands/dsar.py",
        "or len(sure) + len(others) == 1:",
        "or len(others) == 1:",
        f"{OPERATOR}::test_a_namesake_beside_a_proven_address_is_asked_about_too",
    ),
    code(
        "whoever is erased by an entry is never listed again",
        "introductions/actions/own_data/rights.py",
        "    connectors.suppress_entries(one.rows)\n",
        "",
        f"{OPERATOR}::test_by_name_in_any_spelling",
    ),
    code(
        "who was asked is found by the name of that time",
        "introductions/prospect_data/subjects.py",
        "    return _grouped(fits, asked, aside)\n",
        "    return _grouped(fits, [], aside)\n",
        f"{OPERATOR}::test_who_was_asked_is_found_though_the_entry_says_bob_now",
    ),
    # -- one's own page tells nothing of strangers
    code(
        "a profile beside one's own mailbox is no one's",
        "connectors/queries/suppressions.py",
        "    if not slug or not mailbox_bears(row.email, name):\n",
        "    if not slug:\n",
        f"{STRANGERS}::test_she_is_answered_alike_and_changes_nothing",
    ),
    code(
        "a mailbox of her name anywhere proves no profile",
        "connectors/queries/suppressions.py",
        '    return Company.objects.filter(domain__in=at - {""}).exists()\n',
        "    return True\n",
        f"{STRANGERS}::test_she_is_answered_alike_and_changes_nothing",
    ),
    code(
        "a colleague's mailbox keeps no other name at the company",
        "connectors/queries/suppressions.py",
        "    if not mailbox_bears(row.email, row.name):\n",
        "    if False:\n",
        f"{STRANGERS}::test_she_is_answered_alike_and_changes_nothing",
    ),
    code(
        "the page of a mailbox shows no other mailbox's entries",
        "introductions/prospect_data/held.py",
        "rows=[row for row in everything if _is_of(row.email, key)],",
        "rows=list(everything),",
        "tests/introductions/test_prospect_tied_by_profile.py",
        f"{STRANGERS}::test_she_is_answered_alike_and_changes_nothing",
    ),
    # -- which no it was, and who runs what
    code(
        "a namesake rests too",
        "connectors/queries/resting.py",
        "if row.pk in found or addresses & _addresses(row) or names & forms_to_look_up(row.name)",
        "if row.pk in found",
        f"{NOES}::test_after_its_rest_it_can_be_listed_again",
    ),
    code(
        "whoever rests stays who they are",
        "connectors/actions/editing.py",
        "    _check_rest(user, row, facts)\n    person",
        "    person",
        f"{NOES}::test_while_they_are_asked",
    ),
    code(
        "a role given up asks for nothing",
        "introductions/actions/asking/requesting.py",
        "    if not rep.is_rep:  # given up in this very moment",
        "    if False:",
        f"{ROLES}::test_whoever_gave_the_role_up_a_moment_ago_asks_for_nothing",
    ),
    code(
        "an open request keeps the role",
        "introductions/queries/progress.py",
        "    return is_open or payments.money_runs(",
        "    return payments.money_runs(",
        f"{ROLES}::test_a_request_whose_page_ran_out_still_keeps_the_role",
    ),
    code(
        "a report is decided before an account closes",
        "brokerage/moderation/actions/people.py",
        '        raise Refusal(DECIDE_FIRST, code="account_in_use")',
        "        pass",
        f"{LEAVING}::test_a_report_is_decided_before_the_law_closes_an_account",
    ),
    code(
        "the connector's own words are told",
        "introductions/notices.py",
        "for words in connectors_words(introduction)",
        "for words in ()",
        f"{ALL_TOLD}::test_the_connectors_own_words_are_told_too",
    ),
    # -- a connector's cap
    code(
        "of two paid for the last place one is accepted",
        "introductions/guards/disputes.py",
        "    if cap_passed(introduction) is None:\n        return None\n",
        "    return None\n",
        f"{OWN_RULES}::test_of_two_paid_for_the_last_place_the_first_can_be_accepted",
        f"{AT_ONCE}::test_two_requests_for_the_last_place_of_a_cap_accepted_at_once",
    ),
    code(
        "the first who paid has the last place",
        "introductions/queries/visible.py",
        "    asked = Introduction.objects.filter(earlier, connector=introduction.connector_id)\n",
        "    asked = Introduction.objects.filter(connector=introduction.connector_id)\n",
        f"{OWN_RULES}::test_of_two_paid_for_the_last_place_the_first_can_be_accepted",
    ),
    # -- two worlds
    code(
        "an unpaid request asks nothing about its person",
        "introductions/actions/asking/requesting.py",
        "    if asked_before(rep, relationship):\n",
        "    if Introduction.objects.filter(prospect=relationship.prospect).exists():\n",
        f"{WORLDS}::test_what_named_people_once_tells_nothing",
    ),
    # -- a connector's word fades, and is said again
    code(
        "an old link says nothing twice",
        "connectors/actions/attesting/saying.py",
        "        rows = rows.filter(attested_at__lt=before)",
        "        rows = rows.all()",
        f"{SAID}::test_opening_the_link_changes_nothing_and_an_old_one_says_nothing_twice",
    ),
    code(
        "strength is worked out once a month",
        "connectors/strength.py",
        "    return day.replace(day=1)",
        "    return day",
        f"{SAID}::test_it_changes_once_a_month_for_all_at_once",
    ),
    code(
        "what rests does so on a day of its own",
        "connectors/actions/attesting/asking.py",
        "Value(rests_from) + Random() * Value(settings.ATTEST_SPREAD)",
        "Value(rests_from)",
        f"{SAID}::test_unsaid_for_a_year_it_leaves_search_on_a_day_drawn_by_lot_and_comes_back",
    ),
    code(
        "what was taken off by hand stays off",
        "connectors/actions/offering.py",
        "        row.rests_unattested = False",
        "        row.rests_unattested = True",
        f"{SAID}::test_who_took_it_off_the_market_by_hand_is_not_asked_and_it_does_not_come_back",
    ),
    # -- what reps look at is counted, and no rep is told of
    code(
        "accounts without a work address do not count",
        "connectors/actions/interest/noting.py",
        '    return registrable_domain(proven_domain(user)) if proven_domain(user) else ""',
        "    return registrable_domain(proven_domain(user)) or str(user.pk)",
        f"{INTEREST}::test_who_has_no_confirmed_work_address_does_not_count",
    ),
    code(
        "up to nine are taken away by lot",
        "connectors/actions/interest/closing.py",
        "(count - CHANCE.randrange(LEAST)) // LEAST",
        "count // LEAST",
        f"{INTEREST}::test_ten_at_least_rounded_down_and_less_by_lot",
    ),
    code(
        "a month is counted once it is over",
        "connectors/actions/interest/closing.py",
        "month__lt=month_of(today)",
        "month__lte=month_of(today)",
        f"{INTEREST}::test_nothing_is_told_while_the_month_runs_and_nothing_moves_afterwards",
    ),
    code(
        "requests count once they were seen",
        "introductions/queries/numbers.py",
        "Introduction.objects.filter(is_shown(), connector=user,",
        "Introduction.objects.filter(connector=user,",
        "tests/introductions/test_own_numbers.py::test_requests_count_once_the_connector_has_seen_them",
    ),
    # -- never, in any order; and the order of results
    code(
        "a row removed and brought again is still his",
        "connectors/actions/editing.py",
        "    suppress_rows(row for row in rows if row.pk in objected)\n",
        "",
        f"{ANY_ORDER}::test_who_is_known_by_name_and_company_alone_is_remembered_after_a_removal",
    ),
    rule(
        "equal results come by the random id",
        "connectors",
        altered(
            "function",
            "connectors_search_sorted",
            "ORDER BY f.first, f.second, f.third, f.public_id",
            "ORDER BY f.first, f.second, f.third, f.relationship_id",
        ),
        f"{ORDER}::test_by_the_random_id",
    ),
    rule(
        "what search shows is looked at again",
        "connectors",
        altered(
            "function",
            "connectors_shown",
            "connectors_visible v JOIN",
            "connectors_searchentry v JOIN",
        ),
        f"{FOLLOWS}::test_a_row_that_should_be_gone_is_never_shown",
    ),
    rule(
        "whoever is suspended is not found",
        "connectors",
        altered("view", "connectors_visible", "AND (u.suspended_at IS NULL)", ""),
        f"{FOLLOWS}::test_whatever_changes_it[suspended]",
    ),
    rule(
        "whoever closed their account is not found",
        "connectors",
        altered("view", "connectors_visible", "AND (u.closed_at IS NULL)", ""),
        f"{FOLLOWS}::test_whatever_changes_it[closed]",
    ),
    rule(
        "only connectors are found",
        "connectors",
        altered("view", "connectors_visible", "AND u.is_connector ", ""),
        f"{FOLLOWS}::test_whatever_changes_it[no connector]",
    ),
    rule(
        "whoever is not listed is not found",
        "connectors",
        altered("view", "connectors_visible", "(r.listed_at IS NOT NULL)", "true"),
        f"{FOLLOWS}::test_whatever_changes_it[unlisted]",
    ),
    rule(
        "whoever objected is not found",
        "connectors",
        altered("view", "connectors_visible", "(k.prospect_id = r.prospect_id)", "false"),
        "tests/connectors/test_search.py::test_who_is_not_found",
    ),
    rule(
        "nobody of a house that objected is found",
        "connectors",
        altered("view", "connectors_visible", "(x.kind)::text = 'domain'::text", "false"),
        "tests/connectors/test_search.py::test_who_is_not_found",
    ),
    rule(
        "a hidden company is in no row of search",
        "connectors",
        altered(
            "view",
            "connectors_visible",
            "WHEN r.company_shown THEN ARRAY[('#k'::text || r.company_id)]",
            "WHEN r.company_id IS NOT NULL THEN ARRAY[('#k'::text || r.company_id)]",
        ),
        f"{FINDS}::test_filters_counts_and_facets",
    ),
    rule(
        "what is shown of a connector is of the last night, in search",
        "connectors",
        altered(
            "view",
            "connectors_visible",
            "COALESCE(a.answers, 'new'::character varying)",
            "COALESCE((SELECT o.answers_band FROM introductions_connectorrecord o"
            " WHERE o.connector_id = r.connector_id), 'new'::character varying)",
        ),
        f"{TIES}::test_a_rep_is_answered_alike_whoever_of_two_lists_it",
    ),
    rule(
        "what is shown of a connector is of the last night, on a page of results",
        "connectors",
        altered(
            "function",
            "connectors_shown",
            "v.answers::text",
            "coalesce((SELECT o.answers_band FROM introductions_connectorrecord o"
            " WHERE o.connector_id = v.connector_id), 'new')::text",
        ),
        f"{TIES}::test_a_rep_is_answered_alike_whoever_of_two_lists_it",
    ),
    code(
        "what is shown of a connector is of the last night, on the page of a listing",
        "connectors/queries/listings.py",
        "        record=shown_reliability(relationship.connector),",
        "        record=reliability(answer_record(relationship.connector)),",
        f"{TIES}::test_a_connector_who_is_new_since_the_last_night_is_shown_as_new",
    ),
    rule(
        "nobody finds what is their own, or themself",
        "connectors",
        altered(
            "function",
            "connectors_search_sorted",
            "e.connector_id IS DISTINCT FROM viewer AND NOT e.prospect_id = ANY(themself)",
            "true",
        ),
        "tests/connectors/test_search.py::test_who_is_not_found",
    ),
    rule(
        "nobody's own is in what they compare",
        "connectors",
        altered("function", "connectors_shown", "v.connector_id IS DISTINCT FROM viewer", "true"),
        "tests/connectors/test_shortlist_and_compare.py::test_nobody_reads_their_own_there",
    ),
    rule(
        "nobody is in what they compare themself",
        "connectors",
        altered("function", "connectors_shown", "AND NOT v.prospect_id = ANY(themself)", ""),
        "tests/connectors/test_shortlist_and_compare.py::test_nobody_reads_their_own_there",
    ),
    rule(
        "an objection waits for nobody",
        "connectors",
        altered("function", "connectors_hide_from_search", "FOR UPDATE SKIP LOCKED", "FOR UPDATE"),
        f"{FOLLOWS}::test_an_objection_waits_for_no_change_of_a_listing",
    ),
    rule(
        "what reads alike stands once where many are walked",
        "connectors",
        altered(
            "function", "connectors_search_walk", "NOT (grouped AND EXISTS", "NOT (false AND EXISTS"
        ),
        f"{FINDS}::test_many_are_walked_as_few_are_sorted",
    ),
    code(
        "a company in a query is one that is shown",
        "connectors/queries/searching/companies.py",
        '    return rows.filter(Exists(SearchEntry.objects.filter(company_id=OuterRef("pk"))))',
        "    return rows",
        f"{FINDS}::test_a_company_that_nobody_shows_is_read_as_any_other_word",
    ),
    code(
        "searches are counted",
        "connectors/actions/searching/limiting.py",
        '    if over_limit(f"search-minute:{who}", minute, MINUTE):',
        "    if False:",
        "tests/connectors/test_search.py::test_nobody_reads_the_whole_market",
    ),
)


def main(names: list[str]) -> int:
    """Run all mutations, or those named; print one line each. 0 if every one was noticed."""
    chosen = [one for one in MUTATIONS if not names or one.name in names]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(HERE, tree, ignore=LEFT_OUT)
        everything = sorted({test for one in chosen for test in one.tests})
        print("without any mutation:", said := _tests(tree, everything)[1], flush=True)
        if "failed" in said or "error" in said:
            return 1
        for one in chosen:
            started = time.monotonic()
            verdict = _try(tree, one)
            bad += verdict != "noticed"
            print(f"{verdict:10} {time.monotonic() - started:5.1f} s  {one.name}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} noticed")
    return 1 if bad else 0


def _try(tree: Path, one: Mutation) -> str:
    """`noticed`, `SURVIVED` or `NOT FOUND`; the tree is as before afterwards."""
    if not one.old:
        added = _migration(tree / one.file / "migrations", one)
        status, said = _tests(tree, one.tests)
        added.unlink()
    else:
        file = tree / one.file
        text = file.read_text()
        if text.count(one.old) != 1:
            return "NOT FOUND"
        file.write_text(text.replace(one.old, one.new))
        status, said = _tests(tree, one.tests)
        file.write_text(text)
    if status == 1 and "failed" in said and "error" not in said:
        return "noticed"
    return "SURVIVED" if status == 0 else f"BROKEN ({said})"


def _migration(folder: Path, one: Mutation) -> Path:
    last = max(path.stem for path in folder.glob("[0-9]*.py"))
    added = folder / "9999_mutation.py"
    added.write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f"    dependencies = [({one.file!r}, {last!r})]\n"
        f"    operations = [migrations.RunSQL({one.new!r})]\n"
    )
    return added


def _tests(tree: Path, tests: tuple[str, ...] | list[str]) -> tuple[int, str]:
    """pytest's status and its last line."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-x", *tests]
    done = subprocess.run(
        command,
        cwd=tree,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return done.returncode, lines[-1] if lines else done.stderr[-200:]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
