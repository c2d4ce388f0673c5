"""What a stranger looks for in the experts' rooms of the demonstration and must find."""

from django.db.models import Count

from documents.models import Document
from experts.models import Meeting
from reviews.models import ReviewRound


def experts_not_shown() -> list[str]:
    kinds = set(Document.objects.values_list("kind", flat=True))
    joint = Meeting.objects.filter(state="held").annotate(number=Count("panels")).filter(number__gt=1)
    passed = ReviewRound.objects.filter(state="issued", conclusion__in=("pass", "amend"))
    found = {
        "邀请函、感谢信": kinds >= {"expert_invitation", "expert_thanks"},
        "多项目评审会": joint.exists(),
        "意见逐条处理": not [one for one in passed if one.untaken() or one.remarks.open_().exists()],
    }
    return [what for what, there in found.items() if not there]
