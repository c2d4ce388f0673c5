from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from 0002: PostgreSQL alters no table whose rows the same transaction has just filled.
    dependencies = [("sharing", "0002_catalogue")]

    operations = [
        migrations.RemoveField("informationresource", "old_items"),
        migrations.AddConstraint(
            model_name="informationresource",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "published"), _negated=True) | models.Q(("version__gt", 0)),
                name="published_has_version",
            ),
        ),
    ]
