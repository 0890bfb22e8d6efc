import type { Argument, Command, Option } from 'commander';
import { aboutOf, declarationOf } from '../../src/cli/command.ts';
import { createCommandLine } from '../../src/cli/command-line.ts';
import { processEnvironment } from '../../src/cli/process-environment.ts';

/*
 * The manual: a page for each command, made of the same tables as its help, and one for all of them, whose text
 * stands in man/partyline.1. The pages are in the macros of man(7).
 */

/** The line of the page for all that is replaced by the commands. */
const placeOfCommands = '.\\" COMMANDS\n';

/**
 * The pages, by the names of their files.
 *
 * @param overview the page for all commands, without their list
 */
export function manualPages(overview: string, version: string): Map<string, string> {
  const program = createCommandLine(version, {
    environment: processEnvironment(),
    finish: () => {},
  });
  const commands = commandsOf(program, []);
  const list = commands.map(
    ({ name, command }) => `.TP\n.BR ${plain(name)} (1)\n${sentence(command.description())}\n`,
  );
  const pages = commands.map((each) => [`${each.name}.1`, pageOf(each, version)] as const);
  const first = overview
    .replace('"Partyline"', `"Partyline ${version}"`)
    .replace(placeOfCommands, list.join(''));
  return new Map([['partyline.1', first], ...pages]);
}

/** A command with a page. */
interface Paged {
  /** As its page is called: `partyline-token-create`. */
  readonly name: string;
  /** As it is typed: `partyline token create`. */
  readonly typed: string;
  readonly command: Command;
}

function commandsOf(parent: Command, path: readonly string[]): Paged[] {
  return parent.commands.flatMap((command) => {
    const words = [...path, command.name()];
    const all = ['partyline', ...words];
    const self = { name: all.join('-'), typed: all.join(' '), command };
    return [self, ...commandsOf(command, words)];
  });
}

function pageOf({ name, typed, command }: Paged, version: string): string {
  const { prose, examples } = partsOf(aboutOf(command));
  const below = commandsOf(command, name.split('-').slice(1));
  const options = command.createHelp().visibleOptions(command);
  const variables = command.options.flatMap(variableOf);
  return [
    `.TH ${name.toUpperCase()} 1 "" "Partyline ${version}" "User Commands"\n.nh\n.ad l\n`,
    section('NAME', [`${plain(name)} \\- ${plain(command.description())}\n`]),
    section('SYNOPSIS', [synopsis(typed, command)]),
    section('DESCRIPTION', [sentence(command.description()), '\n', ...prose]),
    section(
      'COMMANDS',
      below.map(
        (each) => `.TP\n.BR ${plain(each.name)} (1)\n${sentence(each.command.description())}\n`,
      ),
    ),
    section(
      'ARGUMENTS',
      command.registeredArguments.filter((each) => each.description).map(argumentOf),
    ),
    section('OPTIONS', options.map(optionOf)),
    section('ENVIRONMENT', variables),
    section('EXIT STATUS', [`0 if it is done;\n.BR partyline (1)\nlists the others.\n`]),
    section('EXAMPLES', examples === '' ? [] : [`.EX\n${literal(examples)}.EE\n`]),
    section('SEE ALSO', ['.BR partyline (1)\n']),
  ].join('');
}

function section(title: string, parts: readonly string[]): string {
  return parts.length === 0 ? '' : `.SH ${title}\n${parts.join('')}`;
}

function synopsis(typed: string, command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `\\fI${plain(argument.name())}\\fR${argument.variadic ? ' ...' : ''}`;
    return argument.required ? name : `[${name}]`;
  });
  const isGroup = command.commands.length > 0;
  const below = isGroup && words.length === 0 ? ['\\fIcommand\\fR'] : [];
  return `.B ${plain(typed)}\n${['[\\fIoption\\fR ...]', ...below, ...words].join(' ')}\n`;
}

function argumentOf(argument: Argument): string {
  return `.TP\n.I ${plain(argument.name())}\n${sentence(argument.description)}\n`;
}

/** `--port PORT`, and its help. */
function optionOf({ flags, description }: Option): string {
  const [names = '', value = ''] = flags.split(/ (?=[<[])/);
  const shown = names.split(', ').map((name) => `\\fB${plain(name)}\\fR`);
  const kind = value === '' ? '' : ` \\fI${plain(value.replaceAll(/[<>]/g, ''))}\\fR`;
  return `.TP\n${shown.join(', ')}${kind}\n${sentence(description)}\n`;
}

function variableOf(option: Option): string[] {
  const { variable, refusal } = declarationOf(option) ?? {};
  if (variable === undefined) return [];
  const meaning = refusal === undefined ? `The same as ${option.long}.` : refusal;
  return [`.TP\n.B ${plain(variable)}\n${atStart(plain(meaning))}\n`];
}

/** The help behind the options: what it says, as paragraphs, and its examples. */
function partsOf(about: string): { prose: string[]; examples: string } {
  const [before = '', examples = ''] = about.split(/^Examples:\n/m);
  const paragraphs = before.split(/\n{2,}/).map((text) => text.replace(/^\n+|\s+$/g, ''));
  return { prose: paragraphs.filter((text) => text !== '').map(paragraph), examples };
}

/** Lines that are indented stay as they are. */
function paragraph(text: string): string {
  const isLiteral = text.split('\n').every((line) => line.startsWith('  '));
  return isLiteral ? `.PP\n.EX\n${literal(text)}.EE\n` : `.PP\n${flowing(text)}\n`;
}

function flowing(text: string): string {
  return text
    .split('\n')
    .map((line) => atStart(plain(line.trim())))
    .join('\n');
}

function literal(text: string): string {
  return text
    .split('\n')
    .map((line) => `${atStart(plain(line.replace(/^ {2}/, '')))}\n`)
    .join('');
}

/** A phrase as a sentence. */
function sentence(text: string): string {
  const begun = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return atStart(plain(begun.endsWith('.') ? begun : `${begun}.`));
}

/** Text in which nothing is taken for a request of roff. */
function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
}

/** A dot at the start of a line would be a request. */
function atStart(line: string): string {
  return line.startsWith('.') ? `\\&${line}` : line;
}
