"""A rep says which company an account is. It is remembered, and counted at once."""

import uuid

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.coverage.counting import count_one, lock_rep
from connectors.actions.coverage.uploading import marks_of, own_list
from connectors.models import Account, AccountChoice
from connectors.models.coverage import CHOSEN


@transaction.atomic
def choose_company(rep: User, public_id: uuid.UUID, number: int, key: str) -> Account:
    """The account with this number is the company `key`, one of its options; "" says none of them.

    Refuses a list that is not theirs, and what was not offered.
    """
    lock_rep(rep)
    found = own_list(rep, public_id)
    accounts = found.accounts
    account = next((one for one in accounts if one.number == number), None)
    if account is None:
        raise Refusal("This account is not in the list any more.", code="gone", status=404)
    offered = {option[0]: option[1] for option in account.options}
    if not account.options or (key and key not in offered):
        raise Refusal("Choose one of the companies offered.", code="company", status=400)
    chosen = account._replace(key=key, company=offered.get(key, ""), how=CHOSEN)
    key_id, digest = marks_of(account)[0]
    AccountChoice.objects.update_or_create(
        rep=rep,
        digest=digest,
        defaults={
            "key_id": key_id, "key": key, "company": chosen.company, "chosen_at": clock.now(),
        },
    )  # fmt: skip
    found.keep([chosen if one.number == number else one for one in accounts])
    found.save(update_fields=["packed", "account_count", "doubtful_count"])
    count_one(rep, [key])
    return chosen
