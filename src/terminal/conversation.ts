import { InputError } from '../base/errors.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { foldName } from '../words/name.ts';
import { type Command, helpLines, takeWord } from './commands.ts';
import type { View } from './render.ts';
import type { Screen } from './screen.ts';

/** What the commands of everybody who talks work on: the operator's console and a member's client. */
export interface Talking {
  readonly screen: Screen;
  /** How things are shown now. */
  view(): View;
  /** The person that lines go to; null: the lobby. */
  readonly partner: string | null;
  /** Lines go to this person from now on, or to the lobby. */
  turnTo(partner: string | null): void;
  /** Says something to a person, or to the lobby. */
  say(to: string | null, kind: MessageKind, text: string): void | Promise<void>;
}

/** Takes the name off the front of what was typed after a command. */
export function takeName(rest: string, usage: string): [name: string, rest: string] {
  const [word, text] = takeWord(rest);
  if (word === '') throw new InputError(`A name is missing: ${usage}.`);
  return [foldName(word.replace(/^@/, '')), text];
}

/** The prompt that shows where a line goes. */
export function promptFor(partner: string | null, { style }: View): string {
  return partner === null ? `${style.accent('lobby')}> ` : `${style.accent(`→ ${partner}`)}> `;
}

/** The commands of everybody who talks; `table` is the whole one they stand in. */
export function talkingCommands<Context extends Talking>(
  table: () => readonly Command<Context>[],
): Command<Context>[] {
  return [
    {
      name: 'msg',
      aliases: ['m', 'tell'],
      arguments: 'NAME TEXT',
      summary: 'say something to one person',
      details: 'The message waits for a person who is away. /query NAME turns all lines to them.',
      async run(context, rest) {
        const [name, text] = takeName(rest, '/msg NAME TEXT');
        if (text === '') throw new InputError(`The text is missing: /msg ${name} TEXT.`);
        await context.say(name, 'text', text);
      },
    },
    {
      name: 'query',
      aliases: ['q'],
      arguments: '[NAME]',
      summary: 'talk to one person; without a name, back to the lobby',
      run(context, rest) {
        context.turnTo(rest === '' ? null : takeName(rest, '/query NAME')[0]);
      },
    },
    {
      name: 'me',
      arguments: 'TEXT',
      summary: 'say what you do: /me waves',
      async run(context, rest) {
        if (rest === '') throw new InputError('The text is missing: /me TEXT.');
        await context.say(context.partner, 'action', rest);
      },
    },
    {
      name: 'help',
      aliases: ['h', '?'],
      arguments: '[COMMAND]',
      summary: 'show the commands, or more about one',
      run(context, rest) {
        for (const line of helpLines(table(), rest)) context.screen.note(line);
      },
    },
  ];
}
