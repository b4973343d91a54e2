"""The window's frame: menus, toolbar, panels, messages, jobs, help."""
