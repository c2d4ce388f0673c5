"""The draw as a panel keeps it: computed from what was frozen, computed again, and filled up by the same order."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.utils.module_loading import import_string

from experts.draw import Candidate, Infeasible, candidates_hash, commitment_of, draw, seed_from, why_not
from experts.states import ACTIVE, DrawMode
from projects.models import Project


@dataclass(frozen=True)
class Reserve:
    """Who follows into a vacant place, with the facts that make it computable again."""

    expert_id: str
    kept: list[str]
    gone: list[str]


class PanelDraw:
    """What a panel says of its draw; mixed into `Panel`, which has the columns."""

    def pool(self) -> list[Candidate]:
        """The frozen list as the draw reads it."""
        return [Candidate(row["id"], tuple(row["fields"]), row["unit"]) for row in self.candidates]

    def commit_to(self, phrase: str) -> str:
        """What a person hands in before the phrase itself is known; the panel's own id keeps it from being reused."""
        return commitment_of(self.draw_id, phrase)

    @property
    def draw_id(self) -> str:
        """What tells one draw from another: this panel, or the one that led the draw for the meeting."""
        return str(self.lead_id or self.pk)

    def seed_of(self) -> str:
        """The seed from what was revealed; pure, so that anybody can compute it again (experts/draw.py)."""
        return seed_from(
            algorithm=self.algorithm,
            panel=self.draw_id,
            candidates_hash=self.candidates_hash,
            parts=[self.public_value] if self.mode == DrawMode.PUBLIC else [self.phrase, self.witness_phrase],
        )

    def drawn_for(self) -> list[Project]:
        """The projects that the draw gives a group to: its own and, of a meeting, those that follow."""
        return [self.project, *(one.project for one in self.followers.select_related("project__unit"))]

    def not_to_be_taken(self) -> dict[uuid.UUID, str]:
        # By its name: conflicts are computed of these models.
        return import_string("experts.conflicts.not_to_be_taken")(self)

    def next_reserve(self) -> Reserve:
        """Who would follow by the same order, and on what that depends. Raises Infeasible."""
        return self._reserve(*self._kept_and_gone())

    def reserves_by_seat(self) -> dict[str, str]:
        """Expert who sits → who would follow if that seat alone were left now; without those whom nobody can follow.

        It differs by seat: quotas and units are kept with those who stay.
        """
        kept, gone = self._kept_and_gone()
        found = {}
        for one in sorted(kept):
            with suppress(Infeasible):
                found[one] = self._reserve(kept - {one}, gone | {one}).expert_id
        return found

    def _kept_and_gone(self) -> tuple[set[str], set[str]]:
        kept = {str(pk) for pk in self.active_seats().values_list("expert_id", flat=True)}
        left = self.seats.exclude(state__in=ACTIVE).values_list("expert_id", flat=True)
        return kept, {str(pk) for pk in (*left, *self.not_to_be_taken())} - kept

    def _reserve(self, kept: set[str], gone: set[str]) -> Reserve:
        result = self.redraw(kept=kept, gone=gone)
        return Reserve(next(one for one in result.selected if one not in kept), sorted(kept), sorted(gone))

    def redraw(self, *, kept: Iterable[str] = (), gone: Iterable[str] = ()):
        """Compute the draw, or one filling-up of it, again from what was frozen."""
        return draw(
            self.pool(),
            self.size,
            self.seed,
            self.quotas,
            minimum=1,
            kept=frozenset(kept),
            gone=frozenset(gone),
        )

    def first_draw(self):
        """The draw as it was made: without those who could not come any more at that moment."""
        return self.redraw(gone=[one["id"] for one in self.absent])

    def why_not_drawable(self) -> str:
        """Since the freezing experts may have become busy or partial; "" when those who are left suffice."""
        gone = [str(pk) for pk in self.not_to_be_taken()]
        return why_not(self.pool(), self.size, self.quotas, minimum=1, gone=gone)

    def why_no_reserve(self) -> str:
        try:
            self.next_reserve()
        except Infeasible as reason:
            return f"无法递补：{reason}。请信息办负责人解散专家组，重新抽取"
        return ""

    def replay(self) -> list[str]:
        """Differences between what is recorded and what the draw gives again, in Chinese; none is "一致"."""
        found = []
        if candidates_hash(self.pool()) != self.candidates_hash:
            found.append("候选名单与校验值不符")
        if not self.is_drawn:
            return found
        found += self._broken_promises()
        seats = sorted(self.seats.all(), key=lambda seat: seat.rank)
        first = [str(seat.expert_id) for seat in seats if not seat.basis]
        try:
            if list(self.first_draw().selected) != first:
                found.append("抽取结果与按种子重算的结果不一致")
            found += [
                f"第 {seat.rank} 席的递补与按顺序重算的结果不一致"
                for seat in seats
                if seat.basis and not self._follows(seat)
            ]
        except Infeasible as reason:
            found.append(f"按记录的名单不能重算，结果不一致：{reason}")
        return found

    def _broken_promises(self) -> list[str]:
        """A phrase that is not the one committed to, a seed that is not made of what was revealed."""
        found = []
        if self.mode == DrawMode.TWO_PERSONS:
            pairs = (
                (self.phrase, self.commitment, "经办人"),
                (self.witness_phrase, self.witness_commitment, "监督人"),
            )
            found += [f"{who}口令与承诺值不符" for phrase, promise, who in pairs if self.commit_to(phrase) != promise]
        if self.mode != DrawMode.SYSTEM and self.seed_of() != self.seed:
            found.append("随机种子与揭示的内容不符，结果不一致")
        return found

    def _follows(self, seat) -> bool:
        again = self.redraw(kept=seat.basis["kept"], gone=seat.basis["gone"]).selected
        return next((one for one in again if one not in seat.basis["kept"]), "") == str(seat.expert_id)
