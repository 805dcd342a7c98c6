"""People: who they are, how they sign in, what they may do, what they agreed to.

Nouns: user, terms acceptance, reveal, staff action, sanction (a step of the ladder). One account can
be rep and connector at once; staff roles are groups. Doors: `/accounts/` (sign-in, by
django-allauth), `/account/`, `/api/v1/me/`.
Must never know: introductions, listings, money.
"""
