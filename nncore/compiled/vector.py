"""Eight numbers that are computed with at once: what the processor's vector registers hold.

LLVM finds vector instructions in simple loops by itself, but not how to keep several sums in registers while it goes
through two matrices; with these the products of linear.py run at twice to four times the speed of plain loops. Where
registers are shorter, LLVM takes two or four of them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

LANES = 8
VECTOR = ir.VectorType(ir.DoubleType(), LANES)
NUMBER = ir.DoubleType()


class Vector(types.Type):
    """The type of eight floats."""

    def __init__(self) -> None:
        super().__init__(name="Vector8")


vector = Vector()


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)


@intrinsic
def load(_context, pointer):
    """The eight numbers from there on."""

    def generate(_context, builder, _signature, arguments):
        return builder.load(builder.bitcast(arguments[0], VECTOR.as_pointer()), align=8)

    return vector(pointer), generate


@intrinsic
def store(_context, pointer, numbers):
    """Put eight numbers there."""

    def generate(context, builder, _signature, arguments):
        pointer, numbers = arguments
        builder.store(numbers, builder.bitcast(pointer, VECTOR.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(pointer, vector), generate


@intrinsic
def filled(_context, number):
    """Eight times the same number."""

    def generate(_context, builder, _signature, arguments):
        first = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), arguments[0], ir.Constant(ir.IntType(32), 0))
        mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        return builder.shuffle_vector(first, ir.Constant(VECTOR, ir.Undefined), mask)

    return vector(types.float64), generate


@intrinsic
def plus_product(_context, sums, a, b):
    """sums + a b."""

    def generate(_context, builder, _signature, arguments):
        sums, a, b = arguments
        return builder.fadd(sums, builder.fmul(a, b, flags=("contract",)), flags=("contract",))

    return vector(vector, vector, vector), generate


@intrinsic
def total(_context, numbers):
    """Their sum, always in the same order."""

    def generate(_context, builder, _signature, arguments):
        (numbers,) = arguments
        half = LANES // 2
        while half:
            upper = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [(lane + half) % LANES for lane in range(LANES)])
            numbers = builder.fadd(numbers, builder.shuffle_vector(numbers, numbers, upper))
            half //= 2
        return builder.extract_element(numbers, ir.Constant(ir.IntType(32), 0))

    return types.float64(vector), generate


@intrinsic
def lane(_context, numbers, index):
    """One of them."""

    def generate(_context, builder, _signature, arguments):
        return builder.extract_element(*arguments)

    return types.float64(vector, types.intp), generate
