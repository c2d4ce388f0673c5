"""A sitting: its minutes, another time or place."""

from django import forms

from experts.models import Seat
from experts.states import MeetingWay
from workflow.forms import StepForm, text_field

MOMENT = {"type": "datetime-local"}


class SeatChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.expert.name}（{obj.expert.employer}）· {obj.panel.project.name}"


class HoldForm(StepForm):
    host = forms.CharField(label="主持人", max_length=60)
    present = SeatChoice(label="到会专家", queryset=Seat.objects.none(), widget=forms.CheckboxSelectMultiple)
    points = text_field("议定事项", rows=8, max_length=5000, help_text="一行一条，写入会议纪要。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seats = Seat.objects.filter(panel__meeting=self.obj).active()
        self.fields["present"].queryset = seats.select_related("expert__user", "panel__project").order_by(
            "panel__position", "rank"
        )
        self.fields["host"].initial = str(self.post.user) if self.post else ""

    def clean_present(self):
        return [seat.pk for seat in self.cleaned_data["present"]]

    def clean_points(self):
        return [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]


class WayMixin(forms.Form):
    """A place, a video room, or both."""

    def check_way(self, data):
        if data.get("way") in (MeetingWay.VIDEO, MeetingWay.BOTH) and not data.get("link"):
            self.add_error("link", "视频会议请写明会议号或地址。")


class MoveForm(WayMixin, StepForm):
    starts_at = forms.DateTimeField(
        label="会议时间", widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M")
    )
    way = forms.ChoiceField(label="方式", choices=MeetingWay.choices)
    place = forms.CharField(label="会议地点", max_length=120)
    link = forms.CharField(label="视频会议号或地址", max_length=200, required=False)
    urgent_reason = forms.CharField(
        label="提前开会的理由",
        max_length=300,
        required=False,
        help_text="改到更早的日子、会前阅读材料的工作日不足时填写，记入办理过程。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {name: getattr(self.obj, name) for name in ("starts_at", "way", "place", "link")}

    def clean(self):
        data = super().clean()
        self.check_way(data)
        return data
