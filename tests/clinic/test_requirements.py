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
LIST = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"


def loaded_by(program: str) -> set[str]:
    """The distributions that a program of ours has loaded modules of."""
    code = f"import django; django.setup()\n{program}\n{LIST}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    distributions = packages_distributions()
    return {one for name in done.stdout.split() for one in distributions.get(name, [])}


def locked(name: str) -> set[str]:
    text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("lock_file", "program"), [("production", WEB), ("production", WORKER), ("demo", DEMO)]
)
def test_it_loads_only_what_its_lock_file_installs(lock_file: str, program: str) -> None:
    loaded = {normal(name) for name in loaded_by(program)}

    assert "django" in loaded
    assert loaded - locked(lock_file) == set()


def test_the_lock_files_agree() -> None:
    def pins(name: str) -> set[str]:
        text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))

    assert pins("production") <= pins("demo") <= pins("dev")


def test_the_lock_files_name_no_host() -> None:
    for lock_file in (CHECKOUT / "requirements").glob("*.txt"):
        assert "://" not in lock_file.read_text()
