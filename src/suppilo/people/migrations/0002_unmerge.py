from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_first'),
    ]

    operations = [
        migrations.AddField('merge', 'parts', models.JSONField(default=dict)),
        migrations.AddField('merge', 'undone_at', models.DateTimeField(null=True)),
        migrations.AddField('merge', 'user_id', models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            'merge',
            models.UniqueConstraint(
                condition=models.Q(('undone_at__isnull', True)), fields=('absorbed',), name='people_absorbed_once'
            ),
        ),
    ]
