"""Finds the Chromium of this machine; `python -m tests.chromium` also installs it where it may."""

import os
import shutil
import subprocess
import sys

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


class NoChromium(Exception):
    """The browser tests have no browser; the text is a sentence for people."""


def find_chromium() -> str:
    """The path of the first Chromium or Chrome found; raises NoChromium."""
    for name in (*PROGRAMS, ON_A_MAC):
        if program := shutil.which(name):
            return program
    raise NoChromium(
        "The browser tests need Chromium: install the package chromium (Debian, Ubuntu: "
        "apt-get install chromium; macOS: brew install --cask google-chrome) and try again."
    )


def install_chromium() -> None:
    """Installs Debian's Chromium when we are root on a machine that has apt-get."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update", "-q"],
        ["install", "-qy", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(["apt-get", *step], env=quiet, check=False, stdout=subprocess.DEVNULL)


def main() -> None:
    try:
        find_chromium()
    except NoChromium:
        install_chromium()
    try:
        find_chromium()
    except NoChromium as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
