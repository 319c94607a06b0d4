"""Profile and rule base in, recommendation out: pure functions, no input or output, no clock."""
