"""Vacuum comes to the outbox after so many changed rows, however many old ones there are.

Each message changes its row three times on its way, and none of these changes can reuse the row's
place in the indexes, because what says that it waits is what changes (docs/performance.md).
"""

from django.db import migrations

UPKEEP = (
    *("autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_scale_factor"),
    "autovacuum_analyze_scale_factor",
)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0006_named_for_people")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE reminders_outgoingmessage SET ("
            + ", ".join(f"{name} = 0.01" for name in UPKEEP)
            + ")",
            f"ALTER TABLE reminders_outgoingmessage RESET ({', '.join(UPKEEP)})",
        ),
    ]
