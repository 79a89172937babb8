/**
 * The headers of a request as they came, in the shape of the web's Headers.
 *
 * A header is looked up among those that came: a request has a dozen. One that came several times is joined, as the web
 * joins it, where Node's own object keeps the first and drops the rest: whoever checks a signature must see what was sent.
 * Whatever else is asked for makes whole Headers, once.
 *
 * @module
 */

/** See the file's head. */
export class ServedHeaders implements Headers {
  readonly #raw: readonly string[];
  #whole: Headers | undefined;

  /** @param raw Names and values in turn, as `rawHeaders` has them. */
  constructor(raw: readonly string[]) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    if (this.#whole !== undefined) return this.#whole.get(name);
    const raw = this.#raw;
    const wanted = name.toLowerCase();
    let found: string | null = null;
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const one = raw[i] as string;
      const value = raw[i + 1] as string;
      if (one.length !== wanted.length || one.toLowerCase() !== wanted) continue;
      found = found === null ? value : `${found}, ${value}`;
    }
    return found;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  append(name: string, value: string): void {
    this.#headers.append(name, value);
  }

  delete(name: string): void {
    this.#headers.delete(name);
  }

  set(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getSetCookie(): string[] {
    return this.#headers.getSetCookie();
  }

  forEach(visit: (value: string, key: string, parent: Headers) => void, thisArg?: unknown): void {
    for (const [key, value] of this) visit.call(thisArg, value, key, this);
  }

  entries(): HeadersIterator<[string, string]> {
    return this.#headers.entries();
  }

  keys(): HeadersIterator<string> {
    return this.#headers.keys();
  }

  values(): HeadersIterator<string> {
    return this.#headers.values();
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  get #headers(): Headers {
    if (this.#whole === undefined) {
      this.#whole = new Headers();
      for (let i = 0; i + 1 < this.#raw.length; i += 2)
        this.#whole.append(this.#raw[i] as string, this.#raw[i + 1] as string);
    }
    return this.#whole;
  }
}
