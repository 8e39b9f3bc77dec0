"""In which language somebody agreed: all so far in English. The texts shipped speak French, too."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SHIPPED = import_module("care.migrations.0002_written_once").TEXTS
IN_FRENCH = {
    "treatment": (
        "J’accepte de recevoir des soins de massothérapie. Je dis à quels endroits et avec quelle "
        "pression je souhaite les recevoir. Je sais que le massage peut laisser des courbatures ou "
        "de légères ecchymoses pendant un jour ou deux, que je peux arrêter ou modifier la séance "
        "à tout moment, et que je dis aussitôt si quelque chose fait mal. J’ai dit ce que je sais "
        "de ma santé et je dirai ce qui change."
    ),
    "record": (
        "J’accepte que la clinique tienne un dossier de mes soins\u00a0: ce que j’écris avant une "
        "visite, ce que note la personne qui me traite et les scores de douleur au fil du temps. "
        "Ce dossier est conservé chiffré. Les massothérapeutes qui me traitent le lisent; la "
        "réception ne le lit pas. Je peux voir, télécharger et corriger ce que j’ai écrit, et je "
        "peux retirer ce consentement; ce que la loi oblige la clinique à conserver demeure."
    ),
}


def speak_french(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A clinic's own texts stay as they are: nobody but the clinic says what they mean."""
    texts = apps.get_model("care", "ConsentText")
    for kind, text in SHIPPED.items():
        texts.objects.filter(kind=kind, text=text, text_fr="").update(text_fr=IN_FRENCH[kind])
    keeping = apps.get_model("care", "RecordKeeping")
    keeping.objects.exclude(said=keeping._meta.get_field("said").default).update(said_fr="")



class Migration(migrations.Migration):

    dependencies = [
        ('care', '0004_templates_have_history'),
        ('patients', '0007_found_by_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='consenttext',
            options={'ordering': ('kind', '-version'), 'verbose_name': 'consent text', 'verbose_name_plural': 'consent texts'},
        ),
        migrations.AlterModelOptions(
            name='erasurerequest',
            options={'ordering': ('-asked_at',), 'verbose_name': 'erasure request', 'verbose_name_plural': 'erasure requests'},
        ),
        migrations.AlterModelOptions(
            name='recordaccess',
            options={'ordering': ('-at', '-pk'), 'verbose_name': 'record access', 'verbose_name_plural': 'record accesses'},
        ),
        migrations.AlterModelOptions(
            name='recordkeeping',
            options={'verbose_name': 'record keeping', 'verbose_name_plural': 'record keeping'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='consent',
            name='language',
            field=models.CharField(choices=[('en-ca', 'English'), ('fr-ca', 'French')], default='en-ca', max_length=10),
        ),
        migrations.AddField(
            model_name='consentevent',
            name='language',
            field=models.CharField(choices=[('en-ca', 'English'), ('fr-ca', 'French')], default='en-ca', max_length=10),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='text_fr',
            field=models.TextField(blank=True, help_text='Whoever reads in French agrees to this; without it, to the English text.', verbose_name='text in French'),
        ),
        migrations.AddField(
            model_name='recordkeeping',
            name='said_fr',
            field=models.TextField(blank=True, default='La loi nous oblige à conserver un certain temps le dossier de vos soins, même quand vous nous demandez de l’effacer. Ce que nous n’avons pas à conserver, nous l’effaçons aussitôt; le reste, une fois ce délai passé.', help_text='Without it, whoever reads in French reads the English sentence.', verbose_name='what patients are told, in French'),
        ),
        migrations.AlterField(
            model_name='breakglass',
            name='opened_at',
            field=models.DateTimeField(verbose_name='opened at'),
        ),
        migrations.AlterField(
            model_name='breakglass',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='broken_glass', to='patients.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='breakglass',
            name='until',
            field=models.DateTimeField(verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='breakglass',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AlterField(
            model_name='breakglassevent',
            name='opened_at',
            field=models.DateTimeField(verbose_name='opened at'),
        ),
        migrations.AlterField(
            model_name='breakglassevent',
            name='patient',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='breakglassevent',
            name='until',
            field=models.DateTimeField(verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='breakglassevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='in_force_from',
            field=models.DateTimeField(verbose_name='in force from'),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='kind',
            field=models.CharField(choices=[('treatment', 'Treatment'), ('record', 'Keeping the record')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='text',
            field=models.TextField(verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='version',
            field=models.PositiveIntegerField(verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='asked_at',
            field=models.DateTimeField(verbose_name='asked at'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided at'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='due on'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_requests', to='patients.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='erasurerequest',
            name='state',
            field=models.CharField(choices=[('asked', 'Asked for'), ('waiting', 'Waits for the law'), ('done', 'Erased'), ('withdrawn', 'Taken back')], default='asked', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='asked_at',
            field=models.DateTimeField(verbose_name='asked at'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided at'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='due on'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='patient',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='erasurerequestevent',
            name='state',
            field=models.CharField(choices=[('asked', 'Asked for'), ('waiting', 'Waits for the law'), ('done', 'Erased'), ('withdrawn', 'Taken back')], default='asked', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='at',
            field=models.DateTimeField(verbose_name='at'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='part',
            field=models.CharField(choices=[('record', 'The whole record'), ('roster', 'What the roster says'), ('intake', 'Intake'), ('consent', 'Consent'), ('note', 'Session note'), ('progress', 'Scores over time'), ('check_in', 'Check-in'), ('course', 'Course of care')], max_length=10, verbose_name='part'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='patient_key',
            field=models.BigIntegerField(null=True, verbose_name='patient key'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='request_id',
            field=models.CharField(blank=True, max_length=64, verbose_name='request id'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='row_key',
            field=models.UUIDField(null=True, verbose_name='row key'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='user_key',
            field=models.BigIntegerField(null=True, verbose_name='user key'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='user_role',
            field=models.CharField(max_length=20, verbose_name='user role'),
        ),
        migrations.AlterField(
            model_name='recordaccess',
            name='verb',
            field=models.CharField(choices=[('read', 'Read'), ('list', 'Listed'), ('search', 'Searched'), ('write', 'Wrote'), ('export', 'Downloaded'), ('refused', 'Was refused'), ('break_glass', 'Opened by exception')], max_length=12, verbose_name='verb'),
        ),
        migrations.AlterField(
            model_name='recordkeeping',
            name='age_of_majority',
            field=models.PositiveSmallIntegerField(default=19, help_text="A child's record is kept for these years after this birthday at least.", validators=[django.core.validators.MaxValueValidator(30)], verbose_name='age of majority'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "care_consentevent" ("given_at", "given_by_id", "id", "language", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_name", "text_id", "withdrawn_at") VALUES (NEW."given_at", NEW."given_by_id", NEW."id", NEW."language", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_name", NEW."text_id", NEW."withdrawn_at"); RETURN NULL;', hash='98b6311c6861293162598656352e5855cb8bd6ea', operation='INSERT', pgid='pgtrigger_insert_insert_22961', table='care_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "care_consentevent" ("given_at", "given_by_id", "id", "language", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_name", "text_id", "withdrawn_at") VALUES (NEW."given_at", NEW."given_by_id", NEW."id", NEW."language", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_name", NEW."text_id", NEW."withdrawn_at"); RETURN NULL;', hash='556dd41be1e1ea497d2f8ca65dffa3920e035fcd', operation='UPDATE', pgid='pgtrigger_update_update_02150', table='care_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "care_consentevent" ("given_at", "given_by_id", "id", "language", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_name", "text_id", "withdrawn_at") VALUES (OLD."given_at", OLD."given_by_id", OLD."id", OLD."language", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."signed_name", OLD."text_id", OLD."withdrawn_at"); RETURN NULL;', hash='7444c1fdbdd3aedf9cc95ae00a1e1664a08fdbcf', operation='DELETE', pgid='pgtrigger_delete_delete_8a601', table='care_consent', when='AFTER')),
        ),
        migrations.RunPython(speak_french, migrations.RunPython.noop),
    ]
