import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0004_messages_for_people"),
        ("reminders", "0003_signs_of_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldTogether",
            fields=[
                (
                    "reminder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reminders.outgoingmessage",
                    ),
                ),
                (
                    "told_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to="reminders.outgoingmessage",
                    ),
                ),
            ],
        ),
    ]
