"""Decide which deep-learning framework a project should use, and show the work.

The public API is what this module names; everything else may change between versions.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["AdvisorError", "Profile", "Recommendation", "RuleBase", "decide", "load_profile", "load_rules"]

if TYPE_CHECKING:
    from advisor.engine.decision import decide
    from advisor.errors import AdvisorError
    from advisor.loading.profiles import load_profile
    from advisor.loading.rules import load_rules
    from advisor.model.profile import Profile
    from advisor.model.recommendation import Recommendation
    from advisor.model.rulebase import RuleBase

_HOMES = {
    "AdvisorError": "advisor.errors",
    "Profile": "advisor.model.profile",
    "Recommendation": "advisor.model.recommendation",
    "RuleBase": "advisor.model.rulebase",
    "decide": "advisor.engine.decision",
    "load_profile": "advisor.loading.profiles",
    "load_rules": "advisor.loading.rules",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that starting the command costs only what it needs."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
