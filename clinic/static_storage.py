"""Static files under names that change with them, scripts that import each other included."""

from typing import Any, override

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the addresses in `import … from` and `export … from` of ES modules."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Twenty of them stand on each page, and none changes before the files are collected anew.
        self._addresses: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    @override
    def url(self, name: str, force: bool = False) -> str:
        if force:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    @override
    def save_manifest(self) -> None:
        self._addresses.clear()
        super().save_manifest()
