from django.db import migrations, models


def write_the_transaction_into_each_row(apps, schema_editor):
    """As in the log: readers go by transactions, for numbers are not commit order on PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE events_reread ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint)"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('xid', models.BigIntegerField(db_default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['xid', 'id'], name='events_reread_order')],
            },
        ),
        migrations.RunPython(write_the_transaction_into_each_row, migrations.RunPython.noop),
    ]
