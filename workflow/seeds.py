"""Thresholds, clocks and quorums as they were when the house was built (practice.md), each with its source.

Effective-dated data, not constants: `load_seeds` writes them once; later values come by the page 时限与标准.
"""

import datetime
from dataclasses import dataclass

# In force since the regulation.
SEED_DAY = datetime.date(2018, 1, 1)


@dataclass(frozen=True)
class Seed:
    """`value` in `unit` (元, 个工作日, 比例 as a part of one, 是/否 as 1 or 0); `source` is the law or 惯例."""

    label: str
    value: str
    unit: str
    source: str


# Group → key → seed, in the order of a project's life.
GROUPS: dict[str, dict[str, Seed]] = {
    "门槛与比例": {
        "supervision_threshold": Seed(
            "须委托监理和测评的投资额（超过）", "1000000", "元", "《办法》第十四条：超过100万元"
        ),
        "major_project_threshold": Seed("重大项目投资额（达到）", "5000000", "元", "惯例"),
        "procurement_limit": Seed("政府采购限额", "1000000", "元", "省年度采购目录（待核）：限额以上应当政府采购"),
        "public_tender_threshold": Seed("公开招标数额（采购）", "4000000", "元", "省年度采购目录（待核）"),
        "tender_goods_threshold": Seed(
            "必须招标的货物估价", "2000000", "元", "发展改革委令2018年第16号：货物200万元以上应当招标"
        ),
        "contract_supplement_share": Seed(
            "补充合同占原合同金额的上限",
            "0.10",
            "比例",
            "政府采购法第四十九条：补充合同不超过原合同采购金额的百分之十",
        ),
        "trial_threshold": Seed("须初验并试运行的投资额（超过）", "5000000", "元", "惯例：超过的须初验并试运行"),
        "change.sum_percent": Seed("投资变动超过此比例须重新预审", "10", "%", "惯例：变动超过批准金额10%的重新预审"),
        "change.goals_pre_review": Seed("建设目标变更须重新预审", "1", "是/否", "惯例：建设目标变更的重新预审"),
        "prepay_cap": Seed("终验前付款占合同金额的上限", "0.70", "比例", "惯例：终验前不超过70%"),
        "contract_acceptance.third_party": Seed(
            "履约验收须邀请第三方的合同金额（达到）",
            "4000000",
            "元",
            "省政府采购履约验收规定（待核）：达到的邀请第三方参与",
        ),
        "security.filed_from": Seed(
            "等级保护须备案的级别（起）", "2", "级", "公通字〔2007〕43号（待核）：二级以上备案"
        ),
        "security.assessed_from": Seed(
            "等级保护须测评的级别（起）", "3", "级", "公通字〔2007〕43号（待核）：三级以上每年测评，并做密码评估"
        ),
        "result.fit": Seed(
            "申报时提示可复用成果的相近程度（达到）", "0.40", "比例", "惯例：可复用成果与申报内容的相近程度"
        ),
    },
    "储备库": {
        "library_years": Seed("滚动储备的年数", "3", "年", "《办法》第九条"),
        "library.confirm_months": Seed("单位重新确认的周期", "12", "个月", "惯例：单位每年重新确认一次"),
        "library.leave_days": Seed("催告后仍未确认的出库期限", "30", "日", "惯例：催告后三十日仍未确认的出库"),
        "library.score_priority": Seed("评分：优先级权重", "40", "分", "惯例：优先级权重"),
        "library.score_maturity": Seed("评分：成熟度权重", "30", "分", "惯例：成熟度权重"),
        "library.score_sharing": Seed("评分：利用共享平台权重", "20", "分", "惯例：利用共享平台权重"),
        "library.score_money": Seed("评分：上级资金权重", "10", "分", "惯例：有上级资金权重"),
    },
    "预审与审批": {
        "pre_approval_months": Seed("预审批复有效期", "12", "个月", "惯例：预审批复有效期一年"),
        "pre_approval_extensions": Seed("预审批复可延期的次数", "1", "次", "惯例：预审批复可延期一次"),
        "pre_approval_extension_months": Seed("预审批复每次延期的时间", "6", "个月", "惯例"),
        "gate.contract_days": Seed("审批后签订合同的期限", "180", "日", "惯例：审批后签订合同，超过即列入监督清单"),
        "gate.tender_days": Seed("审批后招标的期限", "90", "日", "惯例：审批后招标，超过即列入监督清单"),
        "split.window_months": Seed("拆分项目一并考察的时间范围", "12", "个月", "惯例：一年内先后申报的一并考察"),
    },
    "招标与合同": {
        "tender.opening_days": Seed("招标文件发出至开标（不少于）", "20", "日", "《招标投标法》第二十四条"),
        "tender.publicity_days": Seed("中标候选人公示（不少于）", "3", "日", "《招标投标法实施条例》第五十四条"),
        "tender.report_days": Seed("招标情况书面报告", "15", "日", "《招标投标法》第四十七条"),
        "tender.contract_days": Seed("招标后签订合同", "30", "日", "《招标投标法》第四十六条"),
        "tender.doubt_days": Seed("质疑答复", "7", "日", "《政府采购法》第五十三条，招标项目参照"),
        "procurement.contract_days": Seed(
            "采购后签订合同", "30", "日", "《政府采购法》第四十六条：中标、成交通知书发出之日起三十日内"
        ),
        "procurement.publish_days": Seed(
            "采购合同公告", "2", "个工作日", "《政府采购法实施条例》第五十条：合同签订之日起2个工作日内公告"
        ),
        "procurement.file_days": Seed(
            "采购合同备案", "7", "个工作日", "《政府采购法》第四十七条：合同签订之日起七个工作日内备案"
        ),
        "small_firm_days": Seed("向中小企业付款", "30", "日", "《保障中小企业款项支付条例》：交付之日起三十日内"),
    },
    "专家评审": {
        "panel_size": Seed("专家组人数（不少于，单数）", "5", "人", "惯例：专家五人以上单数"),
        "panel_quorum_share": Seed("专家组到会的最低比例", "0.80", "比例", "惯例：专家组法定人数不少于五分之四"),
        "panel_papers_days": Seed("会前送达材料", "3", "个工作日", "惯例：会前送达材料"),
        "panel_one_of_a_unit": Seed("同一单位至多一名专家", "1", "是/否", "惯例：专家组中同一单位至多一人"),
        "panel_reserves": Seed("候补专家人数", "2", "人", "惯例"),
        "review_pass_score": Seed("通过的平均分", "75", "分", "惯例"),
        "review_pass_share": Seed("通过所需的同意比例", "0.67", "比例", "惯例：三分之二以上同意"),
        "review.group_opinion": Seed("须由专家组出具意见并签署", "1", "是/否", "惯例：专家组意见由组长起草、全体签署"),
        "review_aspect_failures": Seed(
            "任一方面评为不符合的专家上限", "1", "人", "惯例：任一方面评为不符合的专家不超过一人"
        ),
        "draw.two_persons": Seed("专家抽取须两人承诺、揭示", "1", "是/否", "惯例：专家抽取由两人承诺、揭示"),
        "draw.answer_hours": Seed("专家答复的期限", "48", "小时", "惯例：专家逾期未答复的递补"),
        "expert.same_day": Seed("一名专家一日评审的上限", "2", "场", "惯例：一名专家一日至多两场"),
        "expert.term_years": Seed("专家聘期", "3", "年", "惯例：专家聘期"),
        "expert.few_cases": Seed("履职情况作比较所需的次数", "5", "次", "惯例：不足五次不作比较"),
        "conflict.past_years": Seed("离开原单位后仍须回避的年数", "3", "年", "惯例：离开原单位三年内仍回避"),
        "conflict.earlier_round": Seed("前一轮评审的专家须回避", "0", "是/否", "惯例：前一轮评审的专家可以继续参加"),
        "conflict.recent_days": Seed("评审频次的考察范围（前后）", "30", "日", "惯例：前后三十日内"),
        "conflict.recent_most": Seed("考察范围内评审次数的上限", "12", "次", "惯例：同一专家评审次数上限"),
        "fee.senior_half": Seed("评审费：正高级半天", "1000", "元", "惯例（待核）：正高级半天"),
        "fee.senior_day": Seed("评审费：正高级一天", "1800", "元", "惯例（待核）：正高级一天"),
        "fee.other_half": Seed("评审费：其他半天", "600", "元", "惯例（待核）：其他半天"),
        "fee.other_day": Seed("评审费：其他一天", "1000", "元", "惯例（待核）：其他一天"),
        "fee.tax_free": Seed("评审费：不预扣的金额", "800", "元", "劳务报酬所得预扣预缴（待核）"),
        "fee.tax_free_limit": Seed("评审费：按定额不预扣的上限", "4000", "元", "劳务报酬所得预扣预缴（待核）"),
        "fee.tax_free_share": Seed("评审费：超过上限不预扣的比例", "0.20", "比例", "劳务报酬所得预扣预缴（待核）"),
        "fee.tax_rate": Seed("评审费：预扣率", "0.20", "比例", "劳务报酬所得预扣预缴（待核）"),
    },
    "建设与验收": {
        "trial_days": Seed("试运行", "90", "日", "惯例：初验后试运行九十日"),
        "trial_least_days": Seed("经同意缩短的试运行（不少于）", "30", "日", "惯例：缩短后的试运行不少于三十日"),
        "acceptance.escalate_after": Seed(
            "未通过达到此次数的提请领导小组协调", "3", "次", "惯例：第三次未通过提请领导小组协调"
        ),
        "acceptance.silence_days": Seed(
            "逾期未报验、信息办可以直接组织的期限",
            "30",
            "日",
            "惯例：计划完工（或整改期限）后三十日仍未报验的，信息办可以直接组织",
        ),
        "evaluation.after_days": Seed("投入使用后开展绩效评价的时间", "365", "日", "惯例：投入使用满一年开展绩效评价"),
        "evaluation.within_days": Seed("满一年后开展绩效评价的期限", "60", "日", "惯例：满一年后六十日内开展"),
        "filing.remind_days": Seed("逾期未备案的提醒间隔", "10", "日", "惯例：逾期未备案的每十日提醒一次"),
        "contract_acceptance.stands": Seed(
            "履约验收书可以作为项目验收", "0", "是/否", "《办法》第十二条：履约验收书能否作为项目验收（生效日期控制）"
        ),
        "contract_acceptance.scan": Seed(
            "履约验收书可以扫描件代",
            "0",
            "是/否",
            "惯例：采购人在系统中逐份出具；改为 1 的，各合同可分别上传扫描件（2012年暂行办法项目不受此限）",
        ),
        "contract_acceptance.group": Seed("履约验收小组人数（不少于）", "3", "人", "惯例：验收小组三人以上"),
        "contract_acceptance.notice_days": Seed(
            "履约验收前的通知", "3", "日", "省政府采购履约验收规定（待核）：验收前通知供应商和验收小组"
        ),
        "contract_acceptance.publish": Seed(
            "公共服务类履约验收结果须公告", "1", "是/否", "省政府采购履约验收规定（待核）：公共服务类结果公告"
        ),
        "dispatch.urge_day": Seed("月度填报：自当月此日起催办", "25", "日", "惯例：每月二十五日起催办未填报的"),
        "dispatch.name_day": Seed("月度填报：自次月此日起通报", "5", "日", "惯例：次月五日起通报上月未填报的"),
        "supervision.report_day": Seed("监理月报：次月此日前报送", "10", "日", "惯例：次月十日前报送上月监理月报"),
    },
    "保密": {
        "secrecy.top_years": Seed(
            "绝密级的最长期限", "30", "年", "《保守国家秘密法》：除另有规定外，绝密级不超过三十年"
        ),
        "secrecy.confidential_years": Seed(
            "机密级的最长期限", "20", "年", "《保守国家秘密法》：除另有规定外，机密级不超过二十年"
        ),
        "secrecy.secret_years": Seed(
            "秘密级的最长期限", "10", "年", "《保守国家秘密法》：除另有规定外，秘密级不超过十年"
        ),
    },
    "资源": {
        "idle_days": Seed("闲置的观察期", "30", "天", "惯例：观察期"),
        "idle_percent": Seed("低于此平均使用率为闲置", "10", "%", "惯例：平均使用率低于此数为闲置"),
        "allocation_notice_days": Seed("资源到期前的提醒", "15", "天", "惯例：到期前提醒"),
    },
    "办理时限": {
        "clock.enrolment": Seed("专家入库审核", "10", "个工作日", "惯例"),
        "clock.draw": Seed("专家抽取", "2", "个工作日", "惯例"),
        "clock.remarks": Seed("申报单位答复专家意见", "10", "个工作日", "惯例：申报单位答复专家意见"),
        "clock.similarity": Seed("查重结果核定", "5", "个工作日", "惯例"),
        "clock.payment": Seed("付款审核", "5", "个工作日", "惯例"),
        "clock.contract_acceptance": Seed("履约验收", "10", "个工作日", "惯例"),
        "clock.filing": Seed("验收通过后申请备案", "10", "个工作日", "惯例：验收通过后十个工作日内备案"),
        "clock.classification": Seed("定密审核", "10", "个工作日", "《保守国家秘密法实施条例》第二十五条"),
        "clock.classification_referred": Seed(
            "定密提请确定", "10", "个工作日", "《保守国家秘密法实施条例》第二十五条"
        ),
        "clock.secrecy_examination": Seed("保密审查", "10", "个工作日", "惯例"),
        "clock.unit_review": Seed("单位内部审核", "3", "个工作日", "惯例"),
        "clock.application_check": Seed("申报受理审查", "5", "个工作日", "参照《行政许可法》第三十二条"),
        "clock.application_decision": Seed("申报决定", "5", "个工作日", "惯例"),
        "clock.papers_awaited": Seed("申报单位补正", "15", "个工作日", "惯例"),
        "clock.papers_returned": Seed("补正逾期退件", "30", "个工作日", "惯例：补正满三十个工作日未办的退件"),
        "clock.list_approval": Seed("年度计划审定", "20", "个工作日", "惯例"),
        "clock.pre_review_check": Seed("预审审查", "10", "个工作日", "惯例"),
        "clock.pre_review_decision": Seed("预审决定", "5", "个工作日", "惯例"),
        "clock.plan_check": Seed("建设方案审查", "5", "个工作日", "惯例"),
        "clock.panel": Seed("组建专家组", "10", "个工作日", "惯例"),
        "clock.opinion": Seed("专家提交意见", "5", "个工作日", "惯例"),
        "clock.acceptance_convene": Seed("组织验收", "15", "个工作日", "惯例（《办法》第十二条“及时”）"),
        "clock.rectification": Seed("验收整改", "20", "个工作日", "惯例：三十日"),
        "clock.consultation": Seed("会签答复", "5", "个工作日", "惯例：会签意见五个工作日"),
        "clock.revision": Seed("审减后修改建设内容", "10", "个工作日", "惯例：审减后修改内容"),
        "clock.supervision": Seed("监督事项办理", "10", "个工作日", "惯例"),
        "clock.tender_check": Seed("招标备案审查", "5", "个工作日", "惯例"),
        "clock.extension_check": Seed("延期审查", "5", "个工作日", "惯例"),
        "clock.filing_check": Seed("备案审查", "10", "个工作日", "惯例"),
        "clock.allocation_check": Seed("资源申请审查", "5", "个工作日", "惯例"),
        "clock.migration_plan": Seed("迁移方案", "10", "个工作日", "惯例"),
        "clock.catalogue_check": Seed("资源目录审核", "5", "个工作日", "惯例"),
        "clock.sharing_accept": Seed("共享申请受理", "2", "个工作日", "惯例"),
        "clock.sharing_answer": Seed("共享申请答复", "10", "个工作日", "国发〔2016〕51号：10个工作日内答复"),
        "clock.sharing_extension": Seed("共享答复延长", "10", "个工作日", "《政务数据共享条例》（待核）：可延长一次"),
        "clock.sharing_mediation": Seed("共享争议协调", "10", "个工作日", "惯例"),
        "clock.source_decision": Seed("数据源认定", "10", "个工作日", "惯例"),
        "clock.sharing_doubt": Seed("数据疑问校核", "5", "个工作日", "惯例（国发〔2016〕51号：及时校核）"),
    },
}
SEEDS = {key: seed for group in GROUPS.values() for key, seed in group.items()}
