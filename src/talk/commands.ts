import { InputError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName } from '../words/name.ts';
import type { Role } from '../words/role.ts';
import { columnLines } from './columns.ts';
import { emojisFor } from './emoji-shortcodes.ts';
import { insteadText } from './foreign-commands.ts';
import { shown } from './safe-text.ts';

/** A command with its arguments that is longer leaves the help's other column no room, in characters. */
const widestUsage = 32;

/** One command that can be typed after `/`. `Context` is what its `run` works on. */
export interface Command<Context> {
  /** Without the slash, in lower case. */
  readonly name: string;
  /** Other names it answers to; not listed in the help. */
  readonly aliases?: readonly string[];
  /** The role that it takes; none if left out. */
  readonly right?: Role;
  /** It is of no use at the server itself. */
  readonly notAtServer?: boolean;
  /** The words after the name, as in `NAME [REASON]`; empty when there may be none. */
  readonly arguments: string;
  /** Its purpose, in one sentence without an end. */
  readonly summary: () => string;
  /** More for `/help COMMAND`; may have several lines. */
  readonly details?: () => string;
  /**
   * @param rest what was typed after the name, without the spaces around it
   * @throws InputError for what the person should have typed otherwise
   */
  run(context: Context, rest: string): void | Promise<void>;
}

/** The commands there are, and whose they are at present. */
export interface Commands<Context> {
  readonly table: readonly Command<Context>[];
  readonly role: Role;
}

/** An entered line: something to say, or a command with its arguments. */
export type Entered<Context> =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command<Context>; readonly rest: string };

/**
 * Finds out what was entered. `//text` says `/text`; the name of a command is read in any case.
 *
 * @throws InputError for an unknown command, with the nearest one; and for arguments to a command
 *   that takes none
 */
export function readEntered<Context>(commands: Commands<Context>, line: string): Entered<Context> {
  if (!line.startsWith('/')) return { kind: 'text', text: line };
  if (line.startsWith('//')) return { kind: 'text', text: line.slice(1) };
  const [name, rest] = takeWord(line.slice(1));
  const command = findCommand(commands, name);
  if (command.arguments === '' && rest !== '') {
    throw new InputError(
      textOf('command.takes-nothing', { command: name.toLowerCase(), text: shown(rest) }),
    );
  }
  return { kind: 'command', command, rest };
}

/**
 * Runs the command that was entered and waits for it. A line that is no command is not touched.
 *
 * @returns the text to be said when the line is no command, else undefined
 * @throws InputError as {@link readEntered} does, and whatever the command throws
 */
export async function runCommand<Context>(
  commands: Commands<Context>,
  context: Context,
  line: string,
): Promise<string | undefined> {
  const entered = readEntered(commands, line);
  if (entered.kind === 'text') return entered.text;
  await entered.command.run(context, entered.rest);
  return undefined;
}

/**
 * @param name with or without the slash, in any case
 * @throws InputError when there is no such command, with the nearest one, and when it is an operator's
 */
export function findCommand<Context>(
  { table, role }: Commands<Context>,
  name: string,
): Command<Context> {
  const wanted = name.replace(/^\//, '').toLowerCase();
  const named = table.filter((command) => namesOf(command).includes(wanted));
  const usable = usableCommands({ table: named, role })[0];
  if (usable !== undefined) return usable;
  const [forbidden] = named;
  if (forbidden !== undefined) {
    throw new InputError(textOf('command.operators-only', { command: forbidden.name }));
  }
  throw new InputError(unknownCommand(usableCommands({ table, role }), wanted));
}

/** Those that whoever types may use. */
function usableCommands<Context>({ table, role }: Commands<Context>): Command<Context>[] {
  return table.filter(({ right = role }) => right === role);
}

function namesOf<Context>(command: Command<Context>): readonly string[] {
  return [command.name, ...(command.aliases ?? [])];
}

function unknownCommand<Context>(table: readonly Command<Context>[], wanted: string): string {
  const instead = insteadText(wanted);
  if (instead !== undefined) {
    const name = textOf('command.none', { name: wanted });
    return `${name} ${textOf(instead)}`;
  }
  const meant = nearest(wanted, table.flatMap(namesOf));
  const name = shown(wanted);
  return meant === undefined
    ? textOf('command.unknown', { name })
    : textOf('command.unknown-near', { name, meant });
}

/**
 * Takes the name off the front of what was typed after a command.
 *
 * @throws InputError for one that is missing, and for what cannot be a name
 */
export function takeName(rest: string, usage: string): [name: string, rest: string] {
  const [word, text] = takeWord(rest);
  if (word === '') throw new InputError(textOf('missing.name', { usage }));
  return [foldName(word.replace(/^@/, '')), text];
}

/** Cuts off the first word: `['bob', 'has left']` of ` bob  has left `. Both may be empty. */
export function takeWord(text: string): [word: string, rest: string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end < 0 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trim()];
}

function usage<Context>(command: Command<Context>): string {
  return `/${command.name}${command.arguments === '' ? '' : ` ${command.arguments}`}`;
}

/**
 * The lines that `/help` and `/help COMMAND` show.
 *
 * @param name what was typed after `/help`; empty for the list of all commands
 * @throws InputError when there is no such command
 */
export function helpLines<Context>(commands: Commands<Context>, name: string): string[] {
  if (name !== '') return helpFor(findCommand(commands, name));
  const rows = usableCommands(commands).map(
    (command) => [usage(command), command.summary()] as const,
  );
  return rowsOfHelp([...rows, ['//TEXT', textOf('help.slash')]]).map((line) => `  ${line}`);
}

/** Commands and their purposes in two columns; a longer command stands above its purpose. */
function rowsOfHelp(rows: readonly (readonly [usage: string, summary: string])[]): string[] {
  const isLong = (usage: string) => usage.length > widestUsage;
  const lines = columnLines(rows.map(([usage, summary]) => [isLong(usage) ? '' : usage, summary]));
  return rows.flatMap(([usage], place) => [
    ...(isLong(usage) ? [usage] : []),
    lines[place] as string,
  ]);
}

function helpFor<Context>(command: Command<Context>): string[] {
  const details = command.details?.().split('\n') ?? [];
  return [`${usage(command)}  ${command.summary()}`, ...details.map((line) => `  ${line}`)];
}

/** What Tab offers for words that are no commands. */
export interface Offered {
  /** People who can be named. */
  readonly names: readonly string[];
  /** Rooms with their `#`. */
  readonly rooms: readonly string[];
}

/**
 * The offer of Tab for the word at the end: commands after a slash at the beginning, rooms after a `#`, emojis
 * after a `:`, else people, also behind an `@`, and behind others with commas between them.
 */
export function completeLine<Context>(
  commands: Commands<Context>,
  { names, rooms }: Offered,
  line: string,
): [candidates: string[], replaced: string] {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  if (word === '') return [[], word];
  if (word.startsWith(':')) return [emojisFor(word).map((emoji) => `${emoji} `), word];
  const isCommand = word.length === line.length && word.startsWith('/');
  const before = isCommand || word.startsWith('#') ? '' : (/^@?(?:[^,@]*,)*/.exec(word)?.[0] ?? '');
  const begun = word.slice(before.length).toLowerCase();
  const offered = isCommand
    ? usableCommands(commands).map((command) => `/${command.name}`)
    : word.startsWith('#')
      ? rooms
      : names;
  const candidates = offered.filter((candidate) => candidate.startsWith(begun));
  return [candidates.map((candidate) => `${before}${candidate} `), word];
}
