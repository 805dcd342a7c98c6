"""One file for each of Stripe's resources: what it takes, what it does, its routes."""
