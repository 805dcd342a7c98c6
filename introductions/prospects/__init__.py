"""The doors of people without an account: the prospect's answers, and what is held about somebody.

Pages (`views`, `own_views`), the same for programs (`api`, `own_api`), and mail: `inbound` takes in what
was sent to us, `signatures` checks whose it is, `replies` says what it says. The signed link, or the
address a mail provably came from, is what lets somebody in. What is shown here is put together in
`introductions.prospect_data`.
"""
