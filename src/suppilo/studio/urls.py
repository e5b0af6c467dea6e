"""Staff addresses of the studio."""

from __future__ import annotations

from django.urls import path

from suppilo.studio.views import definition, funnel, home, merging, messages, people, start

urlpatterns = [
    path("studio/", start.start, name="studio_start"),
    path("studio/<slug:workspace>/", home.home, name="studio_home"),
    path("studio/<slug:workspace>/funnels/<slug:funnel>/", funnel.funnel, name="studio_funnel"),
    path("studio/<slug:workspace>/funnels/<slug:funnel>/now/", funnel.now, name="studio_funnel_now"),
    path("studio/<slug:workspace>/messages/", messages.outbox, name="studio_messages"),
    path("studio/<slug:workspace>/mailbox/", messages.mailbox, name="studio_mailbox"),
    path("studio/<slug:workspace>/mailbox/<int:mail>/", messages.mail, name="studio_mail"),
    path("studio/<slug:workspace>/mailbox/<int:mail>/html/", messages.mail_html, name="studio_mail_html"),
    path("studio/<slug:workspace>/people/", people.people_list, name="studio_people"),
    path("studio/<slug:workspace>/people/<int:person>/", people.person, name="studio_person"),
    path("studio/<slug:workspace>/people/<int:person>/merge/", merging.merge, name="studio_merge"),
    path("studio/<slug:workspace>/people/<int:person>/unmerge/", merging.unmerge, name="studio_unmerge"),
    path("studio/<slug:workspace>/definition/", definition.overview, name="studio_definition"),
    path("studio/<slug:workspace>/definition/edit/", definition.edit, name="studio_definition_edit"),
    path("studio/<slug:workspace>/definition/apply/", definition.apply, name="studio_definition_apply"),
    path(
        "studio/<slug:workspace>/definition/rollback/<int:number>/",
        definition.rollback,
        name="studio_definition_rollback",
    ),
]
