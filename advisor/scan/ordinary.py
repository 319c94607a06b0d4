"""What repositories of every kind hold beside a product's own code, whatever a rule base is about."""

from __future__ import annotations

from functools import lru_cache

from advisor.model.scanning import Area, Scanning

_FILLED_BY_TOOLS = """
    .git .hg .svn .tox .nox .venv venv node_modules __pycache__ site-packages .eggs *.egg-info .ipynb_checkpoints
    .mypy_cache .ruff_cache .pytest_cache .hypothesis .gradle .idea .vscode Pods .terraform
"""
_LESSER: tuple[tuple[str, float, str, str], ...] = (
    ("fixtures", 0, "tests/data test/data tests/fixtures test/fixtures testdata test-data test_data __fixtures__", ""),
    (
        "vendored",
        0.2,
        "third_party thirdparty third-party vendor vendored _vendor external extern deps submodules",
        "",
    ),
    (
        "generated",
        0.2,
        "build dist out generated _generated gen _build target site",
        "*_pb2.py *_pb2_grpc.py *.pb.h *.pb.cc",
    ),
    ("documents", 0.3, "docs doc", ""),
    ("locked", 0.3, "", "poetry.lock uv.lock pdm.lock Pipfile.lock"),
    (
        "tests",
        0.4,
        "tests test testing __tests__ androidTest e2e *-tests",
        """test_*.py *_test.py conftest.py *requirements*test* *requirements*dev* test*requirements* dev*requirements*
        *requirements*doc* *requirements*lint*""",
    ),
    (
        "examples",
        0.5,
        "examples example samples sample demo demos tutorials tutorial benchmarks benchmark playground scratch",
        "",
    ),
    (
        "automation",
        0.4,
        ".github .circleci .gitlab .buildkite ci .ci .devcontainer",
        ".gitlab-ci.yml azure-pipelines*.yml",
    ),
)


@lru_cache(maxsize=1)
def _lesser() -> tuple[Area, ...]:
    return tuple(
        Area(id=id_, weight=weight, folders=tuple(folders.split()), files=tuple(files.split()))
        for id_, weight, folders, files in _LESSER
    )


def skipped_in(scanning: Scanning) -> tuple[str, ...]:
    """Return the patterns of folders that tools fill themselves: they are not looked into."""
    return (*_FILLED_BY_TOOLS.split(), *scanning.skipped)


def areas_of(scanning: Scanning) -> tuple[Area, ...]:
    """Return the parts that count less than a product's own code; what the rule base says of one comes first."""
    own = {area.id for area in scanning.areas}
    return (*scanning.areas, *(area for area in _lesser() if area.id not in own))
