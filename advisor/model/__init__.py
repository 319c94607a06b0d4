"""Frozen data: the profile, the rule base, the recommendation; nothing is computed or read here."""
