import { Readable, Writable } from 'node:stream';
import { LineReader } from '../base/line-reader.ts';
import type { Line } from '../client/line.ts';
import { findCommand, runCommand } from '../talk/commands.ts';
import { readNewcomer } from '../talk/invite-command.ts';
import { localFilesAt } from '../terminal/local-files.ts';
import { PlainScreen } from '../terminal/plain-screen.ts';
import { Script } from '../terminal/script.ts';
import { limits } from '../words/limits.ts';
import { foldName } from '../words/name.ts';
import type { adminCommand } from './admin-command.ts';
import { exitCodes } from './exit-codes.ts';
import { styleOfTerminal } from './interactive.ts';
import { jsonLine } from './json-line.ts';
import { enterAsOperator } from './local-operator.ts';
import type { CommandValues } from './options.ts';
import { flushed, print } from './output.ts';
import { processEnvironment } from './process-environment.ts';

/** Commands that know more than that they are done, by their names at the console. */
const answers: Readonly<Record<string, (line: Line, words: readonly string[]) => Promise<object>>> =
  {
    accounts: async ({ operator }) => ({ accounts: await operator.accounts() }),
    sessions: ({ operator }, [name]) => operator.sessions(nameOf(name)),
    bans: async ({ operator }) => ({ bans: await operator.sanctions() }),
    audit: ({ operator }, [name]) => {
      const account = nameOf(name);
      return operator.audit({
        limit: limits.actsListed,
        ...(account === undefined ? {} : { name: account }),
      });
    },
    list: async ({ rooms }) => ({ rooms: await rooms.list() }),
    invite: ({ operator }, words) => {
      const { name, rooms, role } = readNewcomer(words.join(' ').replace(/^new( |$)/i, ''));
      return operator.invite(name, { rooms, role });
    },
    reset: ({ operator }, [name = '']) => operator.reset(folded(name)),
    status: ({ operator }) => operator.status(),
  };

/** `partyline admin`: one command of the console; resolves with the exit code. */
export async function run(options: CommandValues<typeof adminCommand>): Promise<number> {
  const { command, words, json, data } = options;
  await using line = await enterAsOperator(data);
  const typed = command.replace(/^\//, '').toLowerCase();
  const name = typed === 'rooms' ? 'list' : typed;
  const answer = json ? answers[name] : undefined;
  if (answer !== undefined) await print(jsonLine(await answer(line, words)));
  else await runAsConsole(line, [name, ...words], json);
  return exitCodes.ok;
}

async function runAsConsole(line: Line, words: readonly string[], json: boolean): Promise<void> {
  const nothing = new Writable({ write: (_chunk, _encoding, written) => written() });
  const { output, errors } = processEnvironment();
  const screen = new PlainScreen({
    input: new LineReader(Readable.from([]), { source: 'nothing', maxBytes: 1 }),
    output: json ? nothing : output,
    errorOutput: json ? nothing : errors,
  });
  const script = new Script(
    screen,
    styleOfTerminal(false),
    line,
    localFilesAt(processEnvironment()),
  );
  // Without its slash a word would be said in the lobby.
  findCommand(script.commands, words[0] ?? '');
  await runCommand(script.commands, script, `/${words.join(' ')}`);
  if (script.stopsServer) await line.whenClosed();
  await screen.flush();
  if (json) await print(jsonLine({ done: true }));
  await flushed();
}

function nameOf(word: string | undefined): string | undefined {
  return word === undefined ? undefined : folded(word);
}

function folded(name: string): string {
  return foldName(name.replace(/^@/, ''));
}
