import { type Kind, onOrOff } from './kinds.ts';
import type { ProcessEnvironment } from './process-environment.ts';

/**
 * An option or argument of a command, declared once: the command line, its help, the environment, the
 * configuration file and the shells' completion go by it.
 */
export interface Declaration<Value> {
  /** As commander takes it: `--port <PORT>`, `--json`, `--no-sign-up`, `<to>`, `[rooms...]`; empty where only a file gives it. */
  readonly flags: string;
  readonly kind: Kind<unknown>;
  readonly help: string;
  /** The value when it is given nowhere. */
  readonly default: (environment: ProcessEnvironment) => Value;
  /** The default in words, for the help. */
  readonly defaultText?: string;
  /** The environment variable that gives it as well. */
  readonly variable?: string;
  /** Its key in the configuration file. */
  readonly key?: string;
  /** Of a configuration file: the options that may stand in it, where they are not the command's own. */
  readonly fileOf?: () => Declarations;
  /** It can be given more than once. */
  readonly repeats?: boolean;
  /** The option that cannot stand beside it. */
  readonly conflicts?: string | readonly string[];
  /** How an argument is called where its value is wrong; an option is called by its flag. */
  readonly calledBy?: string;
  /** Why it must not be given on the command line, where it looks as if it could. */
  readonly refusal?: string;
}

/** The declarations of a command by the names of their values; arguments in their order. */
export type Declarations = Readonly<Record<string, Declaration<unknown>>>;

/** The values of {@link Declarations}. */
export type ValuesOf<Table extends Declarations> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['default']>;
};

type Details<Value = never> = Partial<Declaration<Value>>;

/** An option or argument with a value, which is undefined when it is given nowhere. */
export function option<Value>(
  flags: string,
  kind: Kind<Value>,
  help: string,
  details: Details<Value | undefined> = {},
): Declaration<Value | undefined> {
  return { flags, kind, help, default: () => undefined, ...details };
}

/** An argument without which commander runs no command. */
export function required<Value>(
  flags: string,
  kind: Kind<Value>,
  help: string,
  details: Details = {},
): Declaration<Value> {
  return option(flags, kind, help, details) as Declaration<Value>;
}

/** An option or argument that can be given more than once. */
export function repeated<Value>(
  flags: string,
  kind: Kind<Value>,
  help: string,
): Declaration<readonly Value[]> {
  return { flags, kind, help, repeats: true, default: () => [] };
}

/** A value that only the configuration file gives; undefined when it does not. */
export function fileOnly<Value>(key: string, kind: Kind<Value>): Declaration<Value | undefined> {
  return { flags: '', kind, help: '', key, default: () => undefined };
}

/** An option without a value: it switches on what is off, or with `--no-` off what is on. */
export function onOff(flags: string, help: string, details: Details = {}): Declaration<boolean> {
  return { flags, kind: onOrOff, help, default: () => flags.startsWith('--no-'), ...details };
}

/** The option of commands that tell more than results and errors. */
export const quietOption = onOff(
  '-q, --quiet',
  'no notes on standard error: results and errors only',
);

/** A command, declared once: how it is called, and its help. */
export interface CommandDeclaration<Table extends Declarations> {
  readonly name: string;
  /** Its purpose in a few words. */
  readonly summary: string;
  readonly options: Table;
  /** The help behind the options, with examples at its end. */
  readonly help: string;
}

/** Declares a command; its table of options keeps its type. */
export function declareCommand<Table extends Declarations>(
  declared: CommandDeclaration<Table>,
): CommandDeclaration<Table> {
  return declared;
}

/** The values of a command's options and arguments. */
export type CommandValues<Declared extends { options: Declarations }> = ValuesOf<
  Declared['options']
>;
