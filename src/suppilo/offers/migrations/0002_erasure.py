from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offers', '0001_first'),
    ]

    operations = [
        migrations.AddField('order', 'name_kept_until', models.DateField(null=True)),
        migrations.AddIndex(
            'order',
            models.Index(
                condition=models.Q(('name_kept_until__isnull', False)),
                fields=['name_kept_until'],
                name='offers_order_name_kept',
            ),
        ),
    ]
