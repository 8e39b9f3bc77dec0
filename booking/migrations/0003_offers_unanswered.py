from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("booking", "0002_the_front_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="waitlistentry",
            name="unanswered",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="Offers in a row that nobody answered."
            ),
        ),
        migrations.AlterField(
            model_name="waitlistoffer",
            name="answer",
            field=models.CharField(
                choices=[
                    ("none", "No answer yet"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("lapsed", "Not answered in time"),
                    ("withdrawn", "Taken back"),
                ],
                default="none",
                max_length=10,
            ),
        ),
    ]
