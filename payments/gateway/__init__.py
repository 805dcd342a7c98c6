"""The one door to Stripe: the only place that imports its SDK.

`sending.send` carries out a call, `reading` fetches what is (as plain dataclasses of ours),
`messages` verifies and reads webhooks. What cannot be read there raises `errors.Unreachable`.
Without live keys the base address is the sandbox's; there is no second code path. No Stripe type and
no error of its SDK leaves this package.
"""
