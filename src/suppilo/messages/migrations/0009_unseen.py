"""What nobody saw in time is found by its end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppilo_messages", "0008_journey_holds")]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("shown_at__isnull", True)), fields=["until"], name="messages_notice_over"
            ),
        ),
    ]
