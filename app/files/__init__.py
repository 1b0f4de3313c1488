"""Files of a running window: locks, what changes them from outside, slow disks, and recovery after a crash.

lock, stamp, session_file and recovery know no Qt and may run on any thread; errands, autosave and watch bring them
beside a window that never waits for a disk.
"""
