import { InputError } from '../base/errors.ts';
import type { Line } from '../client/line.ts';
import { textOf } from '../texts/text-of.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { conversationOf } from '../words/room-reference.ts';
import { findToken, readTokenRequest, tokensAmong } from './app-tokens.ts';
import type { AtLine } from './at-line.ts';
import { type Command, helpLines, takeWord } from './commands.ts';
import { assertIn } from './nearest-room.ts';
import { findSession, sessionLines } from './render-sessions.ts';
import { createdWords, tokenLines } from './render-tokens.ts';
import { destination } from './room-arguments.ts';
import { isNamedRoom } from './room-words.ts';
import { safeLine } from './safe-text.ts';

/** The commands of everybody. */
export const talkCommands: readonly Command<AtLine>[] = [
  {
    name: 'msg',
    aliases: ['m', 'tell'],
    arguments: 'NAME TEXT',
    summary: () => textOf('help.msg'),
    details: () => textOf('help.msg.more'),
    async run(context, rest) {
      const [word, text] = takeWord(rest);
      if (word === '') throw new InputError(textOf('missing.name', { usage: '/msg NAME TEXT' }));
      const room = destination(word);
      if (text === '') throw new InputError(textOf('missing.text', { usage: `/msg ${word} TEXT` }));
      await context.say(room, 'text', text);
    },
  },
  {
    name: 'query',
    aliases: ['q'],
    arguments: '[NAME ...|#ROOM]',
    summary: () => textOf('help.query'),
    async run(context, rest) {
      context.turnTo(await roomToTalkIn(context.client, rest));
    },
  },
  {
    name: 'me',
    arguments: 'TEXT',
    summary: () => textOf('help.me'),
    async run(context, rest) {
      if (rest === '') throw new InputError(textOf('missing.text', { usage: '/me TEXT' }));
      await context.say(context.room, 'action', rest);
    },
  },
  {
    name: 'help',
    aliases: ['h', '?'],
    arguments: '[COMMAND]',
    summary: () => textOf('help.help'),
    run({ screen, commands }, rest) {
      for (const line of helpLines(commands, rest)) screen.print(line);
    },
  },
  {
    name: 'keys',
    arguments: '',
    summary: () => textOf('help.keys'),
    run({ screen }) {
      const lines = screen.keyLines?.();
      if (lines === undefined) throw new InputError(textOf('keys.none'));
      for (const line of lines) screen.print(line);
    },
  },
  {
    name: 'sessions',
    right: 'member',
    arguments: '',
    summary: () => textOf('help.sessions'),
    async run({ screen, client, view }) {
      for (const line of sessionLines(await client.account.sessions(), view())) screen.print(line);
    },
  },
  {
    name: 'logout',
    notAtServer: true,
    arguments: '[SESSION|all]',
    summary: () => textOf('help.logout'),
    details: () => textOf('help.logout.more'),
    async run(context, rest) {
      const { screen, client } = context;
      const own = rest === '' || rest === 'all';
      const which = own
        ? rest || 'current'
        : findSession(await client.account.sessions(), rest, textOf('sessions.yours'), '/sessions');
      context.loggedOut = own;
      const count = await client.account.revoke(which);
      screen.print(textOf('sessions.revoked', { count }));
    },
  },
  {
    name: 'token',
    aliases: ['tokens'],
    arguments: '[create NAME ...|list|revoke NAME]',
    summary: () => textOf('help.token'),
    details: () => textOf('help.token.more'),
    async run(context, rest) {
      const [verb, words] = takeWord(rest);
      const action = tokenActions.get(verb.toLowerCase());
      if (action === undefined) {
        throw new InputError(textOf('tokens.usage'));
      }
      await action(context, words);
    },
  },
  {
    name: 'password',
    notAtServer: true,
    arguments: '',
    summary: () => textOf('help.password'),
    async run({ screen, client, passwords }) {
      if (passwords === undefined || !screen.interactive)
        throw new InputError(textOf('password.no-terminal'));
      const name = client.name;
      const current = await passwords.current(name);
      const next = current === undefined ? undefined : await passwords.next(name);
      if (current === undefined || next === undefined) {
        screen.print(textOf('password.stays'));
        return;
      }
      const revoked = await client.account.changePassword(current, next);
      const others = revoked === 0 ? '' : ` ${textOf('password.others', { count: revoked })}`;
      screen.print(textOf('password.changed') + others);
    },
  },
  {
    name: 'exit',
    aliases: ['quit', 'leave'],
    arguments: '',
    summary: () => textOf('help.exit'),
    async run(context) {
      await context.exit();
    },
  },
];

/** The room that `/query` names; a conversation of several begins here, so that wrong names are told at once. */
async function roomToTalkIn(client: Line, rest: string): Promise<string> {
  const words = rest.split(/[\s,]+/).filter((word) => word !== '');
  const [first, second] = words;
  if (first === undefined) return lobbyRoomId;
  if (second === undefined) {
    const room = destination(first);
    if (isNamedRoom(room)) await assertIn(client, room);
    return room;
  }
  return (await client.rooms.open(conversationOf(words).names)).name;
}

/** The verbs behind `/token`. */
const tokenActions: ReadonlyMap<string, (context: AtLine, rest: string) => Promise<void>> = new Map(
  Object.entries({ '': listTokens, list: listTokens, create: createToken, revoke: revokeToken }),
);

async function listTokens({ screen, client, view }: AtLine): Promise<void> {
  const tokens = tokensAmong(await client.account.sessions());
  for (const line of tokenLines(tokens, view())) screen.print(line);
}

async function createToken({ screen, client, view }: AtLine, rest: string): Promise<void> {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0)
    throw new InputError(textOf('missing.name', { usage: '/token create NAME' }));
  const request = readTokenRequest(words, client.serverTime);
  const { token, session } = await client.account.createToken(request);
  screen.print(token);
  if (!(await screen.flush())) {
    await client.account.revoke(session);
    throw new InputError(textOf('tokens.not-printed', { name: request.name }));
  }
  screen.note(createdWords(request, view()));
}

async function revokeToken({ screen, client }: AtLine, rest: string): Promise<void> {
  if (rest === '') throw new InputError(textOf('missing.name', { usage: '/token revoke NAME' }));
  const { session, device } = findToken(await client.account.sessions(), rest);
  await client.account.revoke(session);
  screen.print(textOf('tokens.revoked', { name: safeLine(device) }));
}
