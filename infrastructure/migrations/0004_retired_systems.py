"""The end of a running system's life."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("infrastructure", "0003_running")]

    operations = [
        migrations.AddField(
            model_name="runningsystem",
            name="retired_on",
            field=models.DateField(editable=False, null=True, verbose_name="下线日期"),
        ),
        migrations.AddField(
            model_name="runningsystem",
            name="successor",
            field=models.CharField(blank=True, default="", editable=False, max_length=120, verbose_name="接替系统"),
            preserve_default=False,
        ),
    ]
