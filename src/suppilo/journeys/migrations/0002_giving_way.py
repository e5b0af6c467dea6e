from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0001_first'),
    ]

    operations = [
        migrations.AddField('ended', 'gave_way_to', models.BigIntegerField(null=True)),
        migrations.AddField('ended', 'former', models.JSONField(default=dict)),
        migrations.AddIndex('ended', models.Index(fields=['person_id'], name='journeys_ended_of_person')),
        migrations.AddIndex('enrolment', models.Index(fields=['person_id'], name='journeys_of_person')),
    ]
