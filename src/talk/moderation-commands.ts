import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName } from '../words/name.ts';
import { formatNetwork, looksLikeNetwork, parseNetwork } from '../words/network.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { actLine, lastingWords, lockdownLines, sanctionLine } from './render-moderation.ts';
import { shown } from './safe-text.ts';
import { looksLikeDuration, parseDuration } from './times.ts';

/* The commands by which operators keep people out of the line, or from posting, and see what was done. */

/** Acts that `/audit` shows at a time. */
const actsShown = 20;

/** Time between two messages of an account in a lockdown with `--slow`, unless it is given. */
const usualSlowMs = 10_000;

/** The commands of operators about others, on the line as a whole. */
export const moderationCommands: readonly Command<AtLine>[] = (
  [
    {
      name: 'kick',
      arguments: 'NAME|NETWORK [REASON]',
      summary: () => textOf('help.line.kick'),
      details: () => textOf('help.target'),
      async run({ screen, client }, rest) {
        const [whom, reason] = takeTarget(rest, '/kick NAME [REASON]');
        const count = await client.operator.kick(whom, reason);
        if (looksLikeNetwork(whom)) screen.print(textOf('kick.network', { count, network: whom }));
        else
          screen.print(
            count === 0
              ? textOf('kick.not-here', { name: whom })
              : textOf('kick.done', { name: whom }),
          );
      },
    },
    {
      name: 'ban',
      arguments: 'NAME|NETWORK [1h] [REASON]',
      summary: () => textOf('help.line.ban'),
      details: () =>
        textOf('help.line.ban.more', { time: textOf('help.time'), target: textOf('help.target') }),
      async run({ screen, client, view }, rest) {
        const { whom, until, reason, force } = readSanction(client.serverTime, rest, '/ban');
        await client.operator.ban(whom, until, reason, { force });
        const end = lastingWords(until, '/unban', view());
        screen.print(textOf('ban.done', { whom, end }));
      },
    },
    {
      name: 'unban',
      arguments: 'NAME|NETWORK',
      summary: () => textOf('help.line.unban'),
      async run({ screen, client }, rest) {
        const [whom] = takeTarget(rest, '/unban NAME');
        await client.operator.unban(whom);
        screen.print(textOf('ban.over', { whom }));
      },
    },
    {
      name: 'mute',
      arguments: 'NAME|NETWORK [1h] [REASON]',
      summary: () => textOf('help.line.mute'),
      details: () =>
        textOf('help.line.mute.more', { time: textOf('help.time'), target: textOf('help.target') }),
      async run({ screen, client, view }, rest) {
        const { whom, until, reason } = readSanction(client.serverTime, rest, '/mute');
        await client.operator.mute(whom, until, reason);
        const end = lastingWords(until, '/unmute', view());
        screen.print(textOf('mute.done', { whom, end }));
      },
    },
    {
      name: 'unmute',
      arguments: 'NAME|NETWORK',
      summary: () => textOf('help.line.unmute'),
      async run({ screen, client }, rest) {
        const [whom] = takeTarget(rest, '/unmute NAME');
        await client.operator.unmute(whom);
        screen.print(textOf('mute.over', { whom }));
      },
    },
    {
      name: 'bans',
      arguments: '',
      summary: () => textOf('help.line.bans'),
      async run({ screen, client, view }) {
        const sanctions = await client.operator.sanctions();
        for (const sanction of sanctions) screen.print(sanctionLine(sanction, view()));
        if (sanctions.length === 0) screen.print(textOf('bans.none'));
      },
    },
    {
      name: 'lockdown',
      arguments: '[on [1h] [--slow [10s]]|off]',
      summary: () => textOf('help.line.lockdown'),
      details: () => textOf('help.line.lockdown.more'),
      async run(context, rest) {
        const { screen, client, view } = context;
        const lockdown = readLockdown(client.serverTime, rest);
        if (lockdown !== undefined) await client.operator.lockdown(lockdown);
        const { lockdown: now } = await client.operator.status();
        for (const line of lockdownLines(now, view())) screen.print(line);
      },
    },
    {
      name: 'audit',
      arguments: '[NAME] [NUMBER]',
      summary: () => textOf('help.line.audit'),
      details: () => textOf('help.line.audit.more', { count: actsShown }),
      async run({ screen, client, view }, rest) {
        const { name, before } = readAuditRequest(rest);
        const { acts, more } = await client.operator.audit({
          limit: actsShown,
          ...(name === undefined ? {} : { name }),
          ...(before === undefined ? {} : { before }),
        });
        const first = acts.at(-1);
        if (first === undefined) screen.print(textOf('audit.none'));
        if (more && first !== undefined) {
          const again = ['/audit', name, String(first.position)].filter(
            (word) => word !== undefined,
          );
          screen.print(textOf('audit.more', { command: again.join(' ') }));
        }
        for (const act of acts.toReversed()) screen.print(actLine(act, view()));
      },
    },
  ] satisfies Command<AtLine>[]
).map((command): Command<AtLine> => ({ ...command, right: 'operator' }));

/** Takes the name or the network off the front of what was typed after a command. */
function takeTarget(rest: string, usage: string): [whom: string, rest: string] {
  const [word, text] = takeWord(rest);
  if (looksLikeNetwork(word)) return [networkText(word), text];
  const [name, more] = takeName(rest, usage);
  return [looksLikeNetwork(name) ? `@${name}` : name, more];
}

/** As it was typed, but for an address of IPv6, whose /64 is meant. */
function networkText(word: string): string {
  const network = parseNetwork(word);
  return network.family === 6 ? formatNetwork(network) : word;
}

/** Reads what comes after `/ban` and `/mute`. */
function readSanction(
  now: number,
  rest: string,
  command: string,
): { whom: string; until: number | null; reason: string; force: boolean } {
  const [whom, more] = takeTarget(rest, `${command} NAME [1h] [REASON]`);
  let until: number | null = null;
  let force = false;
  let reason = more;
  for (;;) {
    const [word, tail] = takeWord(reason);
    if (word === '--force' && !force) force = true;
    else if (looksLikeDuration(word) && until === null) until = now + parseDuration(word);
    else return { whom, until, reason, force };
    reason = tail;
  }
}

/** undefined: only to be shown. */
function readLockdown(now: number, rest: string) {
  const [verb = '', ...words] = rest.split(/\s+/);
  if (verb === '') return undefined;
  if (verb.toLowerCase() === 'off' && words.length === 0) return null;
  if (verb.toLowerCase() !== 'on') throw notLockdown(rest);
  const slowAt = words.indexOf('--slow');
  const [newerThan, ...others] = slowAt < 0 ? words : words.slice(0, slowAt);
  const [slow, ...behind] = slowAt < 0 ? [] : words.slice(slowAt + 1);
  if (others.length > 0 || behind.length > 0) throw notLockdown(rest);
  return {
    newcomersSince: newerThan === undefined ? null : now - parseDuration(newerThan),
    slowMs: slow === undefined ? (slowAt < 0 ? 0 : usualSlowMs) : parseDuration(slow),
  };
}

function notLockdown(rest: string): InputError {
  return new InputError(textOf('lockdown.usage', { text: shown(rest) }));
}

function readAuditRequest(rest: string): { name?: string; before?: number } {
  const [first, ...others] = rest.split(/\s+/).filter((word) => word !== '');
  if (first === undefined) return {};
  if (others.length > 1) throw new InputError(textOf('audit.usage'));
  // A name of digits alone is told from a number by an @ before it.
  if (others.length === 0 && /^\d{1,15}$/.test(first)) return { before: Number(first) };
  const name = foldName(first.replace(/^@/, ''));
  const [before] = others;
  if (before === undefined) return { name };
  if (/^\d{1,15}$/.test(before) && Number(before) > 0) return { name, before: Number(before) };
  throw new InputError(textOf('audit.no-number', { text: shown(before) }));
}
