"""The addresses of a shop's own pages."""

from django.urls import path

from edge.merchants import views

urlpatterns = [
    path("welcome/", views.first_run, name="first_run"),
    path("join/<str:token>/", views.join, name="invitation"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/switch/", views.switch_merchant, name="switch_merchant"),
    path("settings/people/", views.members_page, name="members"),
    path("settings/people/invite/", views.invite_member, name="invite_member"),
    path("settings/people/role/", views.change_role, name="change_role"),
    path("settings/people/remove/", views.remove_member, name="remove_member"),
    path("settings/people/leave/", views.leave, name="leave"),
    path(
        "settings/invitations/<str:public_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("settings/keys/", views.keys_page, name="keys"),
    path("settings/keys/<str:public_id>/revoke/", views.revoke_key, name="revoke_key"),
    path("settings/audit/", views.audit_page, name="audit"),
    path("settings/visit/close/", views.close_visit, name="close_visit"),
]
