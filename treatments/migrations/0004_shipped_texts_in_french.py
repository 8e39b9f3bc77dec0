"""The five shipped types speak French in clinics, too, that had them before French came."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from treatments.shipped import add_french


def add(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    add_french(apps.get_model("treatments", "TreatmentType")._default_manager)


class Migration(migrations.Migration):
    dependencies = [("treatments", "0003_texts_in_french")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
