"""What there is to tell of overlays themselves, and of the settings that they may change."""

from __future__ import annotations

from pydantic import BaseModel

from advisor.errors import InputError
from advisor.loading.brief import in_short
from advisor.loading.checking import nearest
from advisor.model.overlay import SETTINGS, Layer
from advisor.model.rulebase import RuleBase
from advisor.report.explain import Entry
from advisor.report.layers import touch_text, values_text

OVERLAY = "overlay:"
SETTING = "setting:"
_TITLES = {"added": "Adds", "changed": "Changes", "retired": "Retires"}


def overlay_entry(base: RuleBase, name: str) -> Entry | None:
    """Return the entry for `overlay:ID` or `setting:NAME`, None for any other name.

    Raises InputError where no overlay in use, or no setting, is called so.
    """
    if name.startswith(OVERLAY):
        return _overlay(base, name.removeprefix(OVERLAY))
    return _setting(base, name.removeprefix(SETTING)) if name.startswith(SETTING) else None


def _overlay(base: RuleBase, id_: str) -> Entry:
    layers = {layer.id: layer for layer in base.layers}
    if id_ not in layers:
        hint = nearest(id_, list(layers)) or "name its folder with --rules"
        raise InputError(f"no overlay {id_!r} is in use", hint=hint)
    layer = layers[id_]
    about = (
        ("Version", [f"{layer.version}, written for {', '.join(layer.written_for)} of {base.settings.id}"]),
        ("By", [layer.by] if layer.by else []),
        ("Digest", [layer.digest]),
    )
    done = tuple((title, _touches(layer, act)) for act, title in _TITLES.items())
    return Entry("overlay", id_, layer.title, tuple((label, lines) for label, lines in (*about, *done) if lines))


def _touches(layer: Layer, act: str) -> list[str]:
    found = (touch for touch in layer.touches if touch.act == act)
    return [f"{touch.kind}:{touch.id}: {touch_text(touch).partition(': ')[2]}" for touch in found]


def _setting(base: RuleBase, name: str) -> Entry:
    if name not in SETTINGS:
        raise InputError(f"there is no setting {name!r}", hint=nearest(name, SETTINGS))
    value = getattr(base.settings, name)
    now = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
    touches = [
        f"{', '.join(values_text(touch))} by {layer.name}: {touch.reason}"
        for layer, touch in base.touches("setting", name)
    ]
    parts = (("Now", [f"{key}: {in_short(inner)}" for key, inner in now.items()]), ("Overlays", touches))
    return Entry("setting", name, f"The setting {name}", tuple((label, lines) for label, lines in parts if lines))
