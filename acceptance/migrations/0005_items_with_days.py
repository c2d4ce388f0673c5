"""Each demand of rectification has its part, its problem and its own day; what was there takes those of its order."""

from django.db import migrations, models

PARTS = [
    ("papers", "项目资料完备性、规范性"),
    ("contract", "履行合同和招标投标文件"),
    ("function", "功能、性能、安全性及技术指标"),
    ("sharing", "信息资源共享落实"),
    ("law", "符合法律法规规定的其他要求"),
]
KNOWN = """
UPDATE acceptance_rectificationitem item SET problem = left(item.demand, 500),
    due_on = coalesce(a.rectify_by, a.created_at::date)
FROM acceptance_acceptance a WHERE a.id = item.acceptance_id;
"""


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0003_clauses")]

    operations = [
        migrations.AddField(
            model_name="rectificationitem",
            name="part",
            field=models.CharField(choices=PARTS, default="law", max_length=10, verbose_name="部分"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rectificationitem",
            name="problem",
            field=models.CharField(default="", max_length=500, verbose_name="存在的问题"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rectificationitem",
            name="due_on",
            field=models.DateField(null=True, verbose_name="整改期限"),
        ),
        migrations.AddField(
            model_name="rectificationitem",
            name="answered_on",
            field=models.DateField(null=True, verbose_name="报送日期"),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="rectificationitem",
            name="due_on",
            field=models.DateField(verbose_name="整改期限"),
        ),
    ]
