"""What stands around every request: what can be read, how much, how often, and how a no is answered."""
