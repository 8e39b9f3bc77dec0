"""Nobody changes or deletes what says who looked at a record; and what a clinic starts with."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Not pgtrigger's Protect: that one can be ignored from Python.
WRITTEN_ONCE = """
CREATE FUNCTION care_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Who looked at a record is written once: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER care_recordaccess_rows BEFORE UPDATE OR DELETE ON care_recordaccess
    FOR EACH ROW EXECUTE FUNCTION care_written_once();
CREATE TRIGGER care_recordaccess_all BEFORE TRUNCATE ON care_recordaccess
    FOR EACH STATEMENT EXECUTE FUNCTION care_written_once();
"""
UNDO = """
DROP TRIGGER care_recordaccess_all ON care_recordaccess;
DROP TRIGGER care_recordaccess_rows ON care_recordaccess;
DROP FUNCTION care_written_once();
"""

TEXTS = {
    "treatment": (
        "I agree to be treated by massage therapy. My therapist has me say where I want to be "
        "treated and how firmly. I know that massage may leave me sore or lightly bruised for a "
        "day or two, that I may stop or change the session at any moment, and that I say at once "
        "when something hurts. I have told what I know about my health and will tell what changes."
    ),
    "record": (
        "I agree that the clinic keeps a record of my treatment: what I write before a visit, what "
        "my therapist notes, and scores of pain over time. It is kept encrypted. The therapists "
        "who treat me read it; the front desk does not. I may see, download and correct what I "
        "wrote, and I may take this consent back; what the law obliges the clinic to keep stays."
    ),
}


def begin(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    texts = apps.get_model("care", "ConsentText")
    for kind, text in TEXTS.items():
        since = datetime(2026, 11, 1, tzinfo=UTC)
        texts.objects.create(kind=kind, version=1, text=text, in_force_from=since)
    apps.get_model("care", "RecordKeeping").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("care", "0001_the_record")]

    operations = [
        migrations.RunSQL(WRITTEN_ONCE, UNDO),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
