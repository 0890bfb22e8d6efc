/*
 * Command bridge: runs a command and brings every line of its output to a room, or to a person.
 *
 *   npm install ./partyline-*.tgz      (what npm pack has made)
 *   PARTYLINE_SERVER=line.example PARTYLINE_TOKEN=plt_... \
 *     node command-bridge.js @ana tail -F /var/log/syslog
 *
 * A token that can only write is enough. A line is sent when the one before it is stored, so that a
 * command which writes faster than that is slowed down, and nothing is lost. Ends as the command does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { connect } from 'partyline';

const { PARTYLINE_SERVER: address, PARTYLINE_TOKEN: token } = process.env;
const [room, command, ...args] = process.argv.slice(2);
if (room === undefined || command === undefined) {
  console.error('Usage: node command-bridge.js lobby|@NAME COMMAND [ARGUMENT...]');
  process.exit(64);
}

/** Longest part of a line that is shown, in characters. */
const maxCharacters = 2_000;

await using line = await connect({ address, token, receive: false, present: false });
const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'inherit'] });
const exited = once(child, 'close');
exited.catch(() => {});
for await (const text of createInterface({ input: child.stdout })) {
  if (text.trim() !== '') await line.send(text.slice(0, maxCharacters), { room });
}

try {
  const [code, signal] = await exited;
  await line.send(`${command} has ended${code === 0 ? '' : ` (${signal ?? code})`}.`, { room });
  process.exitCode = code ?? 1;
} catch (error) {
  await line.send(`${command} could not be run: ${error.message}`, { room });
  process.exitCode = 1;
}
