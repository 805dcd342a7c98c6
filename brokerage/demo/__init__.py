"""Demo mode: the whole product on one machine, with invented people.

Nouns: the supervisor (`manage.py demo`: starts and stops every process), the inbox (each mail the
system sent), the test clock (moves world time forward), the world (what the demo is seeded with).
Doors: `/demo/…`, `manage.py demo`, `manage.py forward`, `manage.py seed_demo`. Installed in demo
mode and under test only; nothing else imports it. It must never decide a rule of the business:
people here act through the same actions as everybody.
"""
