"""The list of certificates, kept by the unit while the plan is being written."""

from accounts.models import Post
from reviews.models import ProductCertificate, ReviewRound
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden


def _may_write(obj: ReviewRound, post: Post) -> None:
    if not obj.may_attach(post):
        raise Forbidden("方案已提交，不能修改证书清单；如需修改请联系信息办退回。")


def keep_certificate(*, row: ProductCertificate, obj: ReviewRound, post: Post) -> ProductCertificate:
    _may_write(obj, post)
    row.round = obj
    with unit_of_work():
        row.save()
        record(
            subject=obj,
            action="add_certificate",
            label="登记设备和产品证书",
            post=post,
            changes={"product": row.product},
        )
    return row


def drop_certificate(*, row: ProductCertificate, post: Post) -> None:
    _may_write(row.round, post)
    with unit_of_work():
        record(
            subject=row.round,
            action="drop_certificate",
            label="删除设备和产品证书",
            post=post,
            changes={"product": row.product},
        )
        row.delete()
