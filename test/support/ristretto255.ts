/*
 * The group ristretto255 (RFC 9496), as plain arithmetic: for tests that calculate what a library says.
 * Not constant in time, so not for secrets.
 */

/** A point of edwards25519 in extended coordinates that stands for an element of the group. */
export type Element = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

/** Order of the group. */
export const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const prime = 2n ** 255n - 19n;
const mod = (value: bigint): bigint => ((value % prime) + prime) % prime;
const isNegative = (value: bigint): boolean => (mod(value) & 1n) === 1n;
const absolute = (value: bigint): bigint => (isNegative(value) ? mod(-value) : mod(value));

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = mod(base), rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

const d = mod(-121665n * power(121666n, prime - 2n));
const sqrtMinusOne = power(2n, (prime - 1n) / 4n);
const sqrtAdMinusOne =
  25063068953384623474111414158702152701244531502492656460079210482610430750235n;

/** SQRT_RATIO_M1 of RFC 9496 section 4.2. */
function sqrtRatio(u: bigint, v: bigint): { isSquare: boolean; root: bigint } {
  const v3 = mod(v * v * v);
  const root = mod(u * v3 * power(u * v3 * v3 * v, (prime - 5n) / 8n));
  const check = mod(v * root * root);
  const isFlipped = check === mod(-u) || check === mod(-u * sqrtMinusOne);
  const isSquare = check === mod(u) || check === mod(-u);
  return { isSquare, root: absolute(isFlipped ? root * sqrtMinusOne : root) };
}

const inverseSqrtAMinusD = sqrtRatio(1n, mod(-1n - d)).root;

/** A number from its bytes, the lowest first. */
export function fromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

/** RFC 9496 section 4.3.1, without the checks of what is not an encoding. */
export function decodeElement(bytes: Uint8Array): Element {
  const s = fromBytes(bytes);
  const u1 = mod(1n - s * s);
  const u2 = mod(1n + s * s);
  const v = mod(-d * u1 * u1 - u2 * u2);
  const { isSquare, root } = sqrtRatio(1n, mod(v * u2 * u2));
  if (!isSquare) throw new Error('not an element of ristretto255');
  const x = absolute(2n * s * root * u2);
  const y = mod(u1 * root * root * u2 * v);
  return [x, y, 1n, mod(x * y)];
}

/** RFC 9496 section 4.3.2. */
export function encodeElement([x, y, z, t]: Element): Buffer {
  const u1 = mod((z + y) * (z - y));
  const u2 = mod(x * y);
  const { root } = sqrtRatio(1n, mod(u1 * u2 * u2));
  const zInverse = mod(root * u1 * root * u2 * t);
  const rotate = isNegative(t * zInverse);
  const [x1, y1] = rotate ? [mod(y * sqrtMinusOne), mod(x * sqrtMinusOne)] : [x, y];
  const denominator = rotate ? root * u1 * inverseSqrtAMinusD : root * u2;
  const y2 = isNegative(x1 * zInverse) ? -y1 : y1;
  return toBytes(absolute(denominator * (z - y2)));
}

function add([x1, y1, z1, t1]: Element, [x2, y2, z2, t2]: Element): Element {
  const a = (y1 - x1) * (y2 - x2);
  const b = (y1 + x1) * (y2 + x2);
  const c = 2n * t1 * d * t2;
  const e = 2n * z1 * z2;
  return [
    mod((b - a) * (e - c)),
    mod((e + c) * (b + a)),
    mod((e - c) * (e + c)),
    mod((b - a) * (b + a)),
  ];
}

export function multiply(scalar: bigint, element: Element): Element {
  let result: Element = [0n, 1n, 1n, 0n];
  for (let double = element, rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, double);
    double = add(double, double);
  }
  return result;
}

/** The generator of RFC 9496 section 4.1. */
export const generator = decodeElement(
  Buffer.from('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76', 'hex'),
);

/** The inverse of a scalar, by Fermat's little theorem. */
export function invert(scalar: bigint): bigint {
  let result = 1n;
  for (let square = scalar % order, rest = order - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % order;
    square = (square * square) % order;
  }
  return result;
}

/** The element that 64 uniform bytes stand for: RFC 9496 section 4.3.4. */
export function elementFromUniform(bytes: Uint8Array): Element {
  return add(map(bytes.subarray(0, 32)), map(bytes.subarray(32, 64)));
}

function map(bytes: Uint8Array): Element {
  const t = mod(fromBytes(bytes) & (2n ** 255n - 1n));
  const r = mod(sqrtMinusOne * t * t);
  const u = mod((r + 1n) * (1n - d * d));
  const v = mod((-1n - r * d) * (r + d));
  const { isSquare, root } = sqrtRatio(u, v);
  const s = isSquare ? root : mod(-absolute(root * t));
  const c = isSquare ? -1n : r;
  const n = mod(c * (r - 1n) * (d - 1n) * (d - 1n) - v);
  const w0 = 2n * s * v;
  const w1 = n * sqrtAdMinusOne;
  const w2 = 1n - s * s;
  const w3 = 1n + s * s;
  return [mod(w0 * w3), mod(w2 * w1), mod(w1 * w3), mod(w0 * w2)];
}
