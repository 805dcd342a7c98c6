"""The public page of the rubric."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from introductions import rubric as source


@require_GET
def rubric(request: HttpRequest) -> HttpResponse:
    """What counts, what proof weighs what, how a dispute ends; for everybody."""
    context = {
        "counts": source.COUNTS,
        "counts_not": source.COUNTS_NOT,
        "not_promised": source.NOT_PROMISED,
        "proofs": source.PROOFS,
        "reasons": source.REASON_ROWS.items(),
        "way": source.way_words(),
        "wordings": source.WORDINGS,
        "largest": settings.EVIDENCE_MAX_BYTES // 2**20,
        "files_a_side": settings.EVIDENCE_FILES_A_SIDE,
        "kept_days": settings.EVIDENCE_KEPT.days,
    }
    return render(request, "rubric.html", context)
