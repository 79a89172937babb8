/**
 * An S3 server as a process of its own: it verifies signatures, keeps objects and their metadata in a folder. It is
 * installed from the lockfile in `s3/` when it is first wanted.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installHosts } from '../../runtimes/install.ts';

const HOME = fileURLToPath(new URL('s3', import.meta.url));

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const PROGRAM = `
import S3rver from '@20minutes/s3rver';
const [folder, bucket, port] = process.argv.slice(1);
const configureBuckets = [{ name: bucket, configs: [] }];
const server = new S3rver({ port: Number(port), address: '127.0.0.1', silent: true, directory: folder, configureBuckets });
// The SDK signs /bucket/ for a list, and this server would verify /bucket: it is told of the slash where it looks for one.
server.middleware.unshift(async (ctx, next) => {
  if (ctx.path === '/' + bucket + '/') {
    ctx.mountPath = '/';
    Object.defineProperty(ctx.state, 'vhost', { get: () => true, set: () => {} });
  }
  await next();
});
console.log((await server.run()).port);
`;

/** What its only account signs with. */
export const S3_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' } as const;

export interface S3Server {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A server with one bucket, on a free port unless one is named. */
export async function startS3(folder: string, bucket: string, port = 0): Promise<S3Server> {
  const missing = await installHosts(HOME);
  if (missing !== undefined) throw new Error(`the S3 server could not be installed: ${missing}`);
  const child = spawn(NODE, ['--input-type=module', '-e', PROGRAM, folder, bucket, String(port)], {
    cwd: HOME,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const said = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text);
    });
    child.on('close', () => resolve(text));
  });
  const heard = Number.parseInt(said, 10);
  if (!(heard > 0)) throw new Error('the S3 server did not start');
  return {
    url: `http://127.0.0.1:${heard}`,
    port: heard,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
