"""Bare pointers in place of arrays: the inner loops know their sizes, and count no references.

An array of Numba's is a structure of seven fields with a reference count, and each look into it allows for negative
indices. In loops over eight neurons that costs several times what the arithmetic does.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


@intrinsic
def bare(_context, parts):
    """The same tuple with a pointer in place of each of its (contiguous) arrays."""
    kinds = [types.CPointer(kind.dtype) if isinstance(kind, types.Array) else kind for kind in parts.types]
    if isinstance(parts, types.BaseNamedTuple):
        result = types.NamedTuple(kinds, parts.instance_class)
    else:
        result = types.Tuple(kinds)

    def generate(context, builder, signature, arguments):
        values = cgutils.unpack_tuple(builder, arguments[0])
        bare_values = [
            context.make_array(kind)(context, builder, value).data if isinstance(kind, types.Array) else value
            for kind, value in zip(signature.args[0].types, values, strict=True)
        ]
        return context.make_tuple(builder, signature.return_type, bare_values)

    return result(parts), generate


@intrinsic
def at(_context, pointer, index):
    """The pointer to what stands so many numbers further on."""

    def generate(_context, builder, _signature, arguments):
        return builder.gep(arguments[0], [arguments[1]])

    return pointer(pointer, types.intp), generate


@intrinsic
def is_set(_context, flag):
    """Whether the integer at a pointer is not 0, looked up in memory at every call: another thread sets it."""

    def generate(_context, builder, _signature, arguments):
        number = builder.load_atomic(arguments[0], "monotonic", 8)
        return builder.icmp_signed("!=", number, ir.Constant(number.type, 0))

    return types.boolean(flag), generate
