"""Objections: the prospect says that it never took place, or that nobody asked them."""

from dataclasses import replace

from brokerage.moderation.kinds import dispute

KIND = replace(
    dispute.KIND,
    name="objection",
    explain="The prospect objected. The payment is frozen; a moderator decides, nobody can settle.",
    template="moderation/kinds/dispute.html",
)
