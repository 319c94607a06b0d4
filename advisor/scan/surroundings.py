"""How much a part of a repository counts beside the product's own code."""

from __future__ import annotations

from advisor.model.scanned import OWN
from advisor.model.scanning import Scanning
from advisor.scan.ordinary import areas_of


def weight_of(scanning: Scanning, area: str) -> float:
    """Return what code in an area counts, 1 for the product's own."""
    if area == OWN:
        return 1.0
    return next((known.weight for known in areas_of(scanning) if known.id == area), 1.0)
