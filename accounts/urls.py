from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("post/", views.switch_post, name="switch_post"),
    path("posts/", views.PostList.as_view(), name="post_list"),
    path("posts/new/", views.PostCreate.as_view(), name="post_create"),
    path("posts/<int:pk>/end/", views.post_end, name="post_end"),
    path("people/new/", views.PersonCreate.as_view(), name="person_create"),
]
