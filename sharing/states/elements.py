"""One number, one source (article 19): who is the source of an element, and what a project collects all the same."""

from django.db.models import TextChoices

from sharing import permits, rules
from workflow.machines import Kind, Machine, Step


class CaseState(TextChoices):
    CONSULTING = "consulting", "征求意见"
    DECIDING = "deciding", "待确定"
    DECIDED = "decided", "已确定"
    DROPPED = "dropped", "不予确定"


C = CaseState
CASE = Machine(
    key="sharing.sourcecase",
    states=C,
    field="state",
    clocks={C.DECIDING: "clock.source_decision"},
    steps=(
        Step(
            "refer", "送负责人确定", "19", 1, (C.CONSULTING,), C.DECIDING, permits.OFFICE_CLERK,
            rules=(rules.BODIES_HEARD,), effect="sharing.services.after_case_referred",
            consequence="各部门意见随送，由信息办负责人确定数源。", done="已送负责人确定。",
        ),
        Step(
            "consult_again", "退回再征求意见", "19", 2, (C.DECIDING,), C.CONSULTING, permits.OFFICE_LEADER, kind=Kind.RETURN,
            effect="sharing.services.after_case_returned", consequence="退回经办人进一步协调各部门。", done="已退回经办人。",
        ),
        Step(
            "decide", "确定数源", "19", 3, (C.DECIDING,), C.DECIDED, permits.CASE_DECIDER, rules=(rules.SOURCE_PROVIDES,),
            form="sharing.forms.CaseDecisionForm", effect="sharing.services.after_case_decided",
            consequence="自生效日起，该数据元以此为唯一数源；其他项目不得重复采集，应当共享取得。",
            done="已确定数源，已通知有关部门。",
        ),
        Step(
            "drop", "不予确定", "19", 4, (C.CONSULTING, C.DECIDING), C.DROPPED, permits.OFFICE_LEADER, kind=Kind.END,
            awaits=(), effect="sharing.services.after_case_dropped", consequence="各部门维持现状，理由告知有关部门。",
            done="已结案，已通知有关部门。",
        ),
    ),
)  # fmt: skip


class OpinionState(TextChoices):
    ASKED = "asked", "待答复"
    GIVEN = "given", "已答复"
    LAPSED = "lapsed", "随案结束"


V = OpinionState
OPINION = Machine(
    key="sharing.sourceopinion",
    states=V,
    field="state",
    clocks={V.ASKED: "clock.consultation"},
    steps=(
        Step(
            "give", "答复意见", "19", 1, (V.ASKED,), V.GIVEN, permits.UNIT_LEADER, form="sharing.forms.OpinionForm",
            effect="sharing.services.after_opinion_given", consequence="意见送信息办；不同意的须写明理由。",
            done="已答复，已告知信息办。",
        ),
        Step("lapse", "随案结束", "19", 2, (V.ASKED,), V.LAPSED, permits.OFFICE, system=True),
    ),
)  # fmt: skip


class CollectionState(TextChoices):
    STATED = "stated", "理由待审查"
    REJECTED = "rejected", "理由未采纳"
    ACCEPTED = "accepted", "准予采集"
    SWITCHED = "switched", "改为共享取得"


L = CollectionState
COLLECTION = Machine(
    key="sharing.collection",
    states=L,
    field="state",
    clocks={L.STATED: "clock.catalogue_check"},
    steps=(
        Step(
            "accept", "准予采集", "19", 1, (L.STATED,), L.ACCEPTED, permits.OFFICE_LEADER, form="sharing.forms.AcceptCollectionForm",
            effect="sharing.services.after_collection_judged", consequence="理由成立，该数据项不再阻止本项目预审。",
            done="已准予采集，已通知申报单位。",
        ),
        Step(
            "reject", "不予采纳", "19", 2, (L.STATED,), L.REJECTED, permits.OFFICE_LEADER, kind=Kind.RETURN,
            effect="sharing.services.after_collection_judged", consequence="申报单位应改为共享取得，或补充理由。",
            done="已退回，已通知申报单位。",
        ),
        Step(
            "state_again", "补充理由", "19", 3, (L.REJECTED,), L.STATED, permits.COLLECTOR, form="sharing.forms.WhyForm",
            effect="sharing.services.after_collection_stated", consequence="重新送信息办审查。", done="已送信息办审查。",
        ),
        Step(
            "switch", "改为共享取得", "19", 4, (L.STATED, L.REJECTED), L.SWITCHED, permits.COLLECTOR, awaits=(L.REJECTED,),
            effect="sharing.services.after_collection_stated", consequence="本项目不再采集该数据项，向数源单位申请共享。",
            done="已改为共享取得，请向数源单位申请共享。",
        ),
    ),
)  # fmt: skip
