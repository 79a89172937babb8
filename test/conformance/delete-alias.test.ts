import { describeConformance } from './conformance.ts';

let made = 0;

describeConformance('DeleteAlias', {
  async request({ keyId }, house) {
    const AliasName = `alias/deleted-${++made}`;
    await house.send('CreateAlias', { AliasName, TargetKeyId: keyId });
    return { AliasName };
  },
});
