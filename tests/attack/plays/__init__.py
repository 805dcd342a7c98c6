"""Plays: one file for each kind of attacker."""
