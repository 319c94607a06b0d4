"""YAML text to models: every fault with its place, all faults of a file at once."""
