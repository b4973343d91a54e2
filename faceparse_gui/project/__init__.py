"""The project store: states, saved label maps, autosave. No Qt."""
