"""What staff may do: their groups, the permissions that doors ask for, and what the admin shows them."""
