"""A project repeats the numbers of its papers; when a paper is corrected, they follow (documents.succession)."""

from accounts.models import Post
from documents.models import Document
from documents.succession import repeating
from projects.models import AnnualList, Project
from projects.services.facts import amend_project
from projects.states import LIVE

# What the project's way stands on, and what else than a correction takes it away.
GROUNDS = {
    "pre_approval_number": "预审批复",
    "plan_opinion_number": "评审意见",
    "tender_filing_number": "招标备案",
    "certificate_number": "验收证书",
    "filing_number": "备案号",
}


def follow_correction(old: Document, new: Document, post: Post) -> None:
    """The project goes over to the number of the right paper. One that has ended keeps the numbers of its day."""
    project = Project.objects.filter(pk=old.thread_id, stage__in=LIVE).first()
    if project is not None and (names := repeating(project, old.number)):
        amend_project(project=project, fields=dict.fromkeys(names, new.number), post=post)


def what_stands_on(document: Document) -> str:
    """A paper that a project or a list goes by is corrected in place, or falls with its own act."""
    if AnnualList.objects.filter(pk=document.thread_id, number=document.number).exclude(number="").exists():
        return "已审定的清单以它为准。内容有误的，请用“更正”重新出具，新文书替代本文书。"
    project = Project.objects.filter(pk=document.thread_id, stage__in=LIVE).first()
    names = repeating(project, document.number) if project is not None else []
    ground = next((GROUNDS[name] for name in names if name in GROUNDS), "")
    if not ground:
        return ""
    words = f"项目现以它为{ground}办理后续事项。内容有误的，请用“更正”重新出具，新文书替代本文书"
    return f"{words}；批复不应出具的，请在预审页撤销预审批复。" if ground == "预审批复" else f"{words}。"
