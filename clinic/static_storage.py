"""Static files under names that change with them, scripts that import each other included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the addresses in `import … from` and `export … from` of ES modules."""

    support_js_module_import_aggregation = True
