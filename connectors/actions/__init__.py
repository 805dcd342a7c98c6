"""Actions: what people do with their networks. Every change of this app's rows happens here."""

from connectors.actions.attending import set_attention
from connectors.actions.attesting import (
    Attested,
    ask_connectors,
    attest,
    rest_unattested,
)
from connectors.actions.bulk import (
    AT_ONCE,
    apply_price_rules,
    carry_out_bulk,
    confirm_bulk,
    prepare_bulk,
    price_new_arrivals,
    remove_price_rule,
    resume_bulk_changes,
    set_price_rule,
    undo_bulk,
)
from connectors.actions.closing import forget_network
from connectors.actions.companies import merge_companies, move_merged_rows, split_company
from connectors.actions.correcting import CORRECTABLE, correct
from connectors.actions.editing import add_relationship, edit_relationship, forget, remove
from connectors.actions.erasing import empty, erase, erase_profile, forget_companies
from connectors.actions.expiring import expire, idle_contacts, note_listed
from connectors.actions.fading import renew_strengths
from connectors.actions.import_rows import add_known_companies, lock_prospects
from connectors.actions.importing import (
    LAWFUL_BASIS,
    add_chosen,
    answer_all,
    answer_row,
    carry_out_import,
    choose_columns,
    choose_rows,
    discard_import,
    import_network,
    read_as,
    resume_imports,
    tidy_imports,
    undo_import,
)
from connectors.actions.interest import close_interest, note_search, note_view
from connectors.actions.moderating import (
    ask_for_verification,
    let_back,
    proofs_of,
    take_down,
    verify,
)
from connectors.actions.offering import (
    Change,
    Outcome,
    change,
    default_currency,
    list_relationships,
    set_price,
    set_visibility,
    unlist,
)
from connectors.actions.own_rules import FACTS as RULES
from connectors.actions.own_rules import set_rules
from connectors.actions.profiles import save_profile
from connectors.actions.rehashing import rehash
from connectors.actions.renewing import renew_shown_facts
from connectors.actions.resting import rest
from connectors.actions.suppressing import (
    domain_to_opt_out,
    leave_network,
    lift_domain,
    opt_out_domain,
    record_objection,
    record_opted_out,
    suppress,
    suppress_address,
    suppress_entries,
    take_off_market,
    unlist_domain,
    unlist_row,
)
from connectors.actions.titles import correct_title, drop_correction, recheck_titles

__all__ = [
    "AT_ONCE",
    "CORRECTABLE",
    "LAWFUL_BASIS",
    "RULES",
    "Attested",
    "Change",
    "Outcome",
    "add_chosen",
    "add_known_companies",
    "add_relationship",
    "answer_all",
    "answer_row",
    "apply_price_rules",
    "ask_connectors",
    "ask_for_verification",
    "attest",
    "carry_out_bulk",
    "carry_out_import",
    "change",
    "choose_columns",
    "choose_rows",
    "close_interest",
    "confirm_bulk",
    "correct",
    "correct_title",
    "default_currency",
    "discard_import",
    "domain_to_opt_out",
    "drop_correction",
    "edit_relationship",
    "empty",
    "erase",
    "erase_profile",
    "expire",
    "forget",
    "forget_companies",
    "forget_network",
    "idle_contacts",
    "import_network",
    "leave_network",
    "let_back",
    "lift_domain",
    "list_relationships",
    "lock_prospects",
    "merge_companies",
    "move_merged_rows",
    "note_listed",
    "note_search",
    "note_view",
    "opt_out_domain",
    "prepare_bulk",
    "price_new_arrivals",
    "proofs_of",
    "read_as",
    "recheck_titles",
    "record_objection",
    "record_opted_out",
    "rehash",
    "remove",
    "remove_price_rule",
    "renew_shown_facts",
    "renew_strengths",
    "rest",
    "rest_unattested",
    "resume_bulk_changes",
    "resume_imports",
    "save_profile",
    "set_attention",
    "set_price",
    "set_price_rule",
    "set_rules",
    "set_visibility",
    "split_company",
    "suppress",
    "suppress_address",
    "suppress_entries",
    "take_down",
    "take_off_market",
    "tidy_imports",
    "undo_bulk",
    "undo_import",
    "unlist",
    "unlist_domain",
    "unlist_row",
    "verify",
]
