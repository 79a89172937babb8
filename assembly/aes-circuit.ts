/**
 * SubBytes as a circuit: the S-box of FIPS 197 §5.1.1 on bit planes, the same straight line for every word size.
 *
 * The straight-line program of Boyar, Peralta and Calik, 113 gates: 32 AND, 77 XOR and 4 XNOR (NIST circuit
 * complexity project, SLP_AES_113; J. Boyar, R. Peralta, "A New Combinational Logic Minimization Technique with
 * Applications to Cryptology", SEA 2010). Names and gates are the program's, u0 the highest bit of the input and s0
 * that of the output. Its four complements, together the constant 0x63, are left out: they are added to the round
 * keys, which 0x63 in every byte passes through MixColumns unchanged.
 * Never a table, never a branch.
 *
 * @module
 */

/** A sum of bits, for 64 or 128 of them. */
@inline
export function xor<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.xor(a, b);
  return (a ^ b) as T;
}

/** A product of bits. */
@inline
export function and<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.and(a, b);
  return (a & b) as T;
}

/**
 * The S-box, without its constant, of as many bytes as T has bits.
 *
 * @param at Where eight planes lie, lowest bit first, and where the result is put.
 */
@inline
export function substitute<T>(at: usize): void {
  const u7 = load<T>(at, 0 * sizeof<T>());
  const u6 = load<T>(at, 1 * sizeof<T>());
  const u5 = load<T>(at, 2 * sizeof<T>());
  const u4 = load<T>(at, 3 * sizeof<T>());
  const u3 = load<T>(at, 4 * sizeof<T>());
  const u2 = load<T>(at, 5 * sizeof<T>());
  const u1 = load<T>(at, 6 * sizeof<T>());
  const u0 = load<T>(at, 7 * sizeof<T>());
  const y14 = xor<T>(u3, u5);
  const y13 = xor<T>(u0, u6);
  const y12 = xor<T>(y13, y14);
  const t1 = xor<T>(u4, y12);
  const y15 = xor<T>(t1, u5);
  const t2 = and<T>(y12, y15);
  const y6 = xor<T>(y15, u7);
  const y20 = xor<T>(t1, u1);
  const y9 = xor<T>(u0, u3);
  const y11 = xor<T>(y20, y9);
  const t12 = and<T>(y9, y11);
  const y7 = xor<T>(u7, y11);
  const y8 = xor<T>(u0, u5);
  const t0 = xor<T>(u1, u2);
  const y10 = xor<T>(y15, t0);
  const y17 = xor<T>(y10, y11);
  const t13 = and<T>(y14, y17);
  const t14 = xor<T>(t13, t12);
  const y19 = xor<T>(y10, y8);
  const t15 = and<T>(y8, y10);
  const t16 = xor<T>(t15, t12);
  const y16 = xor<T>(t0, y11);
  const y21 = xor<T>(y13, y16);
  const t7 = and<T>(y13, y16);
  const y18 = xor<T>(u0, y16);
  const y1 = xor<T>(t0, u7);
  const y4 = xor<T>(y1, u3);
  const t5 = and<T>(y4, u7);
  const t6 = xor<T>(t5, t2);
  const t18 = xor<T>(t6, t16);
  const t22 = xor<T>(t18, y19);
  const y2 = xor<T>(y1, u0);
  const t10 = and<T>(y2, y7);
  const t11 = xor<T>(t10, t7);
  const t20 = xor<T>(t11, t16);
  const t24 = xor<T>(t20, y18);
  const y5 = xor<T>(y1, u6);
  const t8 = and<T>(y5, y1);
  const t9 = xor<T>(t8, t7);
  const t19 = xor<T>(t9, t14);
  const t23 = xor<T>(t19, y21);
  const y3 = xor<T>(y5, y8);
  const t3 = and<T>(y3, y6);
  const t4 = xor<T>(t3, t2);
  const t17 = xor<T>(t4, y20);
  const t21 = xor<T>(t17, t14);
  const t26 = and<T>(t21, t23);
  const t27 = xor<T>(t24, t26);
  const t31 = xor<T>(t22, t26);
  const t25 = xor<T>(t21, t22);
  const t28 = and<T>(t25, t27);
  const t29 = xor<T>(t28, t22);
  const z14 = and<T>(t29, y2);
  const z5 = and<T>(t29, y7);
  const t30 = xor<T>(t23, t24);
  const t32 = and<T>(t31, t30);
  const t33 = xor<T>(t32, t24);
  const t35 = xor<T>(t27, t33);
  const t36 = and<T>(t24, t35);
  const t38 = xor<T>(t27, t36);
  const t39 = and<T>(t29, t38);
  const t40 = xor<T>(t25, t39);
  const t43 = xor<T>(t29, t40);
  const z3 = and<T>(t43, y16);
  const tc12 = xor<T>(z3, z5);
  const z12 = and<T>(t43, y13);
  const z13 = and<T>(t40, y5);
  const z4 = and<T>(t40, y1);
  const tc6 = xor<T>(z3, z4);
  const t34 = xor<T>(t23, t33);
  const t37 = xor<T>(t36, t34);
  const t41 = xor<T>(t40, t37);
  const z8 = and<T>(t41, y10);
  const z17 = and<T>(t41, y8);
  const t44 = xor<T>(t33, t37);
  const z0 = and<T>(t44, y15);
  const z9 = and<T>(t44, y12);
  const z10 = and<T>(t37, y3);
  const z1 = and<T>(t37, y6);
  const tc5 = xor<T>(z1, z0);
  const tc11 = xor<T>(tc6, tc5);
  const z11 = and<T>(t33, y4);
  const t42 = xor<T>(t29, t33);
  const t45 = xor<T>(t42, t41);
  const z7 = and<T>(t45, y17);
  const tc8 = xor<T>(z7, tc6);
  const z16 = and<T>(t45, y14);
  const z6 = and<T>(t42, y11);
  const tc16 = xor<T>(z6, tc8);
  const z15 = and<T>(t42, y9);
  const tc20 = xor<T>(z15, tc16);
  const tc1 = xor<T>(z15, z16);
  const tc2 = xor<T>(z10, tc1);
  const tc21 = xor<T>(tc2, z11);
  const tc3 = xor<T>(z9, tc2);
  const s0 = xor<T>(tc3, tc16);
  const s3 = xor<T>(tc3, tc11);
  const s1 = xor<T>(s3, tc16);
  const tc13 = xor<T>(z13, tc1);
  const z2 = and<T>(t33, u7);
  const tc4 = xor<T>(z0, z2);
  const tc7 = xor<T>(z12, tc4);
  const tc9 = xor<T>(z8, tc7);
  const tc10 = xor<T>(tc8, tc9);
  const tc17 = xor<T>(z14, tc10);
  const s5 = xor<T>(tc21, tc17);
  const tc26 = xor<T>(tc17, tc20);
  const s2 = xor<T>(tc26, z17);
  const tc14 = xor<T>(tc4, tc12);
  const tc18 = xor<T>(tc13, tc14);
  const s6 = xor<T>(tc10, tc18);
  const s7 = xor<T>(z12, tc18);
  const s4 = xor<T>(tc14, s3);
  store<T>(at, s7, 0 * sizeof<T>());
  store<T>(at, s6, 1 * sizeof<T>());
  store<T>(at, s5, 2 * sizeof<T>());
  store<T>(at, s4, 3 * sizeof<T>());
  store<T>(at, s3, 4 * sizeof<T>());
  store<T>(at, s2, 5 * sizeof<T>());
  store<T>(at, s1, 6 * sizeof<T>());
  store<T>(at, s0, 7 * sizeof<T>());
}
