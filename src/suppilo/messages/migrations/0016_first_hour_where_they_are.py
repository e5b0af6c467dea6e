"""From when on the hour of a broadcast by local time counts where each person is."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty for what was scheduled before: that leaves as it was to."""

    dependencies: ClassVar = [("suppilo_messages", "0015_what_vendors_said")]

    operations: ClassVar = [
        migrations.AddField(model_name="broadcast", name="local_from", field=models.DateTimeField(null=True)),
    ]
