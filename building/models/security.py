"""Security in step 四同步 (article 11(4)): 等保, 密码应用安全性评估, network key equipment and its certificates."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from building.models.progress import OfProjectQuerySet
from projects.choices import SecurityLevel
from projects.models import Project


class SecurityRecord(models.Model):
    """What stands of a project's security so far; each part with its date and who said so."""

    class Outcome(models.TextChoices):
        GOOD = "good", "优良"
        FAIR = "fair", "中"
        BAD = "bad", "差"

    class Crypto(models.TextChoices):
        MET = "met", "符合"
        PARTLY = "partly", "基本符合"
        NOT = "not", "不符合"

    project = models.OneToOneField(Project, models.PROTECT, related_name="security_record")
    level = models.CharField("等保级别", max_length=10, choices=SecurityLevel.choices)
    filed_on = models.DateField("等保备案日期", null=True)
    filing_number = models.CharField("备案证明编号", max_length=60, blank=True)
    assessed_on = models.DateField("等保测评日期", null=True)
    assessor = models.CharField("测评机构", max_length=120, blank=True)
    outcome = models.CharField("测评结论", max_length=10, choices=Outcome.choices, blank=True)
    crypto_on = models.DateField("密码评估日期", null=True)
    crypto_assessor = models.CharField("密码评估机构", max_length=120, blank=True)
    crypto = models.CharField("密码评估结论", max_length=10, choices=Crypto.choices, blank=True)
    no_key_equipment = models.BooleanField("未使用网络关键设备和网络安全专用产品", default=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "安全同步"
        constraints = [
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True) | ~Q(filing_number=""), name="level_filed_has_number"
            ),
            models.CheckConstraint(
                condition=Q(assessed_on__isnull=True) | (~Q(assessor="") & ~Q(outcome="")),
                name="level_assessed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(crypto_on__isnull=True) | (~Q(crypto_assessor="") & ~Q(crypto="")),
                name="crypto_assessed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"安全同步：{self.project.name}"


class KeyEquipment(models.Model):
    """One network key device or security product with the certificate that the mandatory standards ask for."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="key_equipment")
    name = models.CharField("产品名称", max_length=80)
    model = models.CharField("品牌型号", max_length=80)
    certificate = models.CharField("安全认证（检测）证书号", max_length=80)
    valid_until = models.DateField("证书有效期至")

    class Meta:
        ordering = ("pk",)
        verbose_name = "网络关键设备和安全产品"
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "model"], name="key_equipment_once"),
            models.CheckConstraint(condition=~Q(certificate=""), name="key_equipment_has_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.model}）"

    @property
    def lapsed(self) -> bool:
        return self.valid_until < timezone.localdate()
