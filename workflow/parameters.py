"""Effective-dated data: thresholds, clocks, quorums (practice.md). Seeds come after migrate, never overwritten."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from django.utils import timezone

from workflow.audit import read_once
from workflow.models import Parameter

# key: (value, unit, source). In force since the regulation; an administrator adds later rows, nobody edits old ones.
SEED_DAY = datetime.date(2018, 1, 1)
SEEDS: dict[str, tuple[str, str, str]] = {
    "supervision_threshold": ("1000000", "元", "《办法》第十四条：超过100万元"),
    "major_project_threshold": ("5000000", "元", "惯例"),
    "procurement_limit": ("1000000", "元", "省年度采购目录（待核）：限额以上应当政府采购"),
    "public_tender_threshold": ("4000000", "元", "省年度采购目录（待核）"),
    "contract_supplement_share": ("0.10", "比例", "政府采购法第四十九条：补充合同不超过原合同采购金额的百分之十"),
    "pre_approval_months": ("12", "个月", "惯例：预审批复有效期一年"),
    "panel_size": ("5", "人", "惯例：专家五人以上单数"),
    "panel_quorum_share": ("0.80", "比例", "惯例：专家组法定人数不少于五分之四"),
    "panel_papers_days": ("3", "个工作日", "惯例：会前送达材料"),
    "panel_one_of_a_unit": ("1", "是/否", "惯例：专家组中同一单位至多一人"),
    "panel_reserves": ("2", "人", "惯例"),
    "review_pass_score": ("75", "分", "惯例"),
    "review_pass_share": ("0.67", "比例", "惯例：三分之二以上同意"),
    "review.group_opinion": ("1", "是/否", "惯例：专家组意见由组长起草、全体签署"),
    "review_aspect_failures": ("1", "人", "惯例：任一方面评为不符合的专家不超过一人"),
    "draw.two_persons": ("1", "是/否", "惯例：专家抽取由两人承诺、揭示"),
    "draw.answer_hours": ("48", "小时", "惯例：专家逾期未答复的递补"),
    "expert.same_day": ("2", "场", "惯例：一名专家一日至多两场"),
    "conflict.past_years": ("3", "年", "惯例：离开原单位三年内仍回避"),
    "conflict.earlier_round": ("0", "是/否", "惯例：前一轮评审的专家可以继续参加"),
    "conflict.recent_days": ("30", "日", "惯例：前后三十日内"),
    "conflict.recent_most": ("12", "次", "惯例：同一专家评审次数上限"),
    "clock.remarks": ("10", "个工作日", "惯例：申报单位答复专家意见"),
    "fee.senior_half": ("1000", "元", "惯例（待核）：正高级半天"),
    "fee.senior_day": ("1800", "元", "惯例（待核）：正高级一天"),
    "fee.other_half": ("600", "元", "惯例（待核）：其他半天"),
    "fee.other_day": ("1000", "元", "惯例（待核）：其他一天"),
    "fee.tax_free": ("800", "元", "劳务报酬所得预扣预缴（待核）"),
    "fee.tax_rate": ("0.20", "比例", "劳务报酬所得预扣预缴（待核）"),
    "expert.term_years": ("3", "年", "惯例：专家聘期"),
    "expert.few_cases": ("5", "次", "惯例：不足五次不作比较"),
    "clock.enrolment": ("10", "个工作日", "惯例"),
    "clock.draw": ("2", "个工作日", "惯例"),
    "library.confirm_months": ("12", "个月", "惯例：单位每年重新确认一次"),
    "library.leave_days": ("30", "日", "惯例：催告后三十日仍未确认的出库"),
    "library.score_priority": ("40", "分", "惯例：优先级权重"),
    "library.score_maturity": ("30", "分", "惯例：成熟度权重"),
    "library.score_sharing": ("20", "分", "惯例：利用共享平台权重"),
    "library.score_money": ("10", "分", "惯例：有上级资金权重"),
    "library_years": ("3", "年", "《办法》第九条"),
    "change.sum_percent": ("10", "%", "惯例：变动超过批准金额10%的重新预审"),
    "change.goals_pre_review": ("1", "是/否", "惯例：建设目标变更的重新预审"),
    "split.window_months": ("12", "个月", "惯例：一年内先后申报的一并考察"),
    "tender_goods_threshold": ("2000000", "元", "发展改革委令2018年第16号：货物200万元以上应当招标"),
    "clock.similarity": ("5", "个工作日", "惯例"),
    "prepay_cap": ("0.70", "比例", "惯例：终验前不超过70%"),
    "trial_days": ("90", "日", "惯例：初验后试运行九十日"),
    "trial_threshold": ("5000000", "元", "惯例：超过的须初验并试运行"),
    "acceptance.escalate_after": ("3", "次", "惯例：第三次未通过提请领导小组协调"),
    "evaluation.after_days": ("365", "日", "惯例：投入使用满一年开展绩效评价"),
    "clock.filing": ("10", "个工作日", "惯例：验收通过后十个工作日内备案"),
    "filing.remind_days": ("10", "日", "惯例：逾期未备案的每十日提醒一次"),
    "result.fit": ("0.30", "比例", "惯例：可复用成果与申报内容的相近程度"),
    "security.filed_from": ("2", "级", "公通字〔2007〕43号（待核）：二级以上备案"),
    "security.assessed_from": ("3", "级", "公通字〔2007〕43号（待核）：三级以上每年测评，并做密码评估"),
    "acceptance.silence_days": ("30", "日", "惯例：计划完工（或整改期限）后三十日仍未报验的，信息办可以直接组织"),
    "contract_acceptance.stands": ("0", "是/否", "《办法》第十二条：履约验收书能否作为项目验收（生效日期控制）"),
    "dispatch.urge_day": ("25", "日", "惯例：每月二十五日起催办未填报的"),
    "dispatch.name_day": ("5", "日", "惯例：次月五日起通报上月未填报的"),
    "supervision.report_day": ("10", "日", "惯例：次月十日前报送上月监理月报"),
    "small_firm_days": ("30", "日", "《保障中小企业款项支付条例》：交付之日起三十日内"),
    "contract_acceptance.group": ("3", "人", "惯例：验收小组三人以上"),
    "contract_acceptance.notice_days": ("3", "日", "省政府采购履约验收规定（待核）：验收前通知供应商和验收小组"),
    "contract_acceptance.third_party": ("4000000", "元", "省政府采购履约验收规定（待核）：达到的邀请第三方参与"),
    "contract_acceptance.publish": ("1", "是/否", "省政府采购履约验收规定（待核）：公共服务类结果公告"),
    "clock.payment": ("5", "个工作日", "惯例"),
    "clock.contract_acceptance": ("10", "个工作日", "惯例"),
    "secrecy.top_years": ("30", "年", "《保守国家秘密法》：除另有规定外，绝密级不超过三十年"),
    "secrecy.confidential_years": ("20", "年", "《保守国家秘密法》：除另有规定外，机密级不超过二十年"),
    "secrecy.secret_years": ("10", "年", "《保守国家秘密法》：除另有规定外，秘密级不超过十年"),
    "clock.classification": ("10", "个工作日", "《保守国家秘密法实施条例》第二十五条"),
    "clock.classification_referred": ("10", "个工作日", "《保守国家秘密法实施条例》第二十五条"),
    "clock.secrecy_examination": ("10", "个工作日", "惯例"),
    "clock.unit_review": ("3", "个工作日", "惯例"),
    "clock.application_check": ("5", "个工作日", "参照《行政许可法》第三十二条"),
    "clock.application_decision": ("5", "个工作日", "惯例"),
    "clock.papers_awaited": ("15", "个工作日", "惯例"),
    "clock.papers_returned": ("30", "个工作日", "惯例：补正满三十个工作日未办的退件"),
    "clock.list_approval": ("20", "个工作日", "惯例"),
    "clock.pre_review_check": ("10", "个工作日", "惯例"),
    "clock.pre_review_decision": ("5", "个工作日", "惯例"),
    "clock.plan_check": ("5", "个工作日", "惯例"),
    "clock.panel": ("10", "个工作日", "惯例"),
    "clock.opinion": ("5", "个工作日", "惯例"),
    "clock.acceptance_convene": ("15", "个工作日", "惯例（《办法》第十二条“及时”）"),
    "clock.rectification": ("20", "个工作日", "惯例：三十日"),
    "clock.consultation": ("5", "个工作日", "惯例：会签意见五个工作日"),
    "clock.revision": ("10", "个工作日", "惯例：审减后修改内容"),
    "clock.supervision": ("10", "个工作日", "惯例"),
    "gate.contract_days": ("180", "日", "惯例：审批后签订合同，超过即列入监督清单"),
    "clock.tender_check": ("5", "个工作日", "惯例"),
    "tender.opening_days": ("20", "日", "《招标投标法》第二十四条"),
    "tender.publicity_days": ("3", "日", "《招标投标法实施条例》第五十四条"),
    "tender.report_days": ("15", "日", "《招标投标法》第四十七条"),
    "tender.contract_days": ("30", "日", "《招标投标法》第四十六条"),
    "tender.doubt_days": ("7", "日", "《政府采购法》第五十三条，招标项目参照"),
    "procurement.contract_days": ("30", "日", "《政府采购法》第四十六条：中标、成交通知书发出之日起三十日内"),
    "procurement.publish_days": ("2", "个工作日", "《政府采购法实施条例》第五十条：合同签订之日起2个工作日内公告"),
    "procurement.file_days": ("7", "个工作日", "《政府采购法》第四十七条：合同签订之日起七个工作日内备案"),
    "gate.tender_days": ("90", "日", "惯例：审批后招标，超过即列入监督清单"),
    "clock.extension_check": ("5", "个工作日", "惯例"),
    "pre_approval_extensions": ("1", "次", "惯例：预审批复可延期一次"),
    "pre_approval_extension_months": ("6", "个月", "惯例"),
    "clock.filing_check": ("10", "个工作日", "惯例"),
    "clock.allocation_check": ("5", "个工作日", "惯例"),
    "clock.migration_plan": ("10", "个工作日", "惯例"),
    "idle_days": ("30", "天", "惯例：观察期"),
    "idle_percent": ("10", "%", "惯例：平均使用率低于此数为闲置"),
    "allocation_notice_days": ("15", "天", "惯例：到期前提醒"),
    "clock.catalogue_check": ("5", "个工作日", "惯例"),
    "clock.sharing_accept": ("2", "个工作日", "惯例"),
    "clock.sharing_answer": ("10", "个工作日", "国发〔2016〕51号：10个工作日内答复"),
    "clock.sharing_extension": ("10", "个工作日", "《政务数据共享条例》（待核）：可延长一次"),
    "clock.sharing_mediation": ("10", "个工作日", "惯例"),
    "clock.source_decision": ("10", "个工作日", "惯例"),
    "clock.sharing_doubt": ("5", "个工作日", "惯例（国发〔2016〕51号：及时校核）"),
}


def load_seeds(**kwargs: object) -> None:
    """After migrate (and after a test's flush): rows that are missing, nothing else."""
    Parameter.objects.bulk_create(
        [
            Parameter(key=key, value=Decimal(value), unit=unit, source=source, valid_from=SEED_DAY)
            for key, (value, unit, source) in SEEDS.items()
        ],
        ignore_conflicts=True,
    )


def parameter(key: str, on: datetime.date | None = None) -> Decimal:
    """The value in force on a day (default today). LookupError where none was yet."""
    return _on(read_once("parameters", _rows), key, on)


def least(key: str) -> Decimal:
    """The smallest value that was ever in force, or will be: the bound for a query over rows of many days."""
    return min(value for _begins, value in read_once("parameters", _rows)[key])


def parameters() -> Callable[[str, datetime.date | None], Decimal]:
    """`parameter` over values that were read once: for a list that asks of the day of every row."""
    return partial(_on, read_once("parameters", _rows))


def _on(rows: dict[str, list[tuple[datetime.date, Decimal]]], key: str, on: datetime.date | None) -> Decimal:
    day = on or timezone.localdate()
    value = next((value for begins, value in rows.get(key, ()) if begins <= day), None)
    if value is None:
        raise LookupError(f"参数 {key} 在该日尚未生效")
    return value


def _rows() -> dict[str, list[tuple[datetime.date, Decimal]]]:
    """All values by key, the latest first."""
    rows: dict[str, list[tuple[datetime.date, Decimal]]] = {}
    for name, begins, value in Parameter.objects.order_by("-valid_from").values_list("key", "valid_from", "value"):
        rows.setdefault(name, []).append((begins, value))
    return rows


def clocks_in_force() -> dict[str, int]:
    """All clocks of today in one query: {"clock.panel": 10, …} in working days."""
    rows = Parameter.objects.filter(key__startswith="clock.", valid_from__lte=timezone.localdate())
    return {row.key: int(row.value) for row in rows.order_by("valid_from")}
