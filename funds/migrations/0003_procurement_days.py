from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="awarded_on",
            field=models.DateField(blank=True, null=True, verbose_name="中标（成交）通知日期"),
        ),
        migrations.AddField(
            model_name="contract",
            name="filed_on",
            field=models.DateField(null=True, verbose_name="报财政局备案日期"),
        ),
        migrations.AddField(
            model_name="contract",
            name="medium",
            field=models.CharField(blank=True, max_length=120, verbose_name="公告媒体"),
        ),
        migrations.AddField(
            model_name="contract",
            name="published_on",
            field=models.DateField(null=True, verbose_name="合同公告日期"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("awarded_on__isnull", True), ("awarded_on__lte", models.F("signed_on")), _connector="OR"
                    ),
                    models.Q(
                        ("published_on__isnull", True), ("published_on__gte", models.F("signed_on")), _connector="OR"
                    ),
                    models.Q(("filed_on__isnull", True), ("filed_on__gte", models.F("signed_on")), _connector="OR"),
                ),
                name="contract_days_in_order",
                violation_error_message="先中标（成交），再签订合同，然后公告和备案。",
            ),
        ),
    ]
