"""论证: what the office had experts argue before it decided; the panel sits as for a review."""

from typing import Any

from experts.states import DrawMode
from reviews.choices import Argued
from reviews.models import Argument
from workspace.demo.clock import Script
from workspace.demo.phrases import phrase_of

QUESTION = "建设是否必要；能否在省级统建系统上扩展实现；投资估算是否合理。"
IN_FAVOUR = (
    "省级系统不提供市级业务所需的功能，建设确有必要。",
    "依托市政务云和共享交换平台建设，技术和组织条件具备，项目可行。",
    "数据治理费用应按人月重新测算后列入预算。",
)
AGAINST = (
    "与省级统建系统的边界没有说明，主要功能可以在省级系统上扩展。",
    "可行性研究深度不够，投资估算依据不足。",
    "建议补充论证后再行申请。",
)


def argued_points(conclusion: str) -> str:
    return "\n".join(IN_FAVOUR if conclusion in (Argued.FEASIBLE, Argued.AMEND) else AGAINST)


class Arguing:
    """The part of a project's story in which it is argued. Mixed into ProjectStory."""

    clock: Any
    project: Any
    office_clerk: Any
    office_leader: Any
    act: Any
    until: Any
    seats: Any
    declare: Any
    panel_sits: Any
    group_speaks: Any

    def freeze(self, convening: Any, **room: Any) -> Any:
        """The list, and the clerk's word on it, of which the panel keeps the hash."""
        mine = {"mode": DrawMode.TWO_PERSONS, "phrase": phrase_of(convening.pk, "clerk")}
        return self.act(convening, "convene", self.office_clerk, **room, **mine)

    def draw_by_two(self, convening: Any) -> None:
        mine, other = (phrase_of(convening.pk, who) for who in ("clerk", "witness"))
        panel = self.act(convening.panel, "witness_commit", self.office_leader, phrase=other)
        panel = self.act(panel, "clerk_reveal", self.office_clerk, phrase=mine)
        self.act(panel, "witness_reveal", self.office_leader, phrase=other)

    def ask_experts(self) -> Argument:
        self.act(self.project, "ask_argument", self.office_clerk, question=QUESTION)
        return Argument.objects.open_().select_related("project").get(project=self.project)

    def argue(self, outcome: str) -> Script:
        """From the question to the issued paper."""
        argument = yield from self.panel_sits(self.ask_experts(), outcome, "argument")
        self.group_speaks(argument.panel)
        yield self.until("", 1, 2)
        self.act(argument, "issue", self.office_leader)

    def begin_to_argue(self) -> None:
        """As one finds it today: drawn, two have declared."""
        room = {"meeting_at": self.clock.after(5), "place": "市经信委 6 楼会议室", "size": 5, "quotas": {}}
        argument = self.freeze(self.ask_experts(), **room)
        self.draw_by_two(argument)
        for seat in self.seats(argument.panel, "invited")[:2]:
            self.declare(seat)
