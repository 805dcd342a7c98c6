"""Attacks on a running demo world, from outside, as the people who would want to: `make attack`.

Each play is somebody with a wish (a name, money, silence, access) who tries what they can through the
doors that everybody has: pages, API, email, the payment provider's messages. A try that succeeds is a
breach. The last line says how many there were.
"""
