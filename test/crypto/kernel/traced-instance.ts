/** An instrumented module of the kernel that keeps a digest of where it went. */

export interface TracedInstance {
  readonly instance: WebAssembly.Instance;
  /** A digest of every address, condition and operand of a division since the last time. */
  told(): string;
}

/** An instance of a module that `instrument` of scripts/ made. */
export function instantiateTraced(compiled: WebAssembly.Module): TracedInstance {
  let [first, second, count] = [0, 0, 0];
  const tell32 = (site: number, value: number): number => {
    count++;
    first = (Math.imul(first ^ value, 0x01000193) + site) | 0;
    second = (Math.imul((second << 5) | (second >>> 27), 0x85ebca6b) ^ (value + site)) | 0;
    return value;
  };
  const tell64 = (site: number, value: bigint): bigint => {
    tell32(site, Number(BigInt.asIntN(32, value)));
    return value;
  };
  const told = (): string => {
    const trace = `${count} ${first} ${second}`;
    [first, second, count] = [0, 0, 0];
    return trace;
  };
  return { instance: new WebAssembly.Instance(compiled, { trace: { tell32, tell64 } }), told };
}
