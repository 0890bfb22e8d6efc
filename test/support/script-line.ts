import { join } from 'node:path';
import type { Line } from '../../src/index.ts';
import type { Scope } from './cleanup.ts';
import { runCommand, startCommand } from './command.ts';
import { signUpOn } from './joined-lines.ts';
import type { Ended, Program, ProgramOptions } from './program.ts';
import { type LineSettings, newFolder, type StartedLine, startLine } from './started-line.ts';
import { password } from './test-client.ts';

/** A server, with ann, whose session is saved and whose client runs, and ben. */
export interface ScriptLine {
  readonly started: StartedLine;
  readonly ann: Line;
  readonly ben: Line;
  /** The folder of ann's saved session. */
  readonly data: string;
  /** Hers and ben's. */
  readonly password: string;
  /** Runs a command as ann. */
  run(args: readonly string[], options?: ProgramOptions): Promise<Ended>;
  /** Starts a command as ann; it ends with the scope. */
  start(scope: Scope, args: readonly string[]): Program;
  /** All of a room's texts, oldest first. */
  texts(room?: string): Promise<string[]>;
  /** The environment of a program with a new app token of ann's. */
  tokenOf(
    name: string,
    grant?: { read?: boolean; write?: boolean; rooms?: string[] },
  ): Promise<Record<string, string>>;
}

/**
 * Each password login costs, so that the tests of a file share one line.
 *
 * @param options.aheadMs how much the clock of the server is ahead of that of the clients
 */
export async function startScriptLine(
  scope: Scope,
  { aheadMs = 0, ...settings }: LineSettings & { readonly aheadMs?: number } = {},
): Promise<ScriptLine> {
  const started = await startLine(scope, settings);
  started.clock.advance(aheadMs);
  const home = newFolder(scope);
  const data = join(home, 'partyline', 'client');
  const address = started.server.address();
  const [ann, ben] = await Promise.all([
    signUpOn(scope, address, 'ann', { profile: data }),
    signUpOn(scope, address, 'ben'),
  ]);
  const asAnn = ({ env = {}, ...rest }: ProgramOptions = {}) => ({
    ...rest,
    env: { XDG_DATA_HOME: home, ...env },
  });
  return {
    started,
    ann,
    ben,
    data,
    password,
    run: (args, options) => runCommand(args, asAnn(options)),
    start: (own, args) => startCommand(own, args, asAnn()),
    texts: (room = 'lobby') => textsOf(ann, room),
    tokenOf: async (name, grant = {}) => {
      const { token } = await ann.account.createToken({ name, read: true, write: true, ...grant });
      return { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: address };
    },
  };
}

async function textsOf(line: Line, room: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const { messages, more } = await line.history(room, { after: texts.length, limit: 1_000 });
    texts.push(...messages.map(({ text }) => text));
    if (!more) return texts;
  }
}
