"""Machine-independent instructions (LLVM's text form) for one value per lane, and the functions laws use.

Only operations with one exact rounding are used (IEEE add, multiply, divide, square root, fused
multiply-add), and never reordered: every kernel, whatever its number of lanes, computes the same bits.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
EXP = (  # exp(r) = 1 + r + r^2 sum EXP[k] r^k for abs(r) <= ln(2)/2, error below 1e-17 (near-minimax fit)
    0.5000000000000001, 0.16666666666666669, 0.041666666666623824, 0.008333333333330039,
    0.0013888888917367081, 0.00019841269863171557, 2.4801521057868204e-05, 2.7557268276905696e-06,
    2.7620201591031547e-07, 2.5100472505694996e-08,
)  # fmt: skip
LOG = (  # log(1 + f) = 2 s + s sum LOG[k] z^(k+1), s = f / (2 + f), z = s^2 (FreeBSD msun, e_log.c)
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
COS = (  # cos(r) = 1 - z/2 + z^2 sum COS[k] z^k, z = r^2, abs(r) <= pi/4 (FreeBSD msun, k_cos.c)
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip
SIN = (  # sin(r) = r + r z sum SIN[k] z^k (FreeBSD msun, k_sin.c)
    -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
    2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
QUARTER_TURN = (  # in parts of 33 bits
    1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21,
)  # fmt: skip
EXPONENTIAL = ("exp", "expm1", "sigmoid", "tanh", "softplus")


@dataclass(slots=True)
class Block:
    """Instructions of one function, on vectors of `width` doubles (one double if 1)."""

    lines: list[str] = field(default_factory=list)
    count: int = 0
    fused: bool = True  # whether the machine can round a multiply-add once; else it is a product and a sum

    def emit(self, text: str) -> str:
        """Append an instruction that gives a value; return the value's name."""
        self.count += 1
        self.lines.append(f"  %t{self.count} = {text}")
        return f"%t{self.count}"

    def do(self, text: str) -> None:
        """Append an instruction that gives none."""
        self.lines.append(f"  {text}")

    def shuffle(self, lanes: int, a: str, b: str, places: Iterable[int], kind: str = "double") -> str:
        """Chosen places of two vectors, one behind the other."""
        chosen = ", ".join(f"i32 {place}" for place in places)
        few = vector(lanes, kind)
        return self.emit(f"shufflevector {few} {a}, {few} {b}, <{chosen.count('i32')} x i32> <{chosen}>")

    def repeated(self, kind: str, name: str, have: int, lanes: int) -> str:
        """A value of some lanes again and again, until more lanes are full."""
        few = max(have, 2)
        if have == 1:
            name = self.emit(f"insertelement {vector(few, kind)} poison, {kind} {name}, i64 0")
        return self.shuffle(few, name, "poison", (lane % have for lane in range(lanes)), kind)


def real(width: int) -> str:
    """Type of a value in `width` lanes."""
    return vector(width, "double")


def vector(width: int, kind: str) -> str:
    """Type of `width` elements of a kind."""
    return kind if width == 1 else f"<{width} x {kind}>"


def repeated(kind: str, text: str, width: int) -> str:
    """Literal of a kind, the same in every lane."""
    return text if width == 1 else "<" + ", ".join([f"{kind} {text}"] * width) + ">"


def number(value: float, width: int = 1) -> str:
    """Literal of a real number, the same in every lane."""
    return repeated("double", f"0x{struct.unpack('>Q', struct.pack('>d', float(value)))[0]:016X}", width)


def _instruction(op: str) -> Callable[..., str]:
    return lambda lanes, *args: lanes.block.emit(f"{op} {real(lanes.width)} {', '.join(args)}")


def _intrinsic(name: str) -> Callable[..., str]:
    return lambda lanes, *args: lanes.call(name, *args)


def _truth(how: str) -> Callable[[Lanes, str, str], str]:
    return lambda lanes, a, b: lanes.select(lanes.compare(how, a, b), lanes.const(1.0), lanes.const(0.0))


def _chosen(how: str) -> Callable[[Lanes, str, str], str]:
    return lambda lanes, a, b: lanes.select(lanes.compare(how, a, b), a, b)


@dataclass(slots=True)
class Lanes:
    """Arithmetic on values of one width."""

    block: Block
    width: int

    def const(self, value: float) -> str:
        """Literal."""
        return number(value, self.width)

    add, sub, mul = _instruction("fadd"), _instruction("fsub"), _instruction("fmul")
    div, neg = _instruction("fdiv"), _instruction("fneg")
    sqrt, abs = _intrinsic("sqrt"), _intrinsic("fabs")
    lt, le = _truth("olt"), _truth("ole")  # 1 or 0
    max, min = _chosen("ogt"), _chosen("olt")  # `a` where it is larger (smaller), else `b`

    def fma(self, a: str, b: str, c: str) -> str:
        """Product of the first two plus the third, rounded once where the machine can."""
        return self.call("fma", a, b, c) if self.block.fused else self.add(self.mul(a, b), c)

    def inv(self, a: str) -> str:
        """Reciprocal."""
        return self.div(self.const(1.0), a)

    def call(self, name: str, *args: str) -> str:
        """Intrinsic of this width."""
        kind = real(self.width)
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        return self.block.emit(f"call {kind} @llvm.{name}.{suffix}({', '.join(f'{kind} {a}' for a in args)})")

    def _saturation(self, x: str) -> tuple[str, str, str]:
        """x^2, y = x + x^3/6 + x^5/120 and 1 / sqrt(1 + y^2)."""
        square = self.mul(x, x)
        y = self.fma(square, self.const(1.0 / 120.0), self.const(1.0 / 6.0))
        y = self.mul(x, self.fma(square, y, self.const(1.0)))
        return square, y, self.inv(self.sqrt(self.fma(y, y, self.const(1.0))))

    def saturate(self, x: str) -> str:
        """See `lanes.saturate`."""
        _, y, root = self._saturation(x)
        return self.mul(y, root)

    def saturate_slope(self, x: str) -> str:
        """Its derivative; shares its instructions with the value of the same x."""
        square, _, root = self._saturation(x)
        rise = self.fma(square, self.const(1.0 / 24.0), self.const(0.5))
        rise = self.fma(square, rise, self.const(1.0))
        return self.mul(rise, self.mul(root, self.mul(root, root)))

    def compare(self, how: str, a: str, b: str) -> str:
        """Mask of an ordered comparison (olt, ole, oeq, ...)."""
        return self.block.emit(f"fcmp {how} {real(self.width)} {a}, {b}")

    def select(self, mask: str, a: str, b: str) -> str:
        """`a` where the mask holds, else `b`."""
        kind = real(self.width)
        return self.block.emit(f"select {vector(self.width, 'i1')} {mask}, {kind} {a}, {kind} {b}")

    def where(self, condition: str, a: str, b: str) -> str:
        """`a` where the condition is not 0, else `b`."""
        return self.select(self.compare("one", condition, self.const(0.0)), a, b)

    def sign(self, a: str) -> str:
        """-1, 0 or 1."""
        zero = self.const(0.0)
        negative = self.select(self.compare("olt", a, zero), self.const(-1.0), zero)
        return self.select(self.compare("ogt", a, zero), self.const(1.0), negative)

    def join(self, parts: list[str], width: int) -> str:
        """Vectors of `width` lanes one after the other (a power of two of them) in this many lanes."""
        while width < self.width:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
            if width > 1:
                parts = [self.block.shuffle(width, one, two, range(2 * width)) for one, two in pairs]
            else:
                put = "insertelement <2 x double>"
                first = [self.block.emit(f"{put} poison, double {one}, i64 0") for one, _ in pairs]
                parts = [
                    self.block.emit(f"{put} {one}, double {two}, i64 1")
                    for one, (_, two) in zip(first, pairs, strict=True)
                ]
            width *= 2
        return parts[0]

    def part(self, value: str, first: int, width: int) -> str:
        """Some lanes of a value."""
        if width == 1:
            return self.block.emit(f"extractelement {real(self.width)} {value}, i64 {first}")
        return self.block.shuffle(self.width, value, "poison", range(first, first + width))

    def bits(self, a: str) -> str:
        """The double's bits as an integer."""
        return self.block.emit(f"bitcast {real(self.width)} {a} to {vector(self.width, 'i64')}")

    def whole(self, op: str, a: str, value: int) -> str:
        """Integer operation with a literal."""
        literal = repeated("i64", str(value), self.width)
        return self.block.emit(f"{op} {vector(self.width, 'i64')} {a}, {literal}")

    def has_bit(self, a: str, bit: int) -> str:
        """Mask of integers with a bit set."""
        return self.whole("icmp ne", self.whole("and", a, bit), 0)

    def from_bits(self, a: str) -> str:
        """The double with these bits."""
        return self.block.emit(f"bitcast {vector(self.width, 'i64')} {a} to {real(self.width)}")

    def series(self, x: str, square: str, coefficients: tuple[float, ...]) -> str:
        """Polynomial in x, as two polynomials in its square that need not wait for each other."""
        halves = []
        for part in (coefficients[::2], coefficients[1::2]):
            value = self.const(part[-1])
            for c in reversed(part[:-1]):
                value = self.fma(value, square, self.const(c))
            halves.append(value)
        return self.fma(halves[1], x, halves[0])

    def powers(self, x: str) -> tuple[str, str]:
        """exp(x) and exp(x) - 1, x within +-708, both accurate: x = n ln(2) + r, 2^n (1 + (exp(r) - 1))."""
        limit, magic = self.const(708.0), 6755399441055744.0 + 1023.0  # low bits of the sum: n + 1023
        x = self.select(self.compare("ogt", x, limit), limit, x)
        x = self.select(self.compare("olt", x, self.const(-708.0)), self.const(-708.0), x)
        shifted = self.fma(x, self.const(1.4426950408889634), self.const(magic))
        n = self.sub(shifted, self.const(magic))
        r = self.fma(n, self.const(-LN2_HIGH), x)
        r = self.fma(n, self.const(-LN2_LOW), r)
        scale = self.from_bits(self.whole("shl", self.bits(shifted), 52))
        square = self.mul(r, r)
        rest = self.fma(square, self.series(r, square, EXP), r)
        return self.fma(scale, rest, scale), self.fma(scale, rest, self.sub(scale, self.const(1.0)))

    def before(self, op: str, x: str) -> str:
        """Exponent that one of `EXPONENTIAL` needs."""
        match op:
            case "sigmoid":
                return self.neg(x)
            case "tanh":
                return self.mul(self.abs(x), self.const(-2.0))
            case "softplus":
                return self.neg(self.abs(x))
        return x

    def after(self, op: str, x: str, power: str, less: str) -> str:
        """Value of one of `EXPONENTIAL` from exp and exp - 1 of what `before` gave."""
        match op:
            case "exp":
                return power
            case "expm1":
                return less
            case "sigmoid":
                return self.inv(self.add(power, self.const(1.0)))
            case "tanh":  # exactly odd
                return self.call("copysign", self.div(self.neg(less), self.add(less, self.const(2.0))), x)
        return self.add(self.max(x, self.const(0.0)), self.log(self.add(power, self.const(1.0))))

    def exp(self, x: str) -> str:
        """Exponential of x held within +-708."""
        return self.powers(x)[0]

    def cos(self, x: str) -> str:
        """Cosine of an angle within some thousand turns: x = n pi/2 + r, then that of r or its sine."""
        magic = 6755399441055744.0  # low bits of the sum: n
        shifted = self.fma(x, self.const(0.6366197723675814), self.const(magic))
        n, quarter = self.sub(shifted, self.const(magic)), self.bits(shifted)
        r = x
        for part in QUARTER_TURN:
            r = self.fma(n, self.const(-part), r)
        z = self.mul(r, r)
        square = self.mul(z, z)
        even = self.fma(z, self.const(-0.5), self.const(1.0))
        even = self.fma(square, self.series(z, square, COS), even)
        odd = self.fma(self.mul(r, z), self.series(z, square, SIN), r)
        value = self.select(self.has_bit(quarter, 1), odd, even)
        return self.select(self.has_bit(self.whole("add", quarter, 1), 2), self.neg(value), value)

    def log1p(self, x: str) -> str:
        """log(1 + x), accurate near 0."""
        y = self.add(x, self.const(1.0))
        lost = self.sub(x, self.sub(y, self.const(1.0)))
        return self.add(self.log(y), self.div(lost, y))

    def log(self, x: str) -> str:
        """Natural logarithm of a normal number; -inf at 0, NaN below."""
        bits = self.bits(x)
        root_half = 0x3FE6A09E00000000
        k = self.whole("ashr", self.whole("sub", bits, root_half), 52)
        mantissa = self.block.emit(f"sub {vector(self.width, 'i64')} {bits}, {self.whole('shl', k, 52)}")
        f = self.sub(self.from_bits(mantissa), self.const(1.0))
        power = self.block.emit(f"sitofp {vector(self.width, 'i64')} {k} to {real(self.width)}")
        s = self.div(f, self.add(f, self.const(2.0)))
        z = self.mul(s, s)
        rest = self.mul(z, self.series(z, self.mul(z, z), LOG))
        half = self.mul(self.mul(f, f), self.const(0.5))
        low = self.fma(s, self.add(half, rest), self.mul(power, self.const(LN2_LOW)))
        value = self.fma(power, self.const(LN2_HIGH), self.sub(f, self.sub(half, low)))
        zero = self.const(0.0)
        value = self.select(self.compare("oeq", x, zero), self.const(-float("inf")), value)
        value = self.select(self.compare("olt", x, zero), self.const(float("nan")), value)
        usual = self.compare("olt", x, self.const(float("inf")))  # inf and NaN return themselves
        return self.select(usual, value, self.add(x, x))
