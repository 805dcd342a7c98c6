"""What others do at the provider, unasked: an operator in its pages, or the provider itself.

Objects made like this carry no mark of the platform's, as it is with those made by hand.
"""

from payments.sandbox.errors import JSON
from payments.sandbox.objects import refunds, transfers
from payments.sandbox.world import World


def refund(world: World, given: JSON) -> JSON:
    """``{"payment_intent": id, "amount"?, "reason"?}``: money goes back to the card."""
    names = ("payment_intent", "amount", "reason")
    return refunds.create(world, {name: given[name] for name in names if name in given})


def transfer(world: World, given: JSON) -> JSON:
    """``{"account": id, "amount": n, "currency"?, "group"?, "charge"?}``: money goes to an account.

    ``group`` is its transfer group, ``charge`` the charge that pays for it.
    """
    asked = {
        "amount": given["amount"],
        "currency": given.get("currency", "eur"),
        "destination": given["account"],
    }
    renamed = {"group": "transfer_group", "charge": "source_transaction"}
    asked |= {theirs: given[ours] for ours, theirs in renamed.items() if ours in given}
    return transfers.create(world, asked)


def reversal(world: World, given: JSON) -> JSON:
    """``{"transfer": id, "amount"?}``: money comes back from an account."""
    amount = {"amount": given["amount"]} if "amount" in given else {}
    return transfers.reverse(world, amount, given["transfer"])
