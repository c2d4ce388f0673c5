"""The plan's list of network key equipment and security products with their certificates (article 11(四))."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from reviews.models.round import ReviewRound


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Whoever sees the round; experts read it among the papers of their panel."""
        return self.filter(round__in=ReviewRound.objects.visible_to(post))


class ProductCertificate(models.Model):
    class Kind(models.TextChoices):
        """The codes are those of the experts' further answers (experts.aspects)."""

        KEY_DEVICE = "key_devices", "网络关键设备"
        SECURITY = "security_products", "网络安全专用产品"
        CRYPTO = "crypto_products", "商用密码产品"

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="certificates")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    product = models.CharField("产品名称和型号", max_length=120)
    maker = models.CharField("生产企业", max_length=120)
    number = models.CharField("证书编号", max_length=60, blank=True)
    issuer = models.CharField("发证（检测）机构", max_length=120, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    planned = models.CharField("尚无证书的说明", max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        verbose_name = "设备和产品证书"
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") | ~Q(planned=""),
                name="product_has_certificate_or_says_why_not",
                violation_error_message="没有证书编号的，请说明选型要求和取得证书的安排。",
            ),
        ]

    def __str__(self) -> str:
        return self.product

    @property
    def standing(self) -> str:
        """none, expired or valid: in words beside the number."""
        if not self.number:
            return "none"
        return "expired" if self.valid_until and self.valid_until < timezone.localdate() else "valid"
