"""为什么能办 / 不能办: for each next step, each rule with its verdict, whose turn it is, where it is mended."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Post
from workflow.machines import Step, machine_of
from workflow.rules import Verdict, judge_all


@dataclass(frozen=True)
class PanelStep:
    step: Step
    verdicts: list[Verdict]
    mine: bool
    refusal: str
    url: str
    about: str = ""  # whose row it is, where several of one kind stand on a page

    @property
    def allowed(self) -> bool:
        return self.mine and not any(verdict.blocks for verdict in self.verdicts)

    @property
    def whose_turn(self) -> str:
        return self.step.permit.holder


def open_steps(obj: Any) -> list[Step]:
    """Public steps that leave the present state and are on this object's way."""
    here = obj.state_value
    return [step for step in machine_of(obj).public_steps() if here in step.source and step.on_the_way(obj)]


def panel_step(obj: Any, step: Step, post: Post | None, data: dict | None = None) -> PanelStep:
    verdicts = judge_all(step.rules, obj, post, data or {})
    refusal = step.permit.refusal(obj, post)
    return PanelStep(step, verdicts, not refusal, refusal, obj.step_url(step.name), obj.one_of_many)


def build_panel(obj: Any, post: Post | None) -> list[PanelStep]:
    """Mine first, then what others do, each in the table's order; what is aside stands last."""
    steps = [panel_step(obj, step, post) for step in open_steps(obj)]
    return sorted(steps, key=lambda item: (item.step.aside, not item.mine, item.step.order))
