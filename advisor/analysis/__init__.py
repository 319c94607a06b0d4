"""What a recommendation depends on: pure functions on top of the engine."""
