"""A resource of the catalogue (articles 18, 20): described, checked twice, published, changed, withdrawn."""

from django.db.models import TextChoices

from sharing import permits, rules
from workflow.machines import Kind, Machine, Step


class ResourceState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_CHECK = "unit_check", "单位审核"
    OFFICE_CHECK = "office_check", "信息办审核"
    PUBLISHED = "published", "已发布"
    CHANGING = "changing", "变更中"
    WITHDRAWN = "withdrawn", "已撤销"


R = ResourceState
RESOURCE = Machine(
    key="sharing.informationresource",
    states=R,
    field="state",
    clocks={R.UNIT_CHECK: "clock.unit_review", R.OFFICE_CHECK: "clock.catalogue_check"},
    steps=(
        Step(
            "submit", "提交单位审核", "20", 1, (R.DRAFT, R.CHANGING), R.UNIT_CHECK, permits.PROVIDER_CLERK,
            rules=rules.RESOURCE_RULES, effect="sharing.services.after_resource_submitted",
            consequence="送本单位负责人审核，审核期间不能修改。", done="已提交，等待本单位负责人审核。",
        ),
        Step(
            "confirm", "同意报出", "20", 2, (R.UNIT_CHECK,), R.OFFICE_CHECK, permits.PROVIDER_LEADER,
            effect="sharing.services.after_resource_confirmed", consequence="报送市信息办审核。",
            done="已报出，等待信息办审核。",
        ),
        Step(
            "unit_return", "退回修改", "20", 3, (R.UNIT_CHECK,), R.DRAFT, permits.PROVIDER_LEADER, kind=Kind.RETURN,
            effect="sharing.services.after_resource_returned", consequence="退回经办人修改后重新提交。", done="已退回经办人修改。",
        ),
        Step(
            "publish", "审核通过并发布", "17", 4, (R.OFFICE_CHECK,), R.PUBLISHED, permits.OFFICE_CLERK,
            rules=rules.RESOURCE_RULES, effect="sharing.services.after_resource_published",
            consequence="列入全市信息资源目录，各部门可以查询和申请。", done="已发布第 {o.version} 版，已通知提供单位。",
        ),
        Step(
            "office_return", "退回补正", "17", 5, (R.OFFICE_CHECK,), R.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="sharing.services.after_resource_returned", consequence="退回提供单位补正；请一次性告知。",
            done="已退回补正，已通知提供单位。",
        ),
        Step(
            "revise", "变更目录", "20", 6, (R.PUBLISHED,), R.CHANGING, permits.PROVIDER_CLERK, awaits=(),
            consequence="修改后须重新审核；审核通过前，已发布的版本继续有效。", done="可以修改了，改好后提交单位审核。",
        ),
        Step(
            "withdraw", "撤销资源", "20", 7, (R.PUBLISHED,), R.WITHDRAWN, permits.PROVIDER_LEADER, kind=Kind.END, awaits=(),
            effect="sharing.services.after_resource_withdrawn",
            consequence="资源退出目录，正在使用它的授权同时终止并通知使用单位。", done="已撤销，已通知使用单位。",
        ),
        Step(
            "request", "申请共享", "18", 8, (R.PUBLISHED,), None, permits.ANY_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.MAY_BE_ASKED,), form="sharing.forms.SharingRequestForm", effect="sharing.services.open_request",
            consequence="将建立共享申请；无条件共享的，报出后自动授权。", done="已建立共享申请，请核对后提交。",
        ),
        Step(
            "open_up", "审查同意开放", "18", 9, (R.PUBLISHED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            rules=rules.OPEN_RULES, form="sharing.forms.OpenForm", effect="sharing.services.after_opened",
            consequence="经安全审查，在开放数据页面向社会公开允许开放的数据项。", done="已在开放数据页面公开。",
        ),
        Step(
            "close_open", "停止开放", "18", 10, (R.PUBLISHED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.IS_OPENED,), form="sharing.forms.ReasonForm", consequence="立即从开放数据页面撤下。", done="已停止开放。",
        ),
        Step(
            "update_data", "更新数据", "20", 11, (R.PUBLISHED,), None, permits.PROVIDER_CLERK, kind=Kind.FACT, awaits=(),
            rules=rules.DATA_RULES, form="sharing.forms.DataForm", effect="sharing.services.after_data_updated",
            consequence="有一格不对，全部不写入；写入后，授权单位和开放数据页面立即取到新数据。",
            done="数据已更新，共 {o.data_count} 条。",
        ),
    ),
)  # fmt: skip
