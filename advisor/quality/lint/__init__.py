"""The lint of a rule base: one small check per fault. See docs/lint.md."""
