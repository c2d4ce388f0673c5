"""Reading: the first look acknowledges the papers, notes are the reader's own."""

from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment, Document
from documents.services import record_download
from experts.access import why_closed
from experts.models import Note, Seat
from experts.models.note import WHOLE
from experts.states import SeatState
from workflow.audit import unit_of_work
from workflow.errors import Conflict, Forbidden


def open_paper(*, seat: Seat, paper: Attachment | Document, post: Post) -> None:
    """Each opening of a paper stands in the trail; the first one is the acknowledgement."""
    _own(seat, post)
    with unit_of_work():
        record_download(subject=paper, post=post, preview=True)
        if seat.papers_seen_at is None:
            Seat.objects.filter(pk=seat.pk, papers_seen_at=None).update(papers_seen_at=timezone.now())


def keep_note(*, seat: Seat, paper: Attachment | Document, page: int, x: int, y: int, text: str, post: Post) -> Note:
    """No legal act and nobody else's to know: it leaves nothing in the trail."""
    _own(seat, post)
    x, y = (min(max(place, 0), WHOLE) for place in (x, y))
    return Note.objects.create(seat=seat, **Note.on(paper), page=page, x=x, y=y, text=text.strip())


def drop_note(*, note: Note, post: Post) -> None:
    _own(note.seat, post)
    note.delete()


def take_notes_over(*, seat: Seat, post: Post) -> int:
    """All notes become lines of the opinion's draft, each with its paper and page; returns how many."""
    _own(seat, post)
    with unit_of_work():
        locked = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        if locked.state != SeatState.DECLARED:
            raise Conflict("意见已提交，不能再并入批注。")
        opinion = locked.opinion
        notes = locked.notes.select_related("paper", "document")
        lines = [f"{note.source.name}第{note.page}页：{note.text}" for note in notes]
        new = [line for line in lines if line not in opinion.overall]
        if new:
            opinion.overall = "\n".join([*opinion.overall.splitlines(), *new])[:5000]
            opinion.version += 1
            opinion.saved_at = timezone.now()
            opinion.save(update_fields=["overall", "version", "saved_at"])
    return len(new)


def _own(seat: Seat, post: Post) -> None:
    if seat.expert.user_id != post.user_id:
        raise Forbidden("评审材料由专家本人在评审期间查阅（《办法》第六条）。")
    if why := why_closed(seat):
        raise Forbidden(why)
