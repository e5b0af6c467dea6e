"""Whether an answer ends a sequence for who gave it, as it ends a journey."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; it does also for those that run already."""

    dependencies: ClassVar = [("suppilo_messages", "0016_first_hour_where_they_are")]

    operations: ClassVar = [
        migrations.AddField(model_name="sequence", name="stops_on_reply", field=models.BooleanField(default=True)),
    ]
