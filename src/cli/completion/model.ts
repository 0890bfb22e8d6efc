import type { Command, Option } from 'commander';
import { logLevels } from '../../base/log.ts';
import { signUpModes } from '../../words/sign-up-mode.ts';
import { shells } from './shells.ts';

/** What can be put in a place of the command line; `nothing`: only the person knows. */
export type Offer = 'files' | 'folders' | 'nothing' | readonly string[];

/** An option as a shell completes it. */
export interface CompletedOption {
  /** With their dashes: `-h`, `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What its value can be; undefined if it takes none. */
  readonly value: Offer | undefined;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** The words it is called by: `token create`; empty for `partyline` itself. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its first argument can be. */
  readonly argument: Offer;
  /** Whether the first argument may be given several times. */
  readonly repeats: boolean;
  readonly commands: readonly CompletedCommand[];
}

/** What can be offered by the words that stand for a value in the help. */
const offers: Readonly<Record<string, Offer>> = {
  FILE: 'files',
  DIR: 'folders',
  MODE: signUpModes,
  LEVEL: logLevels,
  ROOM: ['lobby'],
  to: ['lobby'],
  rooms: ['lobby'],
  shell: shells,
};

/** The command line as the shells' scripts are made from it, so that they never fall behind. */
export function modelOf(program: Command): CompletedCommand {
  return commandOf(program, '');
}

function commandOf(command: Command, path: string): CompletedCommand {
  const [argument] = command.registeredArguments;
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const names = below.map((each) => each.name());
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionOf),
    argument: offerOf(argument?.name()),
    repeats: argument?.variadic ?? false,
    commands: below.map((each) => {
      const completed = commandOf(each, path === '' ? each.name() : `${path} ${each.name()}`);
      return each.name() === 'help' ? { ...completed, argument: names } : completed;
    }),
  };
}

function optionOf({ short, long, description, flags }: Option): CompletedOption {
  const [, placeholder] = /[<[](.+)[>\]]/.exec(flags) ?? [];
  return {
    flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
    description,
    value: placeholder === undefined ? undefined : offerOf(placeholder),
  };
}

function offerOf(placeholder: string | undefined): Offer {
  if (placeholder === undefined) return 'nothing';
  const words = /^[a-z]+(\|[a-z]+)+$/.test(placeholder) ? placeholder.split('|') : 'nothing';
  return offers[placeholder] ?? words;
}

/** A command and all below it. */
export function everyCommand(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The last word of a command's path. */
export function nameOf({ path }: CompletedCommand): string {
  return path.split(' ').at(-1) ?? '';
}
