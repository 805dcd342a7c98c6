"""What was true when the rep asked, kept with the request: who asks, and what the entry said."""
