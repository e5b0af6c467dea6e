"""Who works here: workspaces, users, roles, audit; the studio's base page and menu registry."""
