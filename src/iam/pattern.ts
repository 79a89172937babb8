/**
 * Patterns with `*` and `?`, as IAM has them in actions, resources and the Like operators, and policy variables in them.
 *
 *   ${aws:username}            the value that the request has for the key
 *   ${aws:username, 'nobody'}  with a default where it has none
 *   ${*}  ${?}  ${$}           the characters themselves
 *
 * Source: IAM User Guide, "Policy variables". What a variable stands for is text: a `*` in somebody's name matches a
 * `*` and nothing else. Matching keeps two cursors and one point of return: at most pattern length times text length
 * steps, whatever the pattern. No regular expression is ever built from a policy.
 *
 * @module
 */

/** A pattern in which what stands for others is told apart from what stands for itself. */
export type Pattern = readonly (string | typeof ANY_TEXT | typeof ANY_CHARACTER)[];

const ANY_TEXT = 1;
const ANY_CHARACTER = 2;

/** The values of a request's keys; names in lower case. `undefined` for a key that the request does not have. */
export type RequestContext = (key: string) => readonly string[] | undefined;

/**
 * The pattern that a text writes, in which only `*` and `?` are special.
 *
 * @example
 * matchesPattern(patternOf('kms:Re*Key'), 'kms:ReplicateKey'); // true
 */
export function patternOf(text: string): Pattern {
  const known = PATTERNS.get(text);
  if (known !== undefined) return known;
  const pattern = Array.from(text, (character) => {
    if (character === '*') return ANY_TEXT;
    return character === '?' ? ANY_CHARACTER : character;
  });
  if (PATTERNS.size >= KEPT_PATTERNS) PATTERNS.clear();
  PATTERNS.set(text, pattern);
  return pattern;
}

/** Policies say the same few words to every request. */
const PATTERNS = /* @__PURE__ */ new Map<string, Pattern>();
const KEPT_PATTERNS = 1000;

/**
 * The pattern that a text writes, its variables resolved; `undefined` when one has no value: it then matches nothing.
 *
 * @example
 * const context = (key) => (key === 'aws:username' ? ['*'] : undefined);
 * matchesPattern(resolvePattern('user/${aws:username}', context), 'user/alice'); // false: a name is no wildcard
 */
export function resolvePattern(text: string, context: RequestContext): Pattern | undefined {
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf('${', at);
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) return [...pattern, ...patternOf(text.slice(at))];
    const value = variableText(text.slice(start + 2, end), context);
    if (value === undefined) return undefined;
    pattern.push(...patternOf(text.slice(at, start)), ...value);
    at = end + 1;
  }
  return pattern;
}

/** What a variable stands for, character by character. A key with several values is none that a variable can name. */
function variableText(variable: string, context: RequestContext): string[] | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return [variable];
  const comma = variable.indexOf(',');
  const name = (comma < 0 ? variable : variable.slice(0, comma)).trim();
  const values = context(name.toLowerCase());
  if (values?.length === 1) return Array.from(values[0] as string);
  if (comma < 0) return undefined;
  const fallback = variable.slice(comma + 1).trim();
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
  return quoted ? Array.from(fallback.slice(1, -1)) : undefined;
}

/**
 * Whether a text matches a pattern.
 *
 * @example
 * matchesPattern(patternOf('a?c'), 'abc'); // true
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (pattern.length === 1 && pattern[0] === ANY_TEXT) return true;
  const characters = HAS_PAIRS.test(text) ? Array.from(text) : text;
  let p = 0;
  let t = 0;
  let star = -1;
  let retry = 0;
  while (t < characters.length) {
    if (pattern[p] === ANY_TEXT) {
      star = p++;
      retry = t;
    } else if (p < pattern.length && (pattern[p] === ANY_CHARACTER || pattern[p] === characters[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[p] === ANY_TEXT) p++;
  return p === pattern.length;
}

/** Characters that are two units of a string: any other text is walked as it is. */
const HAS_PAIRS = /[\ud800-\udfff]/;

/**
 * A pattern of an ARN in its six parts, so that no wildcard of one reaches into the next; `undefined` for fewer parts.
 *
 * @example
 * arnPatternOf(patternOf('arn:aws:kms:*:111122223333:key/*'))?.length; // 6
 */
export function arnPatternOf(pattern: Pattern): readonly Pattern[] | undefined {
  const parts: Pattern[] = [];
  let from = 0;
  while (parts.length < ARN_PARTS - 1) {
    const colon = pattern.indexOf(':', from);
    if (colon < 0) return undefined;
    parts.push(pattern.slice(from, colon));
    from = colon + 1;
  }
  return [...parts, pattern.slice(from)];
}

const ARN_PARTS = 6;

/**
 * Whether an ARN matches a pattern, part by part.
 *
 * @example
 * matchesArn(patternOf('arn:aws:kms:*:111122223333:key/*'), 'arn:aws:kms:us-east-1:111122223333:key/x'); // true
 */
export function matchesArn(pattern: Pattern, arn: string): boolean {
  const wanted = arnPatternOf(pattern);
  const [arnPrefix = '', ...others] = arn.split(':');
  if (wanted === undefined || others.length < ARN_PARTS - 1) return false;
  const parts = [arnPrefix, ...others.slice(0, ARN_PARTS - 2), others.slice(ARN_PARTS - 2).join(':')];
  return parts.every((part, i) => matchesPattern(wanted[i] as Pattern, part));
}

/**
 * Whether a resource's ARN matches a Resource element. As in an ARN, no wildcard of one part reaches into the next, but
 * for a `*` that ends its part: that one "can expand to match beyond the colon boundaries" (IAM User Guide, "Resource").
 * So `arn:aws:kms:*` names every key, and a Deny that is written so denies.
 *
 * @example
 * matchesResourceArn(patternOf('arn:aws:kms:*'), 'arn:aws:kms:us-east-1:111122223333:key/x'); // true
 */
export function matchesResourceArn(pattern: Pattern, arn: string): boolean {
  return matchesArn(pattern, arn) || (hasFreeWildcard(pattern) && matchesBeyondParts(pattern, arn));
}

/** Whether a `*` before the last part of an ARN ends its part. */
function hasFreeWildcard(pattern: Pattern): boolean {
  return pattern.some(
    (token, at) => token === ANY_TEXT && isFree(pattern, at) && partsBefore(pattern, at) < 5,
  );
}

function isFree(pattern: Pattern, at: number): boolean {
  return at === pattern.length - 1 || pattern[at + 1] === ':';
}

function partsBefore(pattern: Pattern, at: number): number {
  let parts = 0;
  for (let i = 0; i < at && parts < ARN_PARTS; i++) if (pattern[i] === ':') parts++;
  return parts;
}

/**
 * Every place of the pattern that the text so far can have come to, character by character: some wildcards stop at
 * colons and some do not, so that going back to the last one is not enough.
 */
function matchesBeyondParts(pattern: Pattern, text: string): boolean {
  const reach = reachesOf(pattern);
  let places = skipWildcards(pattern, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of places) {
      const token = pattern[at];
      const passes = character !== ':' || reach[at] === true;
      if (token === ANY_TEXT && passes) next.add(at);
      else if (token === character || (token === ANY_CHARACTER && passes)) next.add(at + 1);
    }
    if (next.size === 0) return false;
    places = skipWildcards(pattern, next);
  }
  return places.has(pattern.length);
}

/** Which tokens may stand for a colon. */
function reachesOf(pattern: Pattern): readonly boolean[] {
  let part = 0;
  return pattern.map((token, at) => {
    if (token === ':') part++;
    return part >= ARN_PARTS - 1 || (token === ANY_TEXT && isFree(pattern, at));
  });
}

/** A `*` may stand for nothing: whoever is at one is behind it too. */
function skipWildcards(pattern: Pattern, places: Set<number>): Set<number> {
  for (const at of places) if (pattern[at] === ANY_TEXT) places.add(at + 1);
  return places;
}
