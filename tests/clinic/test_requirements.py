"""Nothing is installed by luck: what runs is in the lock file of where it runs."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
WEB = "import granian, clinic.wsgi, clinic.urls"
WORKER = """
import celery.bin.worker, celery.bin.beat, celery.concurrency.thread
from clinic.celery import app
app.loader.import_default_modules()
app.connection_for_write().transport
"""
DEMO = "import clinic.demo.__main__"
# Before anything else: what the lock file does not install is not to be found.
HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Hidden())
import django
django.setup()
"""


def locked(name: str) -> set[str]:
    text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


def modules_missing_from(lock_file: str) -> set[str]:
    """The importable names that only other lock files install."""
    installed = locked(lock_file)
    return {
        module
        for module, distributions in packages_distributions().items()
        if not installed & {re.sub(r"[-_.]+", "-", name).lower() for name in distributions}
    }


@pytest.mark.parametrize(
    ("lock_file", "program"), [("production", WEB), ("production", WORKER), ("demo", DEMO)]
)
def test_it_runs_with_what_its_lock_file_installs(lock_file: str, program: str) -> None:
    hidden = modules_missing_from(lock_file)
    code = HIDE.format(names=hidden) + program

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert "pytest" in hidden
    assert done.returncode == 0, done.stderr


def test_the_lock_files_agree() -> None:
    def pins(name: str) -> set[str]:
        text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))

    assert pins("production") <= pins("demo") <= pins("dev")


def test_the_lock_files_name_no_host() -> None:
    for lock_file in (CHECKOUT / "requirements").glob("*.txt"):
        assert "://" not in lock_file.read_text()
