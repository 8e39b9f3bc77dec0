"""The API keeps what its own description promises, whatever is sent: schemathesis tries."""

import subprocess
import sys
from pathlib import Path

from tests.factories import Clinic

# In its own process, against the site in its own: what it imports slows no other test.
SCHEMATHESIS = (sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()")
EVERY_TRY = ("--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--checks", "all")


def tried(site: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ("run", f"{site}/api/v1/openapi.json", "--generation-database", "none", "--no-color")
    return subprocess.run(
        [*SCHEMATHESIS, *command, *EVERY_TRY, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_it_answers_whatever_is_asked_as_described(live_site: str, tmp_path: Path) -> None:
    Clinic(therapists=2, rooms=2)
    # A name that fits the description may be nobody's.
    outcome = tried(live_site, tmp_path, "--exclude-checks", "positive_data_acceptance")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_it_accepts_what_its_description_allows(live_site: str, tmp_path: Path) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    # What a description cannot tell: the names of this clinic's own things.
    ours = {"location": clinic.location.slug, "treatment": clinic.treatment.slug}
    told = "".join(f'{name} = "{slug}"\n' for name, slug in {**ours, "therapist": "any"}.items())
    (tmp_path / "schemathesis.toml").write_text(f"[parameters]\n{told}duration = 60\n")
    outcome = tried(
        *(live_site, tmp_path, "--mode", "positive", "--include-path", "/api/v1/availability")
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
