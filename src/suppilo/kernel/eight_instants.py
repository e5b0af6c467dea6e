"""Eight instants of one person looked at with two comparisons: which lie in time, which are the one before again."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core.cgutils import ir
from numba.extending import intrinsic

EIGHT = 8


@intrinsic  # type: ignore[untyped-decorator]
def in_time_and_again(typing: Any, times: Any, row: Any, until: Any) -> Any:
    """Of the rows from `row` on, bit i: `times[row + i] <= until`; bit 8 + i: `times[row + i] == times[row + i - 1]`.

    A row before and seven after `row` must be there. `row` is unsigned.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array, eight = context.make_array(times)(context, builder, given[0]), ir.VectorType(ir.IntType(64), EIGHT)
        nowhere = ir.Constant(ir.VectorType(ir.IntType(32), EIGHT), None)

        def instants(first: Any) -> Any:
            found = builder.load(builder.bitcast(builder.gep(array.data, [first]), eight.as_pointer()))
            found.align = EIGHT
            return found

        def said(which: Any) -> Any:
            return builder.zext(builder.bitcast(which, ir.IntType(EIGHT)), ir.IntType(64))

        these, before = instants(given[1]), instants(builder.sub(given[1], ir.Constant(ir.IntType(64), 1)))
        one = builder.insert_element(ir.Constant(eight, ir.Undefined), given[2], ir.Constant(ir.IntType(32), 0))
        limit = builder.shuffle_vector(one, ir.Constant(eight, ir.Undefined), nowhere)
        in_time, again = builder.icmp_signed("<=", these, limit), builder.icmp_signed("==", these, before)
        return builder.or_(said(in_time), builder.shl(said(again), ir.Constant(ir.IntType(64), EIGHT)))

    return types.uint64(times, types.uint64, types.int64), generate
