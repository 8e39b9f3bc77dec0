"""One folded text of all a patient is found by, kept by the database itself, and its index.

The text is made by triggers and not in `save`: rows that come by COPY or UPDATE have it too, and a
new address of an account reaches its patients. `patients.folding` folds what people type in the
same way; tests compare the two.
"""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

# Accents and case go, letters that are no accented ones become what people type for them, and
# whatever parts words parts them by one blank. Apostrophes part nothing: O'Brien is obrien.
FOLDED = r"""
CREATE FUNCTION patients_folded(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        regexp_replace(
            translate(
                replace(replace(replace(replace(
                    lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')),
                    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                'øłđðı', 'olddi'
            ),
            '[''`´\u2018\u2019\u02bc\u02b9]', '', 'g'
        ),
        '[-\t\n\v\f\r !"#$%&()*+,./:;<=>?@[\\\]^_{|}~\u2010-\u2015\u00a0\u200b]+', ' ', 'g'
    ))
$$
"""

# The same for names that sound alike: consonants only, those that are often mistaken as one. Each
# is marked, so that a name is never taken for a sound.
SOUNDS = r"""
CREATE FUNCTION patients_sounds(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    translate(
                        regexp_replace(
                            regexp_replace(
                                replace(replace(folded, 'ph', 'f'), 'sch', 's'),
                                'c([eiy])', 's\1', 'g'
                            ),
                            '(^| )[aeiou]', '\1a', 'g'
                        ),
                        'cqzvd', 'kksft'
                    ),
                    '([^ ])[aeiouyhw]+', '\1', 'g'
                ),
                '([a-z])\1+', '\1', 'g'
            ),
            '([^ ])[aeiouyhw]+', '\1', 'g'
        ),
        '([^ ]+)', '~\1', 'g'
    )
$$
"""

# An e-mail address as one word: else everybody at example.com would have a name with "exa" and one
# with "com" in the index.
ONE_WORD = r"""
CREATE FUNCTION patients_one_word(address text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(regexp_replace(lower(address), '[^a-z0-9@.]', 'Z', 'g'), '@.', 'QX')
$$
"""

TEXT = r"""
CREATE FUNCTION patients_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    names text := concat_ws(
        ' ',
        patients_folded(NEW.given_name),
        patients_folded(NEW.family_name),
        patients_folded(NEW.preferred_name)
    );
    digits text := regexp_replace(NEW.phone, '\D', '', 'g');
    account_email text;
BEGIN
    IF TG_OP = 'INSERT' OR NEW.account_id IS DISTINCT FROM OLD.account_id THEN
        -- Locked: who changes the address at this moment must meet this patient, or be met.
        PERFORM FROM accounts_user WHERE id = NEW.account_id FOR SHARE;
    END IF;
    SELECT email INTO account_email FROM accounts_user WHERE id = NEW.account_id;
    NEW.search_text := ' ' || concat_ws(
        ' ',
        names,
        patients_sounds(names),
        nullif(patients_one_word(NEW.email), ''),
        patients_one_word(account_email),
        nullif(digits, ''),
        -- In North America people leave out the country's 1.
        CASE WHEN digits ~ '^1\d{10}$' THEN substr(digits, 2) END,
        to_char(NEW.date_of_birth, 'YYYYMMDD')
    ) || ' ';
    RETURN NEW;
END
$$
"""

ACCOUNT = """
CREATE FUNCTION patients_account_email_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Their own trigger does the rest.
    UPDATE patients_patient SET search_text = '' WHERE account_id = NEW.id;
    RETURN NULL;
END
$$
"""

FOUND_BY = (
    *("given_name", "family_name", "preferred_name", "date_of_birth"),
    *("email", "phone", "account_id", "search_text"),
)
CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FOUND_BY)

TRIGGERS = (
    (
        "CREATE TRIGGER patients_search_text_added BEFORE INSERT ON patients_patient "
        "FOR EACH ROW EXECUTE FUNCTION patients_search_text()",
        "DROP TRIGGER patients_search_text_added ON patients_patient",
    ),
    (
        "CREATE TRIGGER patients_search_text_changed BEFORE UPDATE ON patients_patient "
        f"FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION patients_search_text()",
        "DROP TRIGGER patients_search_text_changed ON patients_patient",
    ),
    (
    "CREATE TRIGGER patients_account_email_changed AFTER UPDATE OF email ON accounts_user "
    "FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) "
    "EXECUTE FUNCTION patients_account_email_changed()",
    "DROP TRIGGER patients_account_email_changed ON accounts_user",
    ),
)

# Another text than the column's default: the trigger passes over what changes nothing.
BACKFILL = "UPDATE patients_patient SET search_text = ' '"


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0002_the_front_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="patient", name="patients_patient_name_trigram"),
        migrations.AddField(
            model_name="patient",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunSQL(FOLDED, "DROP FUNCTION patients_folded(text)"),
        migrations.RunSQL(SOUNDS, "DROP FUNCTION patients_sounds(text)"),
        migrations.RunSQL(ONE_WORD, "DROP FUNCTION patients_one_word(text)"),
        migrations.RunSQL(TEXT, "DROP FUNCTION patients_search_text()"),
        migrations.RunSQL(ACCOUNT, "DROP FUNCTION patients_account_email_changed()"),
        *(migrations.RunSQL(make, drop) for make, drop in TRIGGERS),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"],
                name="patients_search_text_trigram",
                opclasses=("gin_trgm_ops",),
                fastupdate=False,
            ),
        ),
    ]
