"""The group's opinion and its signatures."""

import re
from typing import Any

from django import forms

from documents.forms import PaperField
from experts.opened import side_by_side
from experts.queries import suggested_points
from experts.rules import unsourced
from workflow.forms import StepForm, text_field


class GroupStepForm(StepForm):
    @property
    def said(self):
        """All that the members said, beside what the group is to say."""
        return side_by_side(self.obj.panel)


class GroupForm(GroupStepForm):
    """The group's opinion: one point a line; the seats that a point rests on stand in brackets at its end."""

    points = text_field(
        "专家组意见",
        rows=12,
        max_length=8000,
        help_text="一条一行；行末〔〕内写所依据的专家席位序号，至少一个，如“接口清单应细化〔1,3〕”。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group = self.obj.panel.group_opinion()
        points = group.points if group else suggested_points(self.obj.panel)
        self.initial["points"] = "\n".join(point_line(point) for point in points)

    def clean_points(self):
        points = [read_point(line) for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if why := unsourced(self.obj.panel, points):
            raise forms.ValidationError(f"{why}。")
        return points


def point_line(point) -> str:
    return point["text"] + (f"〔{','.join(map(str, point['ranks']))}〕" if point["ranks"] else "")


def read_point(line: str) -> dict[str, Any]:
    found = re.fullmatch(r"(.*?)(?:〔([\d,，、 ]*)〕)?", line.strip())
    text, ranks = (found[1], found[2] or "") if found else (line.strip(), "")
    return {"text": text.strip(), "ranks": [int(number) for number in re.findall(r"\d+", ranks)]}


class SignGroupForm(GroupStepForm):
    dissent = text_field("不同意见", rows=3, max_length=2000, required=False, help_text="没有不同意见的不填。")


class PaperSignForm(StepForm):
    """Who of those that have not signed in the site stands on the paper, each with what they added to it."""

    scan = PaperField(label="签字件扫描件", help_text="全部签字页，PDF 或图片。")
    paper = forms.CharField(label="原件保存位置", max_length=120, help_text="如“信息办档案柜 2026-评审-12”")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = list(self.obj.to_sign())
        for seat in self.seats:
            self.fields[f"signed_{seat.rank}"] = forms.BooleanField(
                label=f"第 {seat.rank} 席 {seat.expert.name} 已在纸质意见上签字", required=False
            )
            self.fields[f"dissent_{seat.rank}"] = text_field(
                "签字时写明的不同意见", rows=2, max_length=2000, required=False, help_text="没有的不填，有的照录。"
            )

    @property
    def plain_fields(self):
        return [self[name] for name in ("scan", "paper")]

    @property
    def rows(self):
        return [(seat, self[f"signed_{seat.rank}"], self[f"dissent_{seat.rank}"]) for seat in self.seats]

    def clean(self):
        data = super().clean()
        signatures = {}
        for seat in self.seats:
            signed, dissent = data.pop(f"signed_{seat.rank}", False), data.pop(f"dissent_{seat.rank}", "")
            if signed:
                signatures[seat.pk] = dissent
            elif dissent:
                self.add_error(f"signed_{seat.rank}", "写有不同意见的，请勾选其已签字。")
        return {**data, "signatures": signatures}
