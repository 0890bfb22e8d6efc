import { Argument, type Command, Option } from 'commander';
import type { Offer } from './kinds.ts';
import type { CommandDeclaration, Declaration, Declarations, ValuesOf } from './options.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import type { Given } from './resolve-options.ts';

/**
 * Does what a command is for; resolves with the exit code.
 *
 * @param explicit names of the values that were given somewhere
 */
export type Run<Table extends Declarations> = (
  values: ValuesOf<Table>,
  explicit: ReadonlySet<string>,
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
  command
    .showHelpAfterError(`partyline ${called} --help lists the options.`)
    .addHelpText('after', declared.help)
    .action(async () => {
      const { resolveOptions } = await import('./resolve-options.ts');
      const given = givenTo(command);
      const { values, explicit } = await resolveOptions(declared.options, given, environment);
      const run = await load();
      finish(await run(values, explicit));
    });
  for (const declaration of Object.values(declared.options)) add(command, declaration);
  return command;
}

function add(command: Command, declaration: Declaration<unknown>): void {
  const { flags, kind, help, defaultText, repeats, conflicts, refusal } = declaration;
  if (!flags.startsWith('-')) {
    command.addArgument(offering(new Argument(flags, help), kind.offer));
    return;
  }
  const about = defaultText ? `${help} (default: ${defaultText})` : help;
  const option = offering(new Option(flags, about), kind.offer);
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

/** An option or argument whose values completion may offer. */
interface Offering {
  offer?: Offer | undefined;
}

function offering<Part extends Option | Argument>(part: Part, offer: Offer | undefined): Part {
  return Object.assign(part, { offer });
}

/** The offer of completion for the values of an option or argument; undefined for none. */
export function offerOf(part: Option | Argument | undefined): Offer | undefined {
  return (part as Offering | undefined)?.offer;
}
