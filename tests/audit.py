"""The known weaknesses of the libraries that constraints.txt pins: `make audit`, and a step of `make check`.

Their list is on the network. Where it cannot be had at once this says so, and is no failure: a check must pass
offline, and not wait. A weakness that does not concern us is named in `tests/audit-accepted.txt`, with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = Path(__file__).with_name("audit-accepted.txt")
PROBE = "https://pypi.org/pypi/jinja2/3.1.6/json"
"""The page of one release, as pip-audit asks for it: a mirror may serve packages, and not these pages."""
PATIENCE, LONGEST = 3, 120
"""Seconds to find out whether the list can be had, and to read it."""


def why_not() -> str | None:
    """Return why the audit cannot be done here, or None."""
    if find_spec("pip_audit") is None:
        return "pip-audit is not installed (make install-dev)"
    try:
        with urllib.request.urlopen(PROBE, timeout=PATIENCE) as answer:
            return None if "vulnerabilities" in json.load(answer) else "the list of weaknesses is not served here"
    except (OSError, ValueError) as error:
        return f"the list of weaknesses cannot be had: {error}"


def main() -> int:
    """Audit, and return 1 where a pinned library has a known weakness that is not accepted."""
    if reason := why_not():
        sys.stdout.write(f"audit: skipped, {reason}\n")
        return 0
    lines = (line.split("#")[0].strip() for line in ACCEPTED.read_text("utf-8").splitlines())
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off"]
    command += ["--format=json", "--requirement", str(ROOT / "constraints.txt")]
    command += [f"--ignore-vuln={name}" for name in lines if name]
    try:
        done = subprocess.run(command, check=False, timeout=LONGEST, capture_output=True, text=True)
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError) as error:
        sys.stdout.write(f"audit: skipped, the list could not be read to its end: {type(error).__name__}\n")
        return 0
    return report(told)


def report(told: list[dict[str, Any]]) -> int:
    """Say what was audited and what was found; what could not be audited is never said to be sound."""
    audited = [one for one in told if "vulns" in one]
    weak = [(one, found) for one in audited for found in one["vulns"]]
    if not audited:
        sys.stdout.write("audit: skipped, no library's page could be had\n")
        return 0
    sys.stdout.write(f"audit: {len(audited)} of {len(told)} libraries audited, {len(weak)} known weaknesses\n")
    for one, found in weak:
        fixed = ", ".join(found["fix_versions"]) or "none yet"
        sys.stdout.write(f"  {one['name']} {one['version']}: {found['id']} (mended in: {fixed})\n")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
