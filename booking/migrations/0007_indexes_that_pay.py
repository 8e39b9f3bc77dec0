"""Indexes that a query asks for, and upkeep that follows the hot rows (docs/performance.md).

An index beside another that begins with the same column is written with every booking and read by
nobody. Indexes are built beside the clinic's work; vacuum comes after so many changed rows, however
many old ones there are: free times are read from indexes alone only where it has been.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

UPKEEP = (
    *("autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_scale_factor"),
    "autovacuum_analyze_scale_factor",
)
HOT = ("booking_appointment", "booking_appointmentevent")
# Django makes it for searches by the beginning of a token; there are none.
LIKE = "booking_appointment_token_1ec08ed7_like"


def kept_up(table: str) -> migrations.RunSQL:
    settings_of = ", ".join(f"{name} = 0.01" for name in UPKEEP)
    return migrations.RunSQL(
        f"ALTER TABLE {table} SET ({settings_of})",
        f"ALTER TABLE {table} RESET ({', '.join(UPKEEP)})",
    )


def without_index(name: str, to: str, **options: Any) -> migrations.AlterField:
    return migrations.AlterField(
        model_name="appointment",
        name=name,
        field=models.ForeignKey(
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="appointments",
            to=to,
            **options,
        ),
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("booking", "0006_named_for_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="appointment",
            index=models.Index(fields=["therapist", "starts_at"], name="booking_by_therapist"),
        ),
        AddIndexConcurrently(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("series__isnull", False)),
                fields=["series"],
                name="booking_by_series",
            ),
        ),
        AddIndexConcurrently(
            model_name="appointmentevent",
            index=models.Index(
                condition=models.Q(("user__isnull", False)),
                fields=["user"],
                name="booking_events_by_user",
            ),
        ),
        RemoveIndexConcurrently(model_name="appointment", name="booking_held_expires_at"),
        without_index("location", "locations.location", verbose_name="location"),
        without_index("room", "locations.room", verbose_name="room"),
        without_index("therapist", "therapists.therapist", verbose_name="therapist"),
        without_index("patient", "patients.patient", verbose_name="patient", blank=True, null=True),
        without_index("treatment", "treatments.treatmenttype", verbose_name="treatment"),
        without_index("series", "booking.series", blank=True, null=True),
        migrations.AlterField(
            model_name="appointmentevent",
            name="user",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {LIKE}",
            f"CREATE INDEX {LIKE} ON booking_appointment (token varchar_pattern_ops)",
        ),
        *(kept_up(table) for table in HOT),
    ]
