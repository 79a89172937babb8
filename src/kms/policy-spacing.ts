/**
 * The spacing in which AWS gives policies back: that of the pretty printer of Jackson, a JSON library for Java, as every
 * recorded answer of GetKeyPolicy has it.
 *
 * Tokens are moved apart and together, never read: texts, numbers and the order of members stay as they were given.
 *
 * @module
 */

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const OPENERS: Readonly<Record<string, string>> = { '}': '{', ']': '[' };

/**
 * A JSON text in AWS's spacing: members on lines of their own, the values of lists on one.
 *
 * @param json What parses as JSON.
 *
 * @example
 * spacedPolicy('{"Id":"a","Statement":[]}'); // '{\n  "Id" : "a",\n  "Statement" : [ ]\n}'
 */
export function spacedPolicy(json: string): string {
  const opened: string[] = [];
  let spaced = '';
  let previous = '';
  for (const [token] of json.matchAll(TOKENS)) {
    const opener = OPENERS[token];
    if (opener !== undefined) {
      opened.pop();
      spaced += opener === '{' && previous !== '{' ? lineOf(opened) : ' ';
    } else if (previous === ',' || previous === '{' || previous === '[') {
      spaced += opened.at(-1) === '{' ? lineOf(opened) : ' ';
    }
    spaced += token === ':' ? ' : ' : token;
    if (token === '{' || token === '[') opened.push(token);
    previous = token;
  }
  return spaced;
}

/** Two blanks for each structure around, none for lists. */
function lineOf(opened: readonly string[]): string {
  return `\n${'  '.repeat(opened.filter((opener) => opener === '{').length)}`;
}
