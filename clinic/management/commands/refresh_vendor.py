"""Fetches the front-end files that the site serves itself, exactly as pinned."""

import json
import re
import subprocess
import tarfile
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.pruning import classes_of, prune

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
PINS = VENDOR / "versions.json"
# Maps are not copied, and collectstatic refuses a file that names a missing one.
SOURCE_MAP = re.compile(rb"\n?/[/*]# sourceMappingURL=\S+( \*/)?")


class Command(BaseCommand):
    """Needs npm, only here: the running site serves the copies in static/vendor/."""

    help = "Fetch the packages of static/vendor/versions.json through npm and copy their files."
    # Works on a machine without a database.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accept",
            action="store_true",
            help="After a version was changed by hand: write down the new integrity.",
        )

    def handle(self, *_args: object, accept: bool = False, **_options: object) -> None:
        pins = json.loads(PINS.read_text())
        for pin in pins:
            with TemporaryDirectory() as folder:
                archive, integrity = fetch(pin, Path(folder))
                if accept:
                    pin["integrity"] = integrity
                elif pin["integrity"] != integrity:
                    raise CommandError(f"{archive.name} is not what was pinned: {integrity}.")
                unpack(archive, pin["files"])
            if "kept_classes" in pin:
                keep_only(pin["kept_classes"].split(), pin["files"].values())
            self.stdout.write(f"{pin['package']} {pin['version']}")
        PINS.write_text(json.dumps(pins, indent=2) + "\n")


def fetch(pin: dict[str, Any], folder: Path) -> tuple[Path, str]:
    """The package's archive and npm's own checksum of it."""
    wanted = f"{pin['package']}@{pin['version']}"
    answer = subprocess.run(
        ["npm", "pack", wanted, "--json", "--pack-destination", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise CommandError(f"npm could not fetch {wanted}: {answer.stderr.strip()}")
    packed = json.loads(answer.stdout)
    packed = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    return next(folder.glob("*.tgz")), packed["integrity"]


def unpack(archive: Path, files: dict[str, str]) -> None:
    with tarfile.open(archive) as package:
        for source, target in files.items():
            member = package.extractfile(f"package/{source}")
            if member is None:
                raise CommandError(f"{archive.name} has no file {source}.")
            copy = VENDOR / target
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(SOURCE_MAP.sub(b"", member.read()))


def keep_only(classes: list[str], files: Iterable[str]) -> None:
    """Of each style sheet the rules that are used; beside it, which classes have gone."""
    for sheet in (VENDOR / target for target in files if target.endswith(".css")):
        whole = sheet.read_text()
        pruned = prune(whole, classes)
        sheet.write_text(pruned)
        gone = sorted(classes_of(whole) - classes_of(pruned))
        (sheet.parent / "left_out.txt").write_text("\n".join(gone) + "\n")
