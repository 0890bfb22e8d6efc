import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Operator } from '../../src/client/core/operator.ts';
import { joinWithin } from '../../src/client/join-within.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { type Server, startServer } from '../../src/server/server.ts';
import { type Address, parseAddress } from '../../src/wire/address.ts';
import { lightStretching } from './light-stretching.ts';

const folders: string[] = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-'));
  folders.push(folder);
  return folder;
}

/** A real server on a free port of this machine, stopped after the test. */
export async function runServer(
  test: Pick<TestContext, 'after'>,
  options: Partial<ServerOptions> = {},
): Promise<{ server: Server; address: Address; operator: Operator }> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    stretching: lightStretching,
    floodLimits: false,
    ...options,
    dataFolder,
  });
  test.after(() => server.stop());
  return { server, address: parseAddress(server.address()), operator: operatorOf(server) };
}

/** The operator of a server in this process, who joins for each request. */
function operatorOf(server: Server): Operator {
  return new Operator(async (name, fields) => {
    await using line = await joinWithin(() => server.connectLocally(), { receive: false });
    return await line.request(name, fields);
  });
}
