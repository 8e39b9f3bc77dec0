from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_messages_for_people")]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["email"], name="patients_patient_by_email"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["phone"], name="patients_patient_by_phone"),
        ),
    ]
