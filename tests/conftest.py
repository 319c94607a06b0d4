"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How fast examples are drawn depends on what else the machine does; a test must not fail for that.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
