from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from pytest_django import Settings


@pytest.fixture
def as_in_production(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    backend = "clinic.static_storage.HashedStaticFiles"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}


def test_it_collects_every_file_under_a_name_that_changes_with_it(
    as_in_production: None, tmp_path: Path
) -> None:
    # A style sheet that names a file which is not there ends this with an error.
    call_command("collectstatic", interactive=False, verbosity=0)

    address = storages["staticfiles"].url("vendor/bootstrap/bootstrap.min.css")
    assert address != "/static/vendor/bootstrap/bootstrap.min.css"
    assert (tmp_path / address.removeprefix("/static/")).exists()
