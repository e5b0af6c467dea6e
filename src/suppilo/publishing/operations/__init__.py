"""Planning, applying and taking back a definition."""

from suppilo.publishing.operations.apply import Applied, apply, rollback
from suppilo.publishing.operations.migrate import migrate_people
from suppilo.publishing.operations.plan import Plan, plan, plan_rollback

__all__ = ["Applied", "Plan", "apply", "migrate_people", "plan", "plan_rollback", "rollback"]
