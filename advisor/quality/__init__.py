"""The rule base as a product: its cases."""
