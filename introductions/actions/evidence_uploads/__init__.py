"""Evidence: files that a side gives in a dispute, kept as long as the dispute needs them.

A file is read and stored first, its row is written second, under the introduction's lock: so a row
never names a file that is not there. What a failure leaves behind is deleted at once, or, where even
that fails, by the nightly sweep.
"""

from introductions.actions.evidence_uploads.bringing import _attach, bring_along, bring_evidence
from introductions.actions.evidence_uploads.forgetting import (
    forget_evidence_about,
    forget_old_evidence,
    forget_orphans,
    forget_sent_by,
)

__all__ = [
    "_attach",
    "bring_along",
    "bring_evidence",
    "forget_evidence_about",
    "forget_old_evidence",
    "forget_orphans",
    "forget_sent_by",
]
