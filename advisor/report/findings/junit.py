"""Findings as JUnit XML: a suite for each file, a test case for each finding, one that passes where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from advisor.model.finding import Finding
from advisor.report.findings.run import Run, paragraphs


def to_junit(run: Run) -> str:
    """Render as JUnit XML.

    Checks that found nothing are not listed as passed: some may not have been able to look.
    """
    by_file: dict[str, list[Finding]] = {subject.place.file: [] for subject in run.subjects}
    for finding in run.findings:
        by_file.setdefault(finding.place.file, []).append(finding)
    root = ET.Element("testsuites", name=f"advisor {run.command}".strip())
    for file, findings in by_file.items():
        root.append(_suite(run, file, findings))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(run: Run, file: str, findings: Sequence[Finding]) -> ET.Element:
    counts = {
        "tests": max(1, len(findings)),
        "failures": sum(run.fails(finding) for finding in findings),
        "errors": 0,
        "skipped": sum(finding.waiver is not None for finding in findings),
    }
    suite = ET.Element("testsuite", {"name": file, "file": file} | {name: str(n) for name, n in counts.items()})
    for finding in findings:
        _case(suite, run, finding)
    if not findings:
        ET.SubElement(suite, "testcase", name="nothing found", classname=file)
    return suite


def _case(suite: ET.Element, run: Run, finding: Finding) -> None:
    name = f"{finding.check}: {finding.key}" if finding.key else finding.check
    case = ET.SubElement(suite, "testcase", name=name, classname=finding.place.file)
    said = "\n".join((f"{finding.place}: {finding.severity}: {finding.message}", *paragraphs(finding)))
    if finding.waiver:
        ET.SubElement(case, "skipped", message=finding.waiver.reason).text = said
    elif run.fails(finding):
        ET.SubElement(case, "failure", message=finding.message, type=finding.severity).text = said
    else:
        ET.SubElement(case, "system-out").text = said
