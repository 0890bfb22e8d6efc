/*
 * A server as `partyline serve` runs it, for tests that start it hundreds of times: without what the
 * command line adds, and with key stretching at the floor. Arguments: data folder, port.
 */
import process from 'node:process';
import { serverModule } from '../support/built.ts';

const { startServer, stretchingFloor }: typeof import('../../src/embed.ts') = await import(
  serverModule
);
const [dataFolder = '', port] = process.argv.slice(2);
const server = await startServer({
  dataFolder,
  host: '127.0.0.1',
  port: Number(port),
  stretching: stretchingFloor,
  floodLimits: false,
});
process.once('SIGTERM', () => void server.stop());
process.stdout.write(`ready ${server.address()}\n`);
