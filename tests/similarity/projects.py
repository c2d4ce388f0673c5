"""Projects that look alike, handed in through the real services."""

from accounts.roles import Role
from projects.paths import Path
from similarity.services import compare
from tests import factories as make

FOREST = {
    "name": "森林火情智能监测平台",
    "goals": "林区火情发现时间缩短到五分钟以内，烟火识别准确率达到九成五。",
    "content": "高点摄像机布设；烟火识别算法；护林员巡护终端；火情会商与调度。",
}
FOREST_AGAIN = {
    "name": "林草防灭火视频预警系统",
    "goals": "护林一线火点五分钟内报警，烟火识别准确率不低于九成五。",
    "content": "瞭望塔高点摄像机；林火烟火识别算法；护林员手持终端；火情调度会商。",
}
LIBRARY = {
    "name": "图书馆馆藏借阅系统",
    "goals": "读者自助借阅比例达到八成，馆藏盘点时间缩短一半。",
    "content": "自助借还机；馆藏标签；读者证办理；阅览座位预约。",
}
SERVERS = {
    "name": "政务服务大厅服务器购置（第一批）",
    "goals": "支撑政务服务大厅办件系统运行。",
    "content": "机架服务器六台；存储一套；政务服务办件系统部署。",
}
SERVERS_AGAIN = {
    "name": "政务服务大厅服务器扩充（第二批）",
    "goals": "支撑政务服务大厅办件系统运行，扩充计算资源。",
    "content": "机架服务器五台；存储扩容；政务服务办件系统部署。",
}


def tell_in_rows(application, *, indicators=(), modules=()):
    """Instead of the rows that every project of the factories has; by default what the texts say already."""
    application.indicators.all().delete()
    application.modules.all().delete()
    for name, target in indicators or [(application.goals[:20], "达到")]:
        application.indicators.create(name=name, target=target, measure="测评机构核验")
    for name, content in modules or [(application.content[:20], "")]:
        application.modules.create(name=name, content=content)


def hand_in(story, unit="广元市林业局", budget=800_000, path=Path.PROCUREMENT, goal="submitted", **more):
    org = make.make_org(unit)
    post = make.Hands._of(Role.APPLICANT, org)
    project = make.make_draft(post, path=path, name=story["name"])
    make.fill(project.application, post, budget=budget, goals=story["goals"], content=story["content"], **more)
    tell_in_rows(project.application, **story.get("rows", {}))
    return make.bring(make.again(project), goal)


def compared(*projects):
    for project in projects:
        compare(project=project)
    return [make.again(project) for project in projects]
