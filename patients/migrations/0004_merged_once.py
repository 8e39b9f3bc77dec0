from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_found_by_search")]

    operations = [
        migrations.AlterModelOptions(
            name="patientmerge",
            options={"ordering": ("-at",), "verbose_name": "merged patient"},
        ),
        migrations.AddConstraint(
            model_name="patientmerge",
            constraint=models.UniqueConstraint(
                fields=("absorbed_key",), name="patients_patientmerge_once"
            ),
        ),
    ]
