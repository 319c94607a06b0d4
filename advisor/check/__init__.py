"""The gate: profiles and decision records against the rule base, a policy and each other."""
