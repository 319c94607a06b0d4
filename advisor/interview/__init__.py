"""The terminal conversation: what was said so far, what is asked next, and two ways to ask it."""
