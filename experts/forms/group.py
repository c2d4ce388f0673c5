"""The group's opinion and its signatures."""

import re
from typing import Any

from django import forms

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
    paper = forms.CharField(label="纸质签署件保存位置", max_length=120, help_text="如“信息办档案柜 2026-评审-12”")
