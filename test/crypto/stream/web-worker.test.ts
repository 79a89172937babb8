import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebWorker, fromWebWorker } from '../../../src/crypto/stream/web-worker.ts';

/** A Web Worker as far as it is used. */
function fakeWebWorker() {
  const listeners = new Map<string, (event: object) => void>();
  return {
    sent: [] as unknown[][],
    postMessage(...input: unknown[]) {
      this.sent.push(input);
    },
    addEventListener: (type: string, listener: (event: object) => void) => void listeners.set(type, listener),
    terminate: vi.fn(),
    tell: (type: string, event: object) => listeners.get(type)?.(event),
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('a Web Worker', () => {
  it('is sent requests with their transfers, and heard for their answers', () => {
    const web = fakeWebWorker();
    const worker = fromWebWorker(web as never);
    const heard: unknown[] = [];
    const onLost = vi.fn();
    worker.listen((answer) => heard.push(answer), onLost);
    const buffer = new ArrayBuffer(1);
    worker.postMessage({ kind: 'close' }, [buffer]);
    web.tell('message', { data: { kind: 'closed' } });
    expect(web.sent).toEqual([[{ kind: 'close' }, [buffer]]]);
    expect(heard).toEqual([{ kind: 'closed' }]);
    expect(onLost).not.toHaveBeenCalled();
    worker.terminate();
    expect(web.terminate).toHaveBeenCalledTimes(1);
  });

  it('is lost by an error, which goes no further, and by a message that cannot be read', () => {
    const web = fakeWebWorker();
    const onLost = vi.fn();
    fromWebWorker(web as never).listen(() => undefined, onLost);
    const preventDefault = vi.fn();
    web.tell('error', { preventDefault });
    web.tell('messageerror', {});
    expect(preventDefault).toHaveBeenCalledTimes(1);
    expect(onLost).toHaveBeenCalledTimes(2);
  });

  it('is made as a module from the script beside the file, where there are any', () => {
    expect(() => createWebWorker()).toThrow(ReferenceError);
    const made: [URL, object][] = [];
    vi.stubGlobal(
      'Worker',
      class {
        constructor(...input: [URL, object]) {
          made.push(input);
        }
      },
    );
    createWebWorker();
    expect(made[0]?.[0].pathname).toMatch(/crypto\/stream\/web-worker-entry\.js$/);
    expect(made[0]?.[1]).toEqual({ type: 'module' });
  });
});
