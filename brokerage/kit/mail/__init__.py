"""Email of any kind: addresses and domains in one form, letters, and the outbox that sends them for sure."""
