import { describe, expect, it } from 'vitest';
import {
  forgetSettings,
  type Memory,
  recallSettings,
  rememberSettings,
  type Settings,
} from '../../src/console/settings.ts';

const FIRST: Settings = { mode: 'endpoint', endpoint: 'http://localhost:4599', region: '', remembers: false };
const SECRET = { accessKeyId: 'AKID', secretAccessKey: 'swordfish' };

/** What `sessionStorage` does. */
function memory(): Memory & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
  };
}

describe('the settings of a session', () => {
  it('are remembered without the credentials, unless that is asked for', () => {
    const session = memory();
    rememberSettings({ ...FIRST, region: 'eu-west-1', credentials: SECRET }, session);
    expect([...session.texts.values()].join()).not.toContain('swordfish');
    expect(recallSettings(FIRST, session)).toEqual({ ...FIRST, region: 'eu-west-1' });
  });

  it('are remembered with the credentials when that is asked for, and forgotten', () => {
    const session = memory();
    const settings = { ...FIRST, credentials: SECRET, remembers: true };
    rememberSettings(settings, session);
    expect(recallSettings(FIRST, session)).toEqual(settings);
    forgetSettings(session);
    expect(recallSettings(FIRST, session)).toEqual(FIRST);
  });

  it('are those to begin with where nothing, or nothing that can be read, is remembered', () => {
    const session = memory();
    session.setItem('strongroom-console', '{"mode":"moon","endpoint":7,"region":null,"credentials":{}}');
    expect(recallSettings(FIRST, session)).toEqual(FIRST);
    session.setItem('strongroom-console', '{');
    expect(recallSettings(FIRST, session)).toEqual(FIRST);
    expect(recallSettings(FIRST, undefined)).toEqual(FIRST);
  });

  it('do not depend on a browser that keeps anything', () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    const closed: Memory = { getItem: refuse, setItem: refuse, removeItem: refuse };
    rememberSettings(FIRST, closed);
    forgetSettings(closed);
    expect(recallSettings(FIRST, closed)).toEqual(FIRST);
  });
});
