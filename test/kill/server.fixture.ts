/*
 * A server as `partyline serve` runs it, for tests that start it hundreds of times: without what the
 * command line adds, and with key stretching at the floor. Arguments: data folder, host, port, and of a node of
 * several the URLs of the nats-servers.
 */
import process from 'node:process';
import { serverModule } from '../support/built.ts';

const { startServer, stretchingFloor }: typeof import('../../src/embed.ts') = await import(
  serverModule
);
const [dataFolder = '', host = '', port, ...servers] = process.argv.slice(2);
const server = await startServer({
  dataFolder,
  host,
  port: Number(port),
  stretching: stretchingFloor,
  floodLimits: false,
  ...(servers.length === 0 ? {} : { cluster: { servers } }),
});
process.once('SIGTERM', () => void server.stop());
process.stdout.write(`ready ${server.address()}\n`);
