"""The actions: one short function for each move of the process, in folders of journeys.

`asking` (pitch to acceptance), `answering` (the prospect), `meeting` (introduce, confirm, call off),
`disputing`, `ending` (clock and facts); all on top of `moving`, the one writer of a state.
"""

from introductions.actions.answering import (
    agree,
    answer_as_prospect,
    authorise_again,
    bear_witness,
    refuse,
    take_back,
    vouch,
)
from introductions.actions.asking import (
    accept,
    agree_to_counter,
    answer,
    ask,
    counter,
    decline,
    decline_counter,
    reopen_checkout,
    request,
    take_back_counter,
    withdraw,
)
from introductions.actions.by_clock import refund_unpaid
from introductions.actions.by_payment import reclaim
from introductions.actions.disputing import (
    accept_decision,
    accept_split,
    answer_appeal,
    appeal,
    back_objection,
    cosign,
    decide,
    disagree,
    dismiss,
    dispute,
    object_to,
    offer_split,
    respond,
    take_back_decision,
    uphold,
    withdraw_dispute,
)
from introductions.actions.ending import follow, let_due
from introductions.actions.evidence_uploads import (
    bring_evidence,
    forget_old_evidence,
    forget_orphans,
)
from introductions.actions.incoming import (
    Email,
    check_seen,
    file_email,
    forget_incoming_emails,
    take_email_as,
)
from introductions.actions.meeting import (
    agree_cancel,
    confirm,
    decline_cancel,
    introduce,
    offer_cancel,
    step_back,
)
from introductions.actions.moving import make_move, open_moves
from introductions.actions.own_data.other_addresses import (
    ask_for_other_link,
    confirm_other_address,
    send_link_to,
)
from introductions.actions.own_data.rights import (
    ask_for_own_link,
    erase_candidate,
    erase_person,
    erase_profile,
    leave,
    say_never,
)
from introductions.actions.refusing import (
    carry_out_refusals,
    change_attention,
    never_again,
    opt_out_domain,
)
from introductions.actions.revealing import reveal
from introductions.actions.witnessing import receive_answer, receive_mail

__all__ = [
    "Email",
    "accept",
    "accept_decision",
    "accept_split",
    "agree",
    "agree_cancel",
    "agree_to_counter",
    "answer",
    "answer_appeal",
    "answer_as_prospect",
    "appeal",
    "ask",
    "ask_for_other_link",
    "ask_for_own_link",
    "authorise_again",
    "back_objection",
    "bear_witness",
    "bring_evidence",
    "carry_out_refusals",
    "change_attention",
    "check_seen",
    "confirm",
    "confirm_other_address",
    "cosign",
    "counter",
    "decide",
    "decline",
    "decline_cancel",
    "decline_counter",
    "disagree",
    "dismiss",
    "dispute",
    "erase_candidate",
    "erase_person",
    "erase_profile",
    "file_email",
    "follow",
    "forget_incoming_emails",
    "forget_old_evidence",
    "forget_orphans",
    "introduce",
    "leave",
    "let_due",
    "make_move",
    "never_again",
    "object_to",
    "offer_cancel",
    "offer_split",
    "open_moves",
    "opt_out_domain",
    "receive_answer",
    "receive_mail",
    "reclaim",
    "refund_unpaid",
    "refuse",
    "reopen_checkout",
    "request",
    "respond",
    "reveal",
    "say_never",
    "send_link_to",
    "step_back",
    "take_back",
    "take_back_counter",
    "take_back_decision",
    "take_email_as",
    "uphold",
    "vouch",
    "withdraw",
    "withdraw_dispute",
]
