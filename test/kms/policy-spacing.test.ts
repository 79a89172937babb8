import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/kms/key-policy.ts';
import { spacedPolicy } from '../../src/kms/policy-spacing.ts';

describe('the spacing of a policy', () => {
  /** KMS API reference, GetKeyPolicy, "Example Response". */
  it('is that of the answer that AWS publishes', () => {
    expect(spacedPolicy(defaultPolicy({ account: '111122223333', region: 'us-east-1' }))).toBe(
      [
        '{',
        '  "Version" : "2012-10-17",',
        '  "Id" : "key-default-1",',
        '  "Statement" : [ {',
        '    "Sid" : "Enable IAM User Permissions",',
        '    "Effect" : "Allow",',
        '    "Principal" : {',
        '      "AWS" : "arn:aws:iam::111122223333:root"',
        '    },',
        '    "Action" : "kms:*",',
        '    "Resource" : "*"',
        '  } ]',
        '}',
      ].join('\n'),
    );
  });

  it('keeps lists on a line, and what is empty in a blank', () => {
    const json = '{"a":[1,"b",[]],"c":{},"d":[{"e":null},{"f":true}]}';
    const spaced =
      '{\n  "a" : [ 1, "b", [ ] ],\n  "c" : { },\n  "d" : [ {\n    "e" : null\n  }, {\n    "f" : true\n  } ]\n}';
    expect(spacedPolicy(json)).toBe(spaced);
    expect(spacedPolicy(spaced)).toBe(spaced);
    expect(spacedPolicy(JSON.stringify(JSON.parse(json), undefined, '\t'))).toBe(spaced);
  });

  it('changes no text, whatever is in it', () => {
    for (const text of ['{ "a" : [ 1 ] }', '\\', '"', '\\"', ':,', '\n', '\u00e9 ', '']) {
      const json = JSON.stringify({ [text]: [text, { x: text }] });
      expect(JSON.parse(spacedPolicy(json))).toEqual(JSON.parse(json));
      expect(spacedPolicy(json)).toContain(`[ ${JSON.stringify(text)}, {`);
    }
  });

  it('keeps numbers and repeated members as they were written', () => {
    expect(spacedPolicy('{"a":1.50,"a":1E3}')).toBe('{\n  "a" : 1.50,\n  "a" : 1E3\n}');
  });
});
