"""Who else is to get a message that was added to a running sequence before where they stand."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns with values that mean nobody."""

    dependencies: ClassVar = [("suppilo_messages", "0017_sequences_end_on_reply")]

    operations: ClassVar = [
        migrations.AddField("sequencemessage", "owed_past", models.BooleanField(default=False)),
        migrations.AddField("sequencemessage", "owed_finished", models.BooleanField(default=False)),
        migrations.AddField("sequencemessage", "owed_since", models.DateTimeField(null=True)),
        migrations.AddField("sequencemessage", "owed_up_to", models.BigIntegerField(null=True)),
        migrations.AddField("sequencemessage", "owed_next_at", models.DateTimeField(null=True)),
    ]
