from django.urls import path

from accounts.views import organisations, people, posts, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/demo/", signing_in.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign_out"),
    path("first/<str:uidb64>/<str:token>/", signing_in.FirstSignIn.as_view(), name="first_sign_in"),
    path("password/", signing_in.ChangePassword.as_view(), name="password_change"),
    path("post/", signing_in.switch_post, name="switch_post"),
    path("posts/", posts.PostList.as_view(), name="post_list"),
    path("posts/new/", posts.PostCreate.as_view(), name="post_create"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("people/", people.PersonList.as_view(), name="person_list"),
    path("people/new/", people.PersonCreate.as_view(), name="person_create"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/edit/", people.PersonEdit.as_view(), name="person_edit"),
    path("people/<int:pk>/password/", people.person_password, name="person_password"),
    path("people/<int:pk>/stop/", people.person_stop, name="person_stop"),
    path("people/<int:pk>/start/", people.person_start, name="person_start"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation_list"),
    path("organisations/new/", organisations.OrganisationCreate.as_view(), name="organisation_create"),
    path("organisations/<uuid:pk>/", organisations.OrganisationEdit.as_view(), name="organisation_edit"),
]
