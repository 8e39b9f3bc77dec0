from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    # Made beside the work: messages are written and sent while a table of millions is read for it.
    atomic = False

    dependencies = [
        ("reminders", "0004_claims_in_order"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="outgoingmessage",
            index=models.Index(
                OpClass(Upper("recipient"), name="varchar_pattern_ops"),
                name="reminders_by_recipient",
            ),
        ),
    ]
