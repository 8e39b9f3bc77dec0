"""Indexes that a query asks for, and upkeep that follows the hot rows (docs/performance.md).

An index beside another that begins with the same column is written with every booking and read by
nobody. Indexes are built beside the clinic's work; vacuum comes after so many changed rows, however
many old ones there are: free times are read from indexes alone only where it has been.

Each statement stands by itself and may be given up for want of a lock: the next try begins anew.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

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


def added(model: str, index: models.Index) -> list[Operation]:
    """What a try that was given up has left of it goes first."""
    return [
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(model_name=model, index=index),
    ]


def dropped(name: str, on: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}",
    )


def without_index(name: str, index: str, to: str, **options: Any) -> Operation:
    """Left to Django, the foreign key would go as well, and be checked row by row as it comes."""
    field = models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="appointments",
        to=to,
        **options,
    )
    return migrations.SeparateDatabaseAndState(
        [dropped(index, f"booking_appointment ({name}_id)")],
        [migrations.AlterField(model_name="appointment", name=name, field=field)],
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("booking", "0006_named_for_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *added(
            "appointment",
            models.Index(fields=["therapist", "starts_at"], name="booking_by_therapist"),
        ),
        *added(
            "appointment",
            models.Index(
                condition=models.Q(("series__isnull", False)),
                fields=["series"],
                name="booking_by_series",
            ),
        ),
        *added(
            "appointmentevent",
            models.Index(
                condition=models.Q(("user__isnull", False)),
                fields=["user"],
                name="booking_events_by_user",
            ),
        ),
        RemoveIndexConcurrently(model_name="appointment", name="booking_held_expires_at"),
        without_index(
            "location",
            "booking_appointment_location_id_a434716b",
            "locations.location",
            verbose_name="location",
        ),
        without_index(
            "room", "booking_appointment_room_id_0cdbc244", "locations.room", verbose_name="room"
        ),
        without_index(
            "therapist",
            "booking_appointment_therapist_id_6d2fcd82",
            "therapists.therapist",
            verbose_name="therapist",
        ),
        without_index(
            "patient",
            "booking_appointment_patient_id_f60c2527",
            "patients.patient",
            verbose_name="patient",
            blank=True,
            null=True,
        ),
        without_index(
            "treatment",
            "booking_appointment_treatment_id_744fe612",
            "treatments.treatmenttype",
            verbose_name="treatment",
        ),
        without_index(
            "series",
            "booking_appointment_series_id_86efef8e",
            "booking.series",
            blank=True,
            null=True,
        ),
        migrations.SeparateDatabaseAndState(
            [
                dropped(
                    "booking_appointmentevent_user_id_9a60acbb",
                    "booking_appointmentevent (user_id)",
                )
            ],
            [
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
                )
            ],
        ),
        dropped(LIKE, "booking_appointment (token varchar_pattern_ops)"),
        *(kept_up(table) for table in HOT),
    ]
