from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_unmerge'),
    ]

    operations = [
        migrations.AddField('person', 'is_leaving', models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField()),
                ('numbers', models.JSONField(default=list)),
                ('nobody', models.BigIntegerField(null=True)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('user_id', models.BigIntegerField(null=True)),
                ('removed', models.JSONField(default=dict)),
                ('begun_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [
                    models.Index(
                        condition=models.Q(('done_at__isnull', True)), fields=['id'], name='people_erasing'
                    )
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('workspace_id', 'person_id'), name='people_erased_once')
                ],
            },
        ),
    ]
