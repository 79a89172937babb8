import { describeConformance } from './conformance.ts';

let made = 0;

describeConformance('UpdateAlias', {
  async request({ keyId, kind }, house) {
    const AliasName = `alias/updated-${++made}`;
    const { KeyId } = await house.make({ KeySpec: kind.spec, KeyUsage: kind.usage });
    await house.send('CreateAlias', { AliasName, TargetKeyId: KeyId });
    return { AliasName, TargetKeyId: keyId };
  },
});
