"""What holds for all tests."""

import os

from hypothesis import HealthCheck, settings

# How fast examples are drawn depends on what else the machine does; a test must not fail for that. Where a change is
# judged the same examples are drawn every time; elsewhere others, so that what they find is found.
settings.register_profile(
    "any machine", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
