"""Compiles the rule base into the wheel, so that starting the command parses no rule-base YAML."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface[Any]):
    """Adds `advisor/_data/rulebase.json`: the checked rule base as one JSON document."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled rule base; an editable install reads the YAML, so that edits show at once."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from advisor.loading.rules import compile_rules

        target = Path(self.directory) / "rulebase.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(compile_rules(Path(self.root) / "rules"))
        build_data["force_include"][str(target)] = "advisor/_data/rulebase.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel behind."""
        (Path(self.directory) / "rulebase.json").unlink(missing_ok=True)
