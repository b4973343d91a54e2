"""Windows, canvas, panels, tools, actions."""
