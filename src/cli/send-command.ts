import { type Command, Option } from 'commander';
import { limits } from '../words/limits.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Finish } from './finish.ts';
import {
  addLineOptions,
  chooseLine,
  durationOption,
  type LineFlags,
  sessionHelp,
  tokenRefusal,
} from './option-flags.ts';
import { parseRoom } from './room-names.ts';
import type { Surroundings } from './surroundings.ts';

interface SendFlags extends LineFlags {
  readonly lines?: true;
  readonly split?: true;
  readonly timeout?: number;
  readonly json?: true;
}

const defaultTimeoutMs = 30_000;

export function addSend(program: Command, surroundings: Surroundings, finish: Finish): void {
  const command = program
    .command('send')
    .description('send a message, and exit when it is stored')
    .showHelpAfterError('partyline send --help lists the options.')
    .argument('<to>', 'lobby, or @NAME for a person')
    .argument('[text...]', 'the message; standard input if it is left out')
    .addOption(
      new Option('--lines', 'send each line of standard input as it comes').conflicts('split'),
    )
    .option('--split', 'send a long text as several messages, cut at line ends')
    .addOption(
      durationOption(
        '--timeout',
        'give up when nothing is acknowledged for so long (default: 30s)',
      ),
    )
    .option('--json', 'print what the server acknowledged, a line of JSON each');
  addLineOptions(command)
    .addOption(tokenRefusal())
    .addHelpText('after', sendHelp)
    .action(async (to: string, words: readonly string[], flags: SendFlags) => {
      const { lines = false, split = false, json = false, timeout = defaultTimeoutMs } = flags;
      const options = {
        line: chooseLine(flags, surroundings, true),
        to: parseRoom(to),
        ...(words.length === 0 ? {} : { text: words.join(' ') }),
        lines,
        split,
        json,
        timeoutMs: timeout,
      };
      if (lines && words.length > 0) throw linesAndText();
      const { run } = await import('./send.ts');
      finish(await run(options));
    });
}

function linesAndText(): CommandError {
  return new CommandError(
    exitCodes.usage,
    '--lines takes messages from standard input, so there can be no text among the arguments.',
  );
}

const sendHelp = `
Without a text the whole of standard input is one message, less the line end at
its end. A message takes at most ${limits.textBytes.toLocaleString('en')} bytes of UTF-8. With --lines empty
lines are skipped, and the first that is refused ends it. Words that begin with a
dash stand behind --. The exit code is 0 when the server has acknowledged
everything, and not otherwise.
${sessionHelp}

Examples:
  partyline send lobby The build is green
  partyline send @ana --timeout 5s Lunch?
  git log -5 --oneline | partyline send lobby
  journalctl -f -u backup | partyline send @ana --lines`;
