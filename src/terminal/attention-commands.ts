import { InputError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { type NotifyLevel, notifyLevels, type Preferences } from '../words/preferences.ts';
import { formatRoomReference, parseRoomReference } from '../words/room-reference.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { inRoom } from './nearest-room.ts';
import { peopleLines, whoisLines } from './render.ts';
import { safeLine, shown } from './safe-text.ts';
import { textOf } from './texts/text-of.ts';

/* The commands about who pays attention, and to what. */

/** The commands about attention. */
export const attentionCommands: readonly Command<AtLine>[] = [
  {
    name: 'who',
    arguments: '',
    summary: () => textOf('help.who'),
    async run({ screen, client, view }) {
      const { people, more } = await client.who();
      for (const line of peopleLines(people, more, view())) screen.print(line);
    },
  },
  {
    name: 'whois',
    arguments: 'NAME',
    summary: () => textOf('help.whois'),
    async run({ screen, client, view }, rest) {
      const [name] = takeName(rest, '/whois NAME');
      for (const line of whoisLines(await client.attention.whois(name), view())) screen.print(line);
    },
  },
  {
    name: 'away',
    arguments: '[TEXT]',
    summary: () => textOf('help.away'),
    async run({ screen, client }, rest) {
      const text = rest === '' ? 'away' : rest;
      if (Array.from(text).length > limits.awayLength) {
        throw new InputError(`The text is too long: /away takes ${limits.awayLength} characters.`);
      }
      await client.attention.away(text);
      screen.print(`You are away: ${safeLine(text)}. /back ends it.`);
    },
  },
  {
    name: 'back',
    arguments: '',
    summary: () => textOf('help.back'),
    async run({ screen, client }) {
      await client.attention.back();
      screen.print('You are not away any more.');
    },
  },
  {
    name: 'ignore',
    arguments: '[NAME]',
    summary: () => textOf('help.ignore'),
    async run({ screen, client }, rest) {
      if (rest === '') {
        const { ignored } = await client.attention.preferences();
        const names = ignored.map(safeLine).join(', ');
        screen.print(names === '' ? 'You ignore nobody.' : `You ignore ${names}.`);
        return;
      }
      const [name] = takeName(rest, '/ignore NAME');
      await client.attention.change({ ignore: name });
      screen.print(`You ignore ${name}; /unignore ${name} ends it.`);
    },
  },
  {
    name: 'unignore',
    arguments: 'NAME',
    summary: () => textOf('help.unignore'),
    async run({ screen, client }, rest) {
      const [name] = takeName(rest, '/unignore NAME');
      await client.attention.change({ unignore: name });
      screen.print(`You do not ignore ${name}.`);
    },
  },
  {
    name: 'notify',
    arguments: '[none|mention|all [ROOM]|word WORD [off]|bell on|off|desktop on|off]',
    summary: () => textOf('help.notify'),
    details: () => textOf('help.notify.more'),
    async run(context, rest) {
      const [verb, words] = takeWord(rest);
      const set = settings.get(verb.toLowerCase());
      if (set === undefined) {
        throw new InputError(
          'Type /notify none, mention or all, /notify word WORD, or /help notify.',
        );
      }
      await set(context, words);
    },
  },
  {
    name: 'urgent',
    arguments: '[@NAME ...] TEXT',
    summary: () => textOf('help.urgent'),
    details: () => textOf('help.urgent.more'),
    async run(context, rest) {
      const { names, text } = addressedText(rest);
      if (text === '') throw new InputError('The text is missing: /urgent [@NAME ...] TEXT.');
      const { client, room } = context;
      const urgent = names.length === 0 ? {} : { names };
      const sent = () => client.send(text, { room, kind: 'urgent', ...urgent });
      await context.handOver(room, text, () => inRoom(client, room, sent));
    },
  },
  {
    name: 'ack',
    arguments: '[N]',
    summary: () => textOf('help.ack'),
    async run({ screen, urgents }, rest) {
      if (rest !== '' && !/^[1-9]\d{0,3}$/.test(rest)) throw new InputError('Type /ack or /ack N.');
      const { from } = await urgents.acknowledge(rest === '' ? undefined : Number(rest));
      screen.note(`You have acknowledged the message of ${safeLine(from)}.`);
    },
  },
  {
    name: 'typing',
    arguments: 'on|off',
    summary: () => textOf('help.typing'),
    async run({ screen, client }, rest) {
      const typing = isOn(rest, '/typing on|off');
      await client.attention.change({ typing });
      screen.print(
        typing ? 'Who types is told and shown.' : 'Who types is neither told nor shown.',
      );
    },
  },
];

/** `@ann @bob the text`: the names in front of a text. */
function addressedText(rest: string): { readonly names: string[]; readonly text: string } {
  const names: string[] = [];
  let text = rest;
  while (text.startsWith('@')) {
    const [name, others] = takeName(text, '/urgent [@NAME ...] TEXT');
    names.push(name);
    text = others;
  }
  return { names, text };
}

type Setting = (context: AtLine, words: string) => Promise<void>;

/** The verbs behind `/notify`. */
const settings: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['', showSettings],
  ...notifyLevels.map((level): [string, Setting] => [
    level,
    (context, room) => setLevel(context, level, room),
  ]),
  ['default', (context, room) => setLevel(context, null, room)],
  ['word', setWord],
  ['bell', setBell],
  ['desktop', setDesktop],
]);

async function showSettings({ screen, client }: AtLine): Promise<void> {
  const preferences = await client.attention.preferences();
  const nameOf = (id: string) => client.rooms.all.find(({ room }) => room === id)?.name ?? id;
  for (const line of settingLines(preferences, nameOf)) screen.print(line);
}

function settingLines(
  { notify, rooms, words, bell, desktop }: Preferences,
  nameOf: (room: string) => string,
): string[] {
  const single = Object.entries(rooms).map(
    ([room, level]) => `  ${safeLine(nameOf(room))}: ${level}`,
  );
  return [
    `Messages that call you: ${notify}`,
    ...single,
    `Words: ${words.length === 0 ? 'none' : words.map(safeLine).join(', ')}`,
    `Bell: ${onOff(bell)}; desktop: ${onOff(desktop)}`,
  ];
}

async function setLevel(
  { screen, client }: AtLine,
  level: NotifyLevel | null,
  words: string,
): Promise<void> {
  if (words === '') {
    if (level === null) throw new InputError('A room is missing: /notify default ROOM.');
    await client.attention.change({ notify: level });
    screen.print(`Messages that call you: ${level}.`);
    return;
  }
  const room = formatRoomReference(parseRoomReference(words));
  await client.attention.change({ room: { room, notify: level } });
  screen.print(`Messages that call you in ${room}: ${level ?? 'as in other rooms'}.`);
}

async function setWord({ screen, client }: AtLine, words: string): Promise<void> {
  const off = /^(.*\S)\s+off$/i.exec(words)?.[1];
  const word = (off ?? words).toLowerCase();
  if (word === '') throw new InputError('A word is missing: /notify word WORD.');
  if (Array.from(word).length > limits.wordLength) {
    throw new InputError(`The word is too long: it may have ${limits.wordLength} characters.`);
  }
  await client.attention.change(off === undefined ? { addWord: word } : { removeWord: word });
  screen.print(`${shown(word)} ${off === undefined ? 'calls you' : 'does not call you any more'}.`);
}

async function setBell({ screen, client }: AtLine, words: string): Promise<void> {
  const bell = isOn(words, '/notify bell on|off');
  await client.attention.change({ bell });
  screen.print(`The bell is ${onOff(bell)}.`);
}

async function setDesktop({ screen, client }: AtLine, words: string): Promise<void> {
  const desktop = isOn(words, '/notify desktop on|off');
  await client.attention.change({ desktop });
  screen.print(`Notifications on the desktop are ${onOff(desktop)}.`);
}

function isOn(words: string, usage: string): boolean {
  const word = words.toLowerCase();
  if (word === 'on' || word === 'off') return word === 'on';
  throw new InputError(`Type ${usage}.`);
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
