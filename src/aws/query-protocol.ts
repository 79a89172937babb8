/**
 * The AWS query protocol, as far as AWS STS speaks it: a form in, XML out.
 *
 * Lists come as `Name.member.1.Member`. Source: Smithy, "AWS query protocol". The XML is written, never read.
 *
 * @module
 */

/** What an answer is made of: texts, and members of members in their order. */
export type XmlMembers = { readonly [name: string]: string | XmlMembers };

/** The namespace of AWS STS, version 2011-06-15. */
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/**
 * The body of an answer.
 *
 * @example
 * writeAnswer('GetCallerIdentity', { Account: '111122223333' }, 'id').includes('<Account>111122223333</Account>'); // true
 */
export function writeAnswer(action: string, result: XmlMembers, requestId: string): string {
  const members = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return `<${action}Response xmlns="${NAMESPACE}">${writeMembers(members)}</${action}Response>`;
}

/**
 * The body of a refusal.
 *
 * @example
 * writeRefusal('AccessDenied', 'no', 'id').includes('<Code>AccessDenied</Code>'); // true
 */
export function writeRefusal(code: string, message: string, requestId: string): string {
  const members = { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: requestId };
  return `<ErrorResponse xmlns="${NAMESPACE}">${writeMembers(members)}</ErrorResponse>`;
}

/**
 * The members of a list, in order: each as the form writes it behind `Name.member.N.`; without one, under the empty name.
 *
 * @param limit Members behind that one are not looked for.
 *
 * @example
 * const form = new URLSearchParams('Tags.member.1.Key=a&Tags.member.1.Value=b');
 * readList(form, 'Tags', 50); // [Map { 'Key' => 'a', 'Value' => 'b' }]
 */
export function readList(
  form: URLSearchParams,
  name: string,
  limit: number,
): readonly ReadonlyMap<string, string>[] {
  const members: Map<string, string>[] = [];
  for (const [key, value] of form) {
    const [list, member, index, ...rest] = key.split('.');
    if (list !== name || member !== 'member' || !/^[1-9]\d{0,3}$/.test(index ?? '')) continue;
    const at = Number(index) - 1;
    if (at > limit) continue;
    members[at] = (members[at] ?? new Map<string, string>()).set(rest.join('.'), value);
  }
  return members.filter((one) => one !== undefined);
}

function writeMembers(members: XmlMembers): string {
  return Object.entries(members)
    .map(
      ([name, value]) =>
        `<${name}>${typeof value === 'string' ? escapeXml(value) : writeMembers(value)}</${name}>`,
    )
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
