import { InputError } from '../base/errors.ts';
import type { Posted } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeWord } from './commands.ts';
import { parseEmoji } from './emoji-shortcodes.ts';
import { shown } from './safe-text.ts';

/* The commands for messages that were said: each takes the message as `Transcript.pick` does. */

/** The commands that change messages, and answer them. */
export const editCommands: readonly Command<AtLine>[] = [
  {
    name: 'edit',
    arguments: '[N] TEXT',
    summary: () => textOf('help.edit'),
    details: () => textOf('help.edit.more', { which: textOf('help.which') }),
    run(context, rest) {
      const [number, text] = takeNumber(rest);
      if (text === '') throw new InputError(textOf('missing.new-text'));
      const message = messageAt(context, number);
      return send(context, message.roomName, `/edit ${rest}`, () =>
        context.client.edit(message, text),
      );
    },
  },
  {
    name: 'delete',
    aliases: ['del'],
    arguments: '[N]',
    summary: () => textOf('help.delete'),
    details: () => textOf('help.delete.more', { which: textOf('help.which') }),
    run(context, rest) {
      const [number, text] = takeNumber(rest);
      if (text !== '') throw new InputError(textOf('edit.no-number', { text: shown(text) }));
      const message = messageAt(context, number);
      return send(context, message.roomName, `/delete ${rest}`, () =>
        context.client.remove(message),
      );
    },
  },
  {
    name: 'reply',
    aliases: ['r'],
    arguments: 'N TEXT',
    summary: () => textOf('help.reply'),
    details: () => textOf('help.which'),
    run(context, rest) {
      const [number, text] = takeNumber(rest);
      if (number === undefined) throw new InputError(textOf('edit.which-reply'));
      if (text === '')
        throw new InputError(textOf('missing.text', { usage: `/reply ${number} TEXT` }));
      const message = messageAt(context, number);
      return send(context, message.roomName, text, () => context.client.reply(message, text));
    },
  },
  {
    name: 'react',
    arguments: 'N EMOJI',
    summary: () => textOf('help.react'),
    details: () => textOf('help.react.more', { which: textOf('help.which') }),
    run: (context, rest) => react(context, 'react', rest),
  },
  {
    name: 'unreact',
    arguments: 'N EMOJI',
    summary: () => textOf('help.unreact'),
    details: () => textOf('help.which'),
    run: (context, rest) => react(context, 'unreact', rest),
  },
  {
    name: 'numbers',
    arguments: 'on|off',
    summary: () => textOf('help.numbers'),
    run({ transcript, screen }, rest) {
      const word = rest.toLowerCase();
      if (word !== 'on' && word !== 'off') throw new InputError(textOf('numbers.usage'));
      transcript.numbered = word === 'on';
      screen.print(transcript.numbered ? textOf('numbers.on') : textOf('numbers.off'));
    },
  },
];

function react(context: AtLine, name: 'react' | 'unreact', rest: string): void | Promise<void> {
  const [number, typed] = takeNumber(rest);
  if (number === undefined || typed === '') {
    throw new InputError(textOf('edit.which-reaction', { command: name }));
  }
  const message = messageAt(context, number);
  const emoji = parseEmoji(typed);
  return send(context, message.roomName, `/${name} ${rest}`, () =>
    context.client[name](message, emoji),
  );
}

/** Cuts a number off the front; undefined if there is none. */
function takeNumber(rest: string): [number: number | undefined, rest: string] {
  const [word, text] = takeWord(rest);
  return /^[1-9]\d{0,5}$/.test(word) ? [Number(word), text] : [undefined, rest];
}

function messageAt({ transcript, room }: AtLine, number: number | undefined) {
  return number === undefined ? transcript.lastOwn(room) : transcript.pick(room, number);
}

function send(
  context: AtLine,
  room: string,
  typed: string,
  work: () => Promise<Posted>,
): void | Promise<void> {
  return context.handOver(room, typed.trim(), work);
}
