"""Whoever was a patient before 0003 ran is found by search as well.

It had the trigger meet them by an UPDATE that changed nothing, which the trigger passes over.
Databases that ran it so hold them with an empty text.
"""

from django.db import migrations

# Without the index meanwhile: adding that many texts to it one by one takes ten times as long.
REPAIR = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM patients_patient WHERE search_text = '') THEN
        DROP INDEX patients_search_text_trigram;
        -- Any other text than theirs: the trigger writes the right one.
        UPDATE patients_patient SET search_text = ' ' WHERE search_text = '';
        CREATE INDEX patients_search_text_trigram
            ON patients_patient USING gin (search_text gin_trgm_ops) WITH (fastupdate = off);
    END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_merged_once")]

    operations = [migrations.RunSQL(REPAIR, migrations.RunSQL.noop)]
