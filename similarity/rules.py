"""What a finding forbids (articles 14, 19, 21). The words name no other project: the unit reads them, too."""

from typing import Any

from projects.paths import Builder
from similarity.dataitems import provided_items
from similarity.permits import OFFICE_CLERK
from workflow.rules import Rule, Severity


def _project(obj: Any) -> Any:
    return getattr(obj, "project", obj)


def awaits_comparison(project: Any) -> bool:
    """Was it handed in, and not yet compared as it stands? What is classified is never compared (article 24)."""
    if project.is_classified or project.submitted_at is None:
        return False
    entry, application = getattr(project, "similarity_entry", None), getattr(project, "application", None)
    version = application.version if application else 0
    return entry is None or entry.compared_at is None or entry.version != version


def of_the_city(obj: Any, data: Any) -> bool:
    return bool(_project(obj).builder != Builder.COUNTY)


def _undecided(obj: Any, post: Any, data: Any) -> str:
    project = _project(obj)
    if awaits_comparison(project):
        return "正在与历年各单位的项目比对，一般一分钟内完成，请稍后再办；久未完成的，请系统管理员检查后台任务"
    pairs = project.later_likenesses.undecided().count()
    groups = project.split_groups.undecided().count()
    if not pairs and not groups:
        return ""
    words = [f"{pairs} 处可能重复"] if pairs else []
    words += [f"{groups} 组疑似化整为零"] if groups else []
    return f"{'、'.join(words)}待信息办判定"


def _split(obj: Any, post: Any, data: Any) -> str:
    if any(group.holds for group in _project(obj).confirmed_splits.all()):
        return "信息办已认定本项目与同期项目属化整为零，合并为一个项目之前不得继续；或由信息办负责人说明理由准予继续"
    return ""


def _duplicate(obj: Any, post: Any, data: Any) -> str:
    if any(pair.holds for pair in _project(obj).later_likenesses.all()):
        return "信息办已认定本项目与已有项目重复，不得重复建设；或由信息办负责人说明理由准予继续"
    return ""


def _collected_twice(obj: Any, post: Any, data: Any) -> str:
    found = provided_items(_project(obj))
    if not found:
        return ""
    words = "；".join(f"“{one.item}”已由{one.provider}《{one.source}》提供" for one in found[:3])
    return f"{words}{'等' if len(found) > 3 else ''}，应当通过共享取得"


def _parts_ended(obj: Any, post: Any, data: Any) -> str:
    live = obj.live_parts()
    if len(live) > 1:
        return f"还有 {len(live)} 个项目在办，除保留的一个外都应先撤回、终止或合并"
    return ""


def _findings(obj: Any) -> str:
    return f"{_project(obj).get_absolute_url()}#similarity"


DECIDED = Rule(
    "similarity.decided",
    "14",
    "已与其他项目比对，相似的和疑似化整为零的已经判定",
    _undecided,
    mend=_findings,
    mender=OFFICE_CLERK,
)
NOT_SPLIT = Rule("similarity.split", "14", "没有化整为零", _split, mend=_findings)
NOT_DUPLICATE = Rule("similarity.duplicate", "21", "没有重复建设", _duplicate, mend=_findings)
PARTS_ENDED = Rule("similarity.parts_ended", "14", "其余部分已撤回、终止或合并", _parts_ended)
NOT_TWICE = Rule(
    "similarity.one_source",
    "19",
    "可以共享取得的数据不再重复采集",
    _collected_twice,
    severity=Severity.WARN,
    mend=_findings,
)
