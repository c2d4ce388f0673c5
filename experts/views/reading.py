"""Papers in the browser, page by page, with the reader's name across and notes beside."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.roles import Role
from documents.models import Attachment, Document
from experts import queries, services
from experts.access import why_closed
from experts.forms import NoteForm
from experts.models import Note, Seat
from experts.reader import Unreadable, page_picture, pages_of
from workflow.errors import Conflict, Forbidden
from workflow.numbers import asked_number


def _seat_and_paper(request, pk, paper_pk) -> tuple[Seat, Attachment | Document]:
    """A paper that was handed in or issued."""
    seat = get_object_or_404(queries.my_seats(request.post), pk=pk)
    if why := why_closed(seat):
        raise PermissionDenied(why)
    project = seat.panel.project_id
    handed_in = Attachment.objects.visible_to(request.post).filter(thread_id=project, pk=paper_pk).first()
    issued = Document.objects.visible_to(request.post).filter(thread_id=project, state=Document.State.READY)
    return seat, handed_in or get_object_or_404(issued, pk=paper_pk)


def _number(text: str, least: int, most: int) -> int:
    return min(max(asked_number(text, least), least), most)


@for_roles(Role.EXPERT)
def paper_read(request, pk, paper):
    seat, paper = _seat_and_paper(request, pk, paper)
    try:
        pages = pages_of(paper)
    except Unreadable as error:
        raise Http404("该文件已损坏，不能在线阅读，请联系信息办。") from error
    number = _number(request.GET.get("page", ""), 1, pages)
    services.open_paper(seat=seat, paper=paper, post=request.post)
    form = NoteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            services.keep_note(seat=seat, paper=paper, page=number, post=request.post, **form.place_and_text())
            messages.success(request, f"已记在第 {number} 页，只有您本人看得到。")
            return redirect(f"{request.path}?page={number}")
        status = 422
    notes = Note.objects.visible_to(request.post).filter(seat=seat, **Note.on(paper))
    context = {
        "seat": seat,
        "paper": paper,
        "page": number,
        "pages": pages,
        "form": form,
        "notes": [note for note in notes if note.page == number],
        "elsewhere": [note for note in notes if note.page != number],
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < pages else None,
    }
    return render(request, "experts/reader.html", context, status=status)


@for_roles(Role.EXPERT)
def paper_page(request, pk, paper, number):
    seat, paper = _seat_and_paper(request, pk, paper)
    mark = f"{seat.expert.name} {timezone.localdate():%Y-%m-%d} 评审专用"
    try:
        picture = page_picture(paper, number, mark)
    except Unreadable as error:
        raise Http404("没有这一页。") from error
    answer = HttpResponse(picture, content_type="image/jpeg")
    # Closed at once where it closes: no browser shows it again from what it kept.
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_roles(Role.EXPERT)
def note_drop(request, pk):
    rows = Note.objects.visible_to(request.post).filter(seat__pk=pk).select_related("seat__expert", "seat__panel")
    note = get_object_or_404(rows, pk=asked_number(request.POST.get("note"), 0))
    try:
        services.drop_note(note=note, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "已删除批注。")
    return redirect("experts:paper_read", note.seat_id, note.source.pk)


@require_POST
@for_roles(Role.EXPERT)
def notes_take(request, pk):
    seat = get_object_or_404(queries.my_seats(request.post), pk=pk)
    try:
        number = services.take_notes_over(seat=seat, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": seat}, status=409)
    messages.success(
        request, f"已将 {number} 条批注并入总体意见，请在下面修改。" if number else "批注都已在总体意见中。"
    )
    return redirect(f"{seat.get_absolute_url()}#opinion")
