"""Objections: the prospect says that it never took place, or that nobody asked them."""

from dataclasses import replace

from brokerage.moderation.kinds import dispute

KIND = replace(
    dispute.KIND,
    name="objection",
    explain="The prospect objected. What is held is frozen; a moderator decides, nobody can settle. After "
    "the payout nothing is frozen: it stays, or the rep has everything back.",
    template="moderation/kinds/dispute.html",
)
