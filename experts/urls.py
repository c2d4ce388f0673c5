from django.urls import path

from experts import views

app_name = "experts"
KINDS = (("employments", "employment"), ("ties", "tie"), ("absences", "absence"))
urlpatterns = [
    path("", views.ExpertList.as_view(), name="expert_list"),
    path("new/", views.ExpertCreate.as_view(), name="expert_create"),
    path("expert/<uuid:pk>/", views.ExpertPage.as_view(), name="expert"),
    path("expert/<uuid:pk>/edit/", views.ExpertEdit.as_view(), name="expert_edit"),
    path("experts/<uuid:pk>/contact/", views.contact_keep, name="expert_contact"),
    path("experts/<uuid:pk>/numbers/", views.numbers_seal, name="expert_numbers"),
    path("experts/<uuid:pk>/numbers/open/", views.number_open, name="expert_number_open"),
    *(path(f"experts/<uuid:pk>/{way}/", views.own_add, {"kind": kind}, name=f"expert_{kind}") for way, kind in KINDS),
    *(
        path(f"experts/<uuid:pk>/{way}/drop/", views.own_drop, {"kind": kind}, name=f"expert_{kind}_drop")
        for way, kind in KINDS
    ),
    path("enrolments/", views.EnrolmentList.as_view(), name="enrolment_list"),
    path("enrolments/new/", views.EnrolmentCreate.as_view(), name="enrolment_create"),
    path("enrolments/import/", views.EnrolmentImport.as_view(), name="enrolment_import"),
    path("enrolment/<uuid:pk>/", views.EnrolmentPage.as_view(), name="enrolment"),
    path("fees/", views.FeeList.as_view(), name="fee_list"),
    path("fees/<int:pk>/pay/", views.fee_pay, name="fee_pay"),
    path("panels/<uuid:pk>/fees/", views.panel_fees, name="panel_fees"),
    path("mine/", views.MySeats.as_view(), name="my_seats"),
    path("seat/<uuid:pk>/", views.SeatPage.as_view(), name="seat"),
    path("seats/<uuid:pk>/opinion/", views.opinion_save, name="opinion_save"),
    path("seats/<uuid:pk>/autosave/", views.opinion_autosave, name="opinion_autosave"),
    path("seats/<uuid:pk>/papers/<uuid:paper>/", views.paper_read, name="paper_read"),
    path("seats/<uuid:pk>/papers/<uuid:paper>/<int:number>.jpg", views.paper_page, name="paper_page"),
    path("seats/<uuid:pk>/notes/drop/", views.note_drop, name="note_drop"),
    path("seats/<uuid:pk>/notes/take/", views.notes_take, name="notes_take"),
    path("meetings/", views.MeetingList.as_view(), name="meeting_list"),
    path("meeting/<uuid:pk>/", views.MeetingPage.as_view(), name="meeting"),
    path("seats/<uuid:pk>/evaluate/", views.seat_evaluate, name="seat_evaluate"),
    path("panel/<uuid:pk>/", views.PanelPage.as_view(), name="panel"),
    path("panels/<uuid:pk>/replay/", views.ReplayPage.as_view(), name="panel_replay"),
    path("projects/<uuid:pk>/conflicts/", views.ConflictPage.as_view(), name="conflicts"),
]
