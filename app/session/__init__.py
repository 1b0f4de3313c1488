"""The session: what a demonstration is. Immutable structs, pure edits, validation and the file format. No Qt.

An edit is a pure function ``Session -> Session``; undo is the previous session. Nothing here trains or draws.
"""
