import type { Argument, Command, Option } from 'commander';
import { declarationOf } from './command.ts';
import type { completionCommand } from './completion-command.ts';
import { completionScripts } from './completion-scripts.ts';
import { exitCodes } from './exit-codes.ts';
import type { KnownOffer, Offer } from './kinds.ts';
import type { CommandValues } from './options.ts';
import { write } from './output.ts';
import type { ProcessEnvironment } from './process-environment.ts';

type CompletionOptions = CommandValues<typeof completionCommand>;

/** `partyline completion`: prints the script of a shell, or what can stand in the place of the last word. */
export async function run(
  { shell, words }: CompletionOptions,
  program: Command,
  environment: ProcessEnvironment,
): Promise<number> {
  const answered = words.length > 0;
  write(answered ? await answer(shell, program, words, environment) : completionScripts[shell]);
  return exitCodes.ok;
}

/** Something that can stand in the place of the word to complete. */
interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** How a shell takes a candidate with its description. */
const lines: Readonly<Record<CompletionOptions['shell'], (candidate: Candidate) => string>> = {
  bash: ({ word }) => word,
  zsh: ({ word, description }) => `${word.replaceAll(':', '\\:')}:${description}`,
  fish: ({ word, description }) => `${word}\t${description}`,
};

async function answer(
  shell: keyof typeof lines,
  program: Command,
  words: readonly string[],
  environment: ProcessEnvironment,
): Promise<string> {
  const begun = words.at(-1) ?? '';
  const place = placeAfter(program, words.slice(0, -1));
  const offered = offersFor(place, begun);
  if (offered === 'files' || offered === 'folders') return `:${offered}\n`;
  const candidates =
    typeof offered === 'string' ? await known(offered, place, environment) : offered;
  return candidates
    .filter(({ word }) => word.startsWith(begun))
    .map((candidate) => `${lines[shell](candidate)}\n`)
    .join('');
}

/** A place on the command line. */
interface Place {
  readonly command: Command;
  /** The commands that can stand here. */
  readonly commands: readonly Command[];
  /** The option whose value stands here. */
  readonly option: Option | undefined;
  /** How many arguments stand before it. */
  readonly count: number;
  /** The server that stands before it. */
  readonly server: string | undefined;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = startOf(program);
  for (const word of words) {
    const { command, commands, option, count } = place;
    const below = commands.find((each) => each.name() === word);
    const isOfHelp = command.name() === 'help';
    // bash cuts `--port=1` into three words.
    if (option !== undefined) place = afterValue(place, option, word);
    else if (isOfHelp) place = { ...place, commands: below === undefined ? [] : below.commands };
    else if (below?.name() === 'help') place = { ...startOf(below), commands };
    else if (below !== undefined) place = startOf(below);
    else if (word.startsWith('-')) place = afterFlag(place, word);
    else place = { ...place, count: count + 1 };
  }
  return place;
}

function startOf(command: Command): Place {
  const { commands } = command;
  return { command, commands, option: undefined, count: 0, server: undefined };
}

function afterFlag(place: Place, word: string): Place {
  const [, flag = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  const option = optionWithValue(place.command, flag);
  if (value === undefined || option === undefined) return { ...place, option };
  return afterValue(place, option, value);
}

function afterValue(place: Place, option: Option, word: string): Place {
  if (word === '=') return place;
  return { ...place, option: undefined, ...(option.long === '--server' ? { server: word } : {}) };
}

function offersFor({ command, commands, option, count }: Place, begun: string): Offered {
  const [flag = ''] = /^--[^=]+(?==)/.exec(begun) ?? [];
  if (option !== undefined) return candidates(offerOf(option));
  if (flag !== '') return candidates(offerOf(optionWithValue(command, flag)), `${flag}=`);
  if (begun.startsWith('-')) return optionsOf(command).flatMap(flagsOf);
  const [argument] = command.registeredArguments;
  if (count > 0 && !argument?.variadic) return [];
  if (commands.length > 0) {
    return commands.map((each) => ({ word: each.name(), description: each.description() }));
  }
  return candidates(offerOf(argument));
}

type Offered = 'files' | 'folders' | KnownOffer | readonly Candidate[];

function candidates(offer: Offer | undefined, before = ''): Offered {
  if (typeof offer === 'string') return offer;
  return (offer ?? []).map((word) => ({ word: `${before}${word}`, description: '' }));
}

/** Names that this machine knows; no server is asked. Loaded when they are wanted. */
async function known(
  offer: KnownOffer,
  { server }: Place,
  environment: ProcessEnvironment,
): Promise<Candidate[]> {
  const { knownOffers } = await import('./known-offers.ts');
  return knownOffers(offer, server, environment).map((word) => ({ word, description: '' }));
}

function offerOf(part: Option | Argument | undefined): Offer | undefined {
  return declarationOf(part)?.kind.offer;
}

function optionsOf(command: Command): Option[] {
  return command.createHelp().visibleOptions(command);
}

function optionWithValue(command: Command, flag: string): Option | undefined {
  return optionsOf(command).find((each) => each.required && [each.short, each.long].includes(flag));
}

function flagsOf({ short, long, description }: Option): Candidate[] {
  return [short, long].flatMap((word) => (word ? { word, description } : []));
}
