import { Argument, type Command, Option } from 'commander';
import { beQuiet } from './notes.ts';
import type { CommandDeclaration, Declaration, Declarations, ValuesOf } from './options.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import type { Given, Resolved } from './resolve-options.ts';

/**
 * Does what a command is for; resolves with the exit code.
 *
 * @param explicit names of the values that were given somewhere
 * @param resolve looks for the values again, as the configuration file may be another one by now
 */
export type Run<Table extends Declarations> = (
  values: ValuesOf<Table>,
  explicit: ReadonlySet<string>,
  resolve: () => Promise<Resolved<Table>>,
) => Promise<number> | number;

/** The process around the commands. */
export interface CommandContext {
  readonly environment: ProcessEnvironment;
  /** Told the exit code of the command that ran. */
  finish(exitCode: number): void;
}

/**
 * Adds a command to those of `parent`; returns it, so that it can have commands itself.
 *
 * @param load gives what runs it; called when the command is, so that others do not load it
 */
export function addCommand<Table extends Declarations>(
  parent: Command,
  declared: CommandDeclaration<Table>,
  { environment, finish }: CommandContext,
  load: () => Promise<Run<Table>> | Run<Table>,
): Command {
  const command = parent.command(declared.name).description(declared.summary);
  const called = parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`;
  describe(command, declared.help)
    .showHelpAfterError(`partyline ${called} --help lists the options.`)
    .action(async () => {
      const { resolveOptions } = await import('./resolve-options.ts');
      const given = givenTo(command);
      const resolve = () => resolveOptions(declared.options, given, environment);
      const { values, explicit } = await resolve();
      if ('quiet' in values && values.quiet === true) beQuiet();
      const run = await load();
      finish(await run(values, explicit, resolve));
    });
  for (const declaration of Object.values(declared.options)) add(command, declaration);
  return command;
}

function add(command: Command, declaration: Declaration<unknown>): void {
  const { flags, help, defaultText, repeats, conflicts, refusal } = declaration;
  if (flags === '') return;
  if (!flags.startsWith('-')) {
    command.addArgument(declaredBy(new Argument(flags, help), declaration));
    return;
  }
  const about = defaultText ? `${help} (default: ${defaultText})` : help;
  const option = declaredBy(new Option(flags, about), declaration);
  option.hideHelp(refusal !== undefined).conflicts([conflicts ?? []].flat());
  if (repeats) option.argParser((text, before: string[] = []) => [...before, text]);
  // A switch that a file or a variable has set can be set back.
  if (option.negate) command.addOption(new Option(flags.replace('--no-', '--')).hideHelp());
  command.addOption(option);
  if (option.isBoolean()) command.addOption(new Option(`--no-${option.name()}`).hideHelp());
}

/** The words of the command line by the names of the values. */
function givenTo(command: Command): Given {
  const named = command.registeredArguments.map((argument, index) => {
    const given = command.processedArgs[index];
    return [argument.name(), Array.isArray(given) && given.length === 0 ? undefined : given];
  });
  return { ...command.opts(), ...Object.fromEntries(named) };
}

/** An option or argument with the declaration that it was made of. */
interface Declared {
  declaration?: Declaration<unknown>;
}

function declaredBy<Part extends Option | Argument>(
  part: Part,
  declaration: Declaration<unknown>,
): Part {
  return Object.assign(part, { declaration });
}

/** The declaration that an option or argument was made of; undefined for those of every command, such as help. */
export function declarationOf(
  part: Option | Argument | undefined,
): Declaration<unknown> | undefined {
  return (part as Declared | undefined)?.declaration;
}

const abouts = new WeakMap<Command, string>();

/** Adds the help behind a command's options. */
export function describe(command: Command, about: string): Command {
  abouts.set(command, about);
  return command.addHelpText('after', about);
}

/** The help behind a command's options. */
export function aboutOf(command: Command): string {
  return abouts.get(command) ?? '';
}
