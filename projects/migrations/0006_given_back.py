from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0005_verdict_and_reminders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="correctionnotice",
            name="one_open_correction_notice",
        ),
        migrations.RemoveConstraint(
            model_name="prereview",
            name="one_open_pre_review",
        ),
        migrations.AddField(
            model_name="correctionnotice",
            name="lapsed_at",
            field=models.DateTimeField(null=True, verbose_name="退件时间"),
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("unit_review", "单位审核"),
                    ("checking", "信息办审查"),
                    ("deciding", "待入库决定"),
                    ("admitted", "同意入库"),
                    ("refused", "不予入库"),
                    ("given_back", "逾期退件"),
                    ("closed", "随项目结束"),
                ],
                default="draft",
                max_length=50,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="prereview",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "准备材料"),
                    ("submitted", "信息办审查"),
                    ("returned", "退回补正"),
                    ("checked", "待批复"),
                    ("approved", "已批复"),
                    ("refused", "不予批复"),
                    ("revoked", "批复已撤销"),
                    ("given_back", "逾期退件"),
                    ("closed", "随项目结束"),
                ],
                default="draft",
                max_length=50,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True), ("lapsed_at__isnull", True)),
                fields=("subject_id",),
                name="one_open_correction_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="prereview",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["approved", "refused", "revoked", "given_back", "closed"]), _negated=True
                ),
                fields=("project",),
                name="one_open_pre_review",
            ),
        ),
    ]
