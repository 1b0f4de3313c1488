"""The inspector: one step of training in slow motion."""
