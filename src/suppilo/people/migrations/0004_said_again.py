from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_erasure'),
    ]

    operations = [
        migrations.AddField('attribute', 'said_at', models.DateTimeField(null=True)),
    ]
