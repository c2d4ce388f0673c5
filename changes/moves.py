"""What a body takes along when it goes into another one, field by field; whatever names a body stands here or below.

A rule by data, so that a new room cannot forget it: tests/changes/test_reform.py asks every foreign key.
"""

# Field → the words under which the result counts it, and which rows go ("" means all).
MOVES: dict[str, tuple[str, dict]] = {
    "projects.Project.unit": ("项目", {}),
    "projects.Project.investor": ("投资建设的项目", {}),
    "projects.Project.offered_to": ("拟接收的项目", {}),
    "projects.Participation.unit": ("参与的项目", {}),
    "projects.SourceLine.holder": ("资金来源", {}),
    "projects.Consultation.body": ("待答复的会签", {"state": "asked"}),
    "documents.Delivery.organisation": ("未签收的文书", {"signed_at__isnull": True}),
    "experts.Expert.organisation": ("专家", {}),
    "experts.Employment.organisation": ("专家任职经历（回避）", {}),
    "experts.Tie.organisation": ("专家利害关系（回避）", {}),
    "results.Reuse.body": ("成果使用", {}),
    "results.Transfer.body": ("成果转让申请", {}),
    "changes.ChangeRequest.new_unit": ("变更申请", {"decided_at__isnull": True}),
    "infrastructure.Allocation.unit": ("基础设施资源", {}),
    "infrastructure.RunningSystem.unit": ("运行系统", {}),
    "sharing.InformationResource.provider": ("信息资源", {}),
    "sharing.SharingRequest.unit": ("共享申请", {}),
    "sharing.Grant.unit": ("共享授权", {}),
    "sharing.Doubt.unit": ("数据校核", {}),
    "sharing.ElementSource.body": ("一数一源的数源", {}),
    "sharing.SourceCase.proposed": ("待确定的数源", {"state__in": ("consulting", "deciding")}),
    "sharing.SourceCase.body": ("待确定的数源", {"state__in": ("consulting", "deciding")}),
    "sharing.SourceOpinion.unit": ("待答复的数源意见", {"state": "asked"}),
    "reviews.BodyOpinion.body": ("待答复的评审征询", {"state": "asked"}),
    "infrastructure.Plan.unit": ("信息化规划", {}),
    "archives.SocialFiling.unit": ("社会项目备案", {}),
    "oversight.Assignment.body": ("协调事项", {}),
}

# What stays with the old body, and why.
STAYS: dict[str, str] = {
    "accounts.Organisation.parent": "下级单位由账号一侧转入（absorb_organisation）",
    "accounts.Organisation.successor": "记录撤并本身",
    "accounts.FormerName.organisation": "原名称属于原单位",
    "accounts.Post.organisation": "岗位由账号一侧免旧设新（absorb_organisation），已办事项记在原岗位",
    "experts.Enrolment.nominated_by": "推荐当时的单位",
    "changes.Reform.organisation": "记录改革本身",
    "changes.Reform.into": "记录改革本身",
    "changes.Handover.organisation": "移交当时的单位",
}
