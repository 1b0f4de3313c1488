"""The frame gate: it waits for the painter, and it can't hang."""

import threading

from app.training.gate import FrameGate


def test_the_gate_is_open_before_the_first_frame():
    assert FrameGate().wait(0.0)


def test_a_published_frame_closes_it_until_it_is_painted():
    gate = FrameGate()
    gate.publish()
    assert not gate.is_open
    gate.painted()
    assert gate.is_open
    assert gate.wait(0.0)


def test_the_window_can_hold_the_worker_until_it_has_painted():
    gate = FrameGate()
    gate.hold()
    assert not gate.is_open
    gate.painted()
    assert gate.is_open


def test_it_is_closed_while_the_window_paints_but_training_goes_on():
    gate = FrameGate()
    gate.paint()
    assert not gate.is_open
    assert not gate.wanted()
    gate.painted()
    assert gate.is_open


def test_waiting_ends_when_another_thread_has_painted():
    gate = FrameGate()
    gate.publish()
    painter = threading.Timer(0.02, gate.painted)
    painter.start()
    assert gate.wait(10.0)
    painter.join()


def test_waiting_ends_after_the_time_out_when_nobody_paints():
    gate = FrameGate()
    gate.publish()
    assert not gate.wait(0.02)
    assert gate.is_open


def test_closing_ends_the_waiting_and_nothing_closes_the_gate_again():
    gate = FrameGate()
    gate.publish()
    closer = threading.Timer(0.02, gate.close)
    closer.start()
    assert gate.wait(10.0)
    closer.join()
    gate.publish()
    gate.hold()
    gate.paint()
    assert gate.closed
    assert gate.wait(0.0)
