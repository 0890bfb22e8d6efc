import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import { limits } from '../words/limits.ts';
import { type NotifyLevel, notifyLevels, type Preferences } from '../words/preferences.ts';
import { formatRoomReference, parseRoomReference } from '../words/room-reference.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { inRoom } from './nearest-room.ts';
import { peopleLines, whoisLines } from './render.ts';
import { safeLine, shown } from './safe-text.ts';

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
      // As in IRC clients, /away alone is also the way back.
      if (rest === '' && (await client.attention.preferences()).away !== null) {
        await client.attention.back();
        screen.print(textOf('away.over'));
        return;
      }
      const text = rest === '' ? 'away' : rest;
      if (Array.from(text).length > limits.awayLength) {
        throw new InputError(textOf('away.too-long', { count: limits.awayLength }));
      }
      await client.attention.away(text);
      screen.print(textOf('away.now', { reason: safeLine(text) }));
    },
  },
  {
    name: 'back',
    arguments: '',
    summary: () => textOf('help.back'),
    async run({ screen, client }) {
      await client.attention.back();
      screen.print(textOf('away.over'));
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
        screen.print(names === '' ? textOf('ignore.nobody') : textOf('ignore.list', { names }));
        return;
      }
      const [name] = takeName(rest, '/ignore NAME');
      await client.attention.change({ ignore: name });
      screen.print(textOf('ignore.added', { name }));
    },
  },
  {
    name: 'unignore',
    arguments: 'NAME',
    summary: () => textOf('help.unignore'),
    async run({ screen, client }, rest) {
      const [name] = takeName(rest, '/unignore NAME');
      await client.attention.change({ unignore: name });
      screen.print(textOf('ignore.removed', { name }));
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
        throw new InputError(textOf('notify.usage'));
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
      if (text === '')
        throw new InputError(textOf('missing.text', { usage: '/urgent [@NAME ...] TEXT' }));
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
      if (rest !== '' && !/^[1-9]\d{0,3}$/.test(rest))
        throw new InputError(textOf('urgents.usage'));
      const { from } = await urgents.acknowledge(rest === '' ? undefined : Number(rest));
      screen.note(textOf('urgents.acknowledged', { name: safeLine(from) }));
    },
  },
  {
    name: 'typing',
    arguments: 'on|off',
    summary: () => textOf('help.typing'),
    async run({ screen, client }, rest) {
      const typing = isOn(rest, '/typing on|off');
      await client.attention.change({ typing });
      screen.print(typing ? textOf('typing.on') : textOf('typing.off'));
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
    textOf('notify.level', { level: notify }),
    ...single,
    words.length === 0
      ? textOf('notify.no-words')
      : textOf('notify.words', { words: words.map(safeLine).join(', ') }),
    textOf('notify.ways', { bell: onOff(bell), desktop: onOff(desktop) }),
  ];
}

async function setLevel(
  { screen, client }: AtLine,
  level: NotifyLevel | null,
  words: string,
): Promise<void> {
  if (words === '') {
    if (level === null) throw new InputError(textOf('missing.notify-room'));
    await client.attention.change({ notify: level });
    screen.print(textOf('notify.level-set', { level }));
    return;
  }
  const room = formatRoomReference(parseRoomReference(words));
  await client.attention.change({ room: { room, notify: level } });
  screen.print(textOf('notify.room-set', { room, level: level ?? textOf('notify.as-others') }));
}

async function setWord({ screen, client }: AtLine, words: string): Promise<void> {
  const off = /^(.*\S)\s+off$/i.exec(words)?.[1];
  const word = (off ?? words).toLowerCase();
  if (word === '') throw new InputError(textOf('missing.word'));
  if (Array.from(word).length > limits.wordLength) {
    throw new InputError(textOf('notify.word-too-long', { count: limits.wordLength }));
  }
  await client.attention.change(off === undefined ? { addWord: word } : { removeWord: word });
  screen.print(
    textOf(off === undefined ? 'notify.word-added' : 'notify.word-removed', { word: shown(word) }),
  );
}

async function setBell({ screen, client }: AtLine, words: string): Promise<void> {
  const bell = isOn(words, '/notify bell on|off');
  await client.attention.change({ bell });
  screen.print(textOf('notify.bell', { state: onOff(bell) }));
}

async function setDesktop({ screen, client }: AtLine, words: string): Promise<void> {
  const desktop = isOn(words, '/notify desktop on|off');
  await client.attention.change({ desktop });
  screen.print(textOf('notify.desktop', { state: onOff(desktop) }));
}

function isOn(words: string, usage: string): boolean {
  const word = words.toLowerCase();
  if (word === 'on' || word === 'off') return word === 'on';
  throw new InputError(textOf('type.usage', { usage }));
}

function onOff(isOn: boolean): string {
  return textOf(isOn ? 'state.on' : 'state.off');
}
