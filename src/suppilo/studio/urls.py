"""Staff addresses of the studio."""

from __future__ import annotations

from django.urls import path

from suppilo.studio.views import (
    definition,
    funnel,
    home,
    leaving,
    members,
    merging,
    messages,
    orders,
    people,
    record,
    rejections,
    sending,
    start,
    stuck,
    tasks,
)

urlpatterns = [
    path("studio/", start.start, name="studio_start"),
    path("studio/<slug:workspace>/", home.home, name="studio_home"),
    path("studio/<slug:workspace>/funnels/<slug:funnel>/", funnel.funnel, name="studio_funnel"),
    path("studio/<slug:workspace>/funnels/<slug:funnel>/now/", funnel.now, name="studio_funnel_now"),
    path("studio/<slug:workspace>/messages/", messages.outbox, name="studio_messages"),
    path("studio/<slug:workspace>/messages/sending/", sending.sending, name="studio_sending"),
    path("studio/<slug:workspace>/messages/sending/test/", sending.test_mode, name="studio_test_mode"),
    path("studio/<slug:workspace>/messages/rules/", sending.rules, name="studio_rules"),
    path("studio/<slug:workspace>/mailbox/", messages.mailbox, name="studio_mailbox"),
    path("studio/<slug:workspace>/mailbox/<int:mail>/", messages.mail, name="studio_mail"),
    path("studio/<slug:workspace>/mailbox/<int:mail>/html/", messages.mail_html, name="studio_mail_html"),
    path("studio/<slug:workspace>/people/", people.people_list, name="studio_people"),
    path("studio/<slug:workspace>/people/<int:person>/", people.person, name="studio_person"),
    path("studio/<slug:workspace>/people/<int:person>/merge/", merging.merge, name="studio_merge"),
    path("studio/<slug:workspace>/people/<int:person>/unmerge/", merging.unmerge, name="studio_unmerge"),
    path("studio/<slug:workspace>/people/<int:person>/export/", leaving.export, name="studio_export"),
    path("studio/<slug:workspace>/people/<int:person>/erase/", leaving.erase, name="studio_erase"),
    path("studio/<slug:workspace>/orders/", orders.orders_list, name="studio_orders"),
    path("studio/<slug:workspace>/orders/<int:number>/refund/", orders.refund, name="studio_refund"),
    path("studio/<slug:workspace>/forms/", rejections.rejections, name="studio_rejections"),
    path("studio/<slug:workspace>/stuck/", stuck.stuck, name="studio_stuck"),
    path("studio/<slug:workspace>/stuck/again/", stuck.again, name="studio_stuck_again"),
    path("studio/<slug:workspace>/tasks/", tasks.tasks, name="studio_tasks"),
    path("studio/<slug:workspace>/tasks/<int:task>/", tasks.tick, name="studio_task_tick"),
    path("studio/<slug:workspace>/members/", members.members, name="studio_members"),
    path("studio/<slug:workspace>/members/<int:user>/role/", members.role, name="studio_member_role"),
    path("studio/<slug:workspace>/members/<int:user>/remove/", members.remove, name="studio_member_remove"),
    path("studio/<slug:workspace>/record/", record.record, name="studio_record"),
    path("studio/<slug:workspace>/definition/", definition.overview, name="studio_definition"),
    path("studio/<slug:workspace>/definition/edit/", definition.edit, name="studio_definition_edit"),
    path("studio/<slug:workspace>/definition/apply/", definition.apply, name="studio_definition_apply"),
    path(
        "studio/<slug:workspace>/definition/rollback/<int:number>/",
        definition.rollback,
        name="studio_definition_rollback",
    ),
]
