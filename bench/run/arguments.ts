import { parseArgs } from 'node:util';

/** The request in the command's arguments. */
export interface Wanted {
  /** Letters of scenarios, in order; each once. */
  readonly letters: readonly string[];
  readonly help: boolean;
  readonly quick: boolean;
  readonly write: boolean;
  readonly repetitions: number;
  /** Length of a run. */
  readonly seconds: number;
  /** The largest store of scenario I. */
  readonly messages: number;
}

/** The command was called in a way that it does not know; the message is for a person. */
export class UsageError extends Error {}

const options = {
  quick: { type: 'boolean' },
  repetitions: { type: 'string' },
  seconds: { type: 'string' },
  messages: { type: 'string' },
  'no-write': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const usual = { repetitions: 3, seconds: 3, messages: 10_000_000 };
const quickly = { repetitions: 1, seconds: 0.1, messages: 2_000 };

/**
 * Reads the arguments of the command.
 *
 * @param known letters of all scenarios
 * @throws UsageError
 */
export function readArguments(args: readonly string[], known: readonly string[]): Wanted {
  const { values, positionals } = parse(args);
  const quick = values.quick === true;
  const defaults = quick ? quickly : usual;
  return {
    letters: lettersOf(positionals, known),
    help: values.help === true,
    quick,
    write: !quick && values['no-write'] !== true,
    repetitions: wholeNumber('--repetitions', values.repetitions, 1) ?? defaults.repetitions,
    seconds: positive('--seconds', values.seconds) ?? defaults.seconds,
    messages: wholeNumber('--messages', values.messages, 1_000) ?? defaults.messages,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function lettersOf(positionals: readonly string[], known: readonly string[]): readonly string[] {
  const wanted = new Set(positionals.map((letter) => letter.toUpperCase()));
  for (const letter of wanted) {
    if (known.includes(letter)) continue;
    throw new UsageError(`There is no scenario "${letter}"; there are ${known.join(', ')}.`);
  }
  return wanted.size === 0 ? known : known.filter((letter) => wanted.has(letter));
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${name} is a whole number, ${least} or more, and not "${text}".`);
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 3_600) return value;
  throw new UsageError(`${name} is a number of seconds above 0, and not "${text}".`);
}

/** What `--help` says. */
export function helpOf(scenarios: readonly { letter: string; title: string }[]): string {
  const list = scenarios.map(({ letter, title }) => `  ${letter}  ${title}`).join('\n');
  return `npm run bench -- [OPTION ...] [SCENARIO ...]

Measures the built server against its peers, and writes bench/results/ and docs/performance.md.

Scenarios, all of them if none is named:
${list}

Options:
  --quick            a smoke test of all scenarios in a minute; its figures mean nothing
  --repetitions N    how often each measurement is repeated (${usual.repetitions})
  --seconds S        length of a run (${usual.seconds})
  --messages N       the largest store of scenario I (${usual.messages})
  --no-write         only prints
  --help             this text

bench/setup installs what is measured against. Exit codes: 0, all scenarios ran through; 1, one did not;
64, the command was called wrongly; 69, there is no C compiler.
`;
}
