"""The window: lays the views out, and connects menus, keys and files to what they do.

window_app.py is the composition root; main_window.py owns no state, no thread and no file.
"""
