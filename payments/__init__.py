"""Money: knows payers and payees, not why.

Nouns: payment, checkout (one attempt to authorise a card), call (an ordered call to the provider),
provider event, payout account, ledger account, entry, posting. Orders come down (`open_payment`,
`capture`, `give_back`, `release`), facts go up (`payments.hooks`). Doors: `/stripe/webhook/`,
`/payouts/`. The one way to Stripe is `payments.gateway`. Must never know: introductions, prospects.
"""
