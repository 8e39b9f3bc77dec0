"""Names for fields and models, so that the admin can say them in French; no column changes."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('booking', '0005_told_together')]

    operations = [
        migrations.AlterModelOptions(
            name='appointment',
            options={'ordering': ('starts_at',), 'permissions': (('override_policy', 'Can override notice and cut-off with a reason'), ('view_reports', 'Can see the reports')), 'verbose_name': 'appointment', 'verbose_name_plural': 'appointments'},
        ),
        migrations.AlterModelOptions(
            name='appointmentevent',
            options={'ordering': ('at', 'pk'), 'verbose_name': 'event', 'verbose_name_plural': 'history'},
        ),
        migrations.AlterModelOptions(
            name='attention',
            options={'ordering': ('noticed_at',), 'verbose_name': 'needs attention', 'verbose_name_plural': 'needs attention'},
        ),
        migrations.AlterModelOptions(
            name='series',
            options={'verbose_name': 'course of sessions', 'verbose_name_plural': 'courses of sessions'},
        ),
        migrations.AlterModelOptions(
            name='waitlistoffer',
            options={'ordering': ('-offered_at',), 'verbose_name': 'waiting-list offer', 'verbose_name_plural': 'waiting-list offers'},
        ),
        migrations.AlterField(
            model_name='appointment',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='locations.location', verbose_name='location'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='patient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='patients.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='price',
            field=models.DecimalField(decimal_places=2, max_digits=8, verbose_name='price'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='room',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='locations.room', verbose_name='room'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='source',
            field=models.CharField(choices=[('website', 'Website'), ('desk', 'Front desk'), ('waiting', 'Waiting list'), ('seed', 'Synthetic')], max_length=10, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='status',
            field=models.CharField(choices=[('held', 'Held'), ('booked', 'Booked'), ('arrived', 'Arrived'), ('in_session', 'In session'), ('completed', 'Completed'), ('no_show', 'No-show'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='therapist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='therapists.therapist', verbose_name='therapist'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='treatment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='treatments.treatmenttype', verbose_name='treatment'),
        ),
        migrations.AlterField(
            model_name='appointmentevent',
            name='reason',
            field=models.CharField(blank=True, help_text='Why a rule was overridden.', max_length=300, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='bookingpolicy',
            name='holds_per_visitor',
            field=models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='holds per visitor'),
        ),
        migrations.AlterField(
            model_name='bookingpolicy',
            name='location',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='policy', to='locations.location', verbose_name='location'),
        ),
    ]
