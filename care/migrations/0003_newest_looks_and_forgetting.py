"""The list of who looked is read by time; and history can be forgotten, of who asked for it."""

from django.db import migrations, models

# The one door through which history leaves when the site runs as a role that may not delete it
# (docs/running.md): of rows that are gone, of a patient whose request for erasure stands.
FORGET = """
CREATE FUNCTION care_forget_history(erased bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    keys bigint[];
    kind text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM care_erasurerequest
        WHERE patient_id = erased AND state IN ('asked', 'waiting')
    ) THEN
        RAISE EXCEPTION 'Nobody has asked that this record be erased.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(absorbed_key) || erased INTO keys
        FROM patients_patientmerge WHERE kept_id = erased;
    DELETE FROM care_addendumevent copy
        WHERE note_id IN (
            SELECT pgh_obj_id FROM care_sessionnoteevent WHERE patient_id = ANY(keys)
        )
        AND NOT EXISTS (SELECT FROM care_addendum row WHERE row.id = copy.pgh_obj_id);
    FOREACH kind IN ARRAY ARRAY[
        'care_intake', 'care_consent', 'care_sessionnote', 'care_painscore',
        'care_disabilityscore', 'care_checkin', 'care_courseofcare', 'care_breakglass'
    ] LOOP
        EXECUTE format(
            'DELETE FROM %1$I copy WHERE pgh_obj_id IN'
            ' (SELECT pgh_obj_id FROM %1$I WHERE patient_id = ANY($1))'
            ' AND NOT EXISTS (SELECT FROM %2$I row WHERE row.id = copy.pgh_obj_id)',
            kind || 'event', kind
        ) USING keys;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION care_forget_history(bigint) FROM PUBLIC;
"""
UNDO = "DROP FUNCTION care_forget_history(bigint);"


class Migration(migrations.Migration):
    dependencies = [("care", "0002_written_once")]

    operations = [
        migrations.AddIndex(
            "recordaccess",
            models.Index(fields=["-at", "-id"], name="care_recordaccess_newest"),
        ),
        migrations.RunSQL(FORGET, UNDO),
    ]
