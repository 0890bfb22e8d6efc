import { existsSync } from 'node:fs';
import type { Account } from '../client/core/account.ts';
import type { ServerEntry } from '../client/core/profile.ts';
import type { Line } from '../client/line.ts';
import { accountBeside, serverTimeBeside } from '../client/node/account-beside.ts';
import { FileProfile } from '../client/node/file-profile.ts';
import { type AppTokenInfo, checkTokenName, findToken, tokensAmong } from '../talk/app-tokens.ts';
import { measureColumns } from '../talk/columns.ts';
import { createdWords, scopeWords, tokenLines } from '../talk/render-tokens.ts';
import { plainStyle } from '../talk/style.ts';
import { columnsOf } from '../terminal/ruler.ts';
import { type Address, formatAddress, placeOf } from '../wire/address.ts';
import { formatAddressList, parseAddressList } from '../wire/address-list.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import { rememberTokens } from './known-words.ts';
import { note } from './notes.ts';
import type { CommandValues } from './options.ts';
import { Outages } from './outages.ts';
import { OutputError, print } from './output.ts';
import type { tokenCreateCommand, tokenListCommand, tokenRevokeCommand } from './token-commands.ts';
import { connectTold } from './told-line.ts';
import { enterLine, findWayIn } from './way-in.ts';

/** How long the goodbye may take, in milliseconds. */
const goodbyeMs = 1_000;

/** `partyline token create`: the token goes to standard output, all else to standard error. */
export async function create(options: CommandValues<typeof tokenCreateCommand>): Promise<number> {
  const { scope, room: rooms, expires } = options;
  const name = checkTokenName(options.name);
  const requestAt = (serverTime: number) => ({
    name,
    read: scope.length === 0 || scope.includes('read'),
    write: scope.length === 0 || scope.includes('write'),
    ...(rooms.length === 0 ? {} : { rooms: rooms.map(formatRoomReference) }),
    ...(expires === undefined ? {} : { expiresAt: serverTime + expires }),
  });
  const { address, request } = await onAccount(
    options,
    async (account, { address, serverTime }) => {
      const request = requestAt(serverTime);
      const { token, session } = await account.createToken(request);
      try {
        await print(`${token}\n`);
      } catch (error) {
        await account.revoke(session);
        throw notPrinted(name, error);
      }
      return { address, request };
    },
  );
  rememberTokens(options.data, parseAddressList(address)[0], (known) => [
    ...without(known, name),
    name,
  ]);
  note(createdWords(request, view()));
  note(`A program that is to use it needs PARTYLINE_TOKEN=... and PARTYLINE_SERVER=${address}`);
  return exitCodes.ok;
}

/** A token that nobody has seen lets nobody in. */
function notPrinted(name: string, error: unknown): CommandError {
  const reason = error instanceof OutputError ? error.reason : 'nobody reads the output any more';
  return new CommandError(
    exitCodes.cannotCreate,
    `The app token ${name} could not be printed, and is revoked: ${reason}.`,
  );
}

/** `partyline token list`. */
export async function list(options: CommandValues<typeof tokenListCommand>): Promise<number> {
  measureColumns(columnsOf);
  await onAccount(options, async (account, { address }) => {
    const tokens = tokensAmong(await account.sessions());
    rememberTokens(options.data, parseAddressList(address)[0], () =>
      tokens.map(({ device }) => device),
    );
    const text = options.json
      ? tokens.map((token) => jsonLine(tokenFields(token))).join('')
      : `${tokenLines(tokens, view()).join('\n')}\n`;
    await print(text);
  });
  return exitCodes.ok;
}

/** `partyline token revoke`. */
export async function revoke(options: CommandValues<typeof tokenRevokeCommand>): Promise<number> {
  const { name } = options;
  await onAccount(options, async (account, { address }) => {
    const { session } = findToken(await account.sessions(), name);
    await account.revoke(session);
    rememberTokens(options.data, parseAddressList(address)[0], (known) => without(known, name));
  });
  note(`The app token ${name} is revoked.`);
  return exitCodes.ok;
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((each) => each !== name);
}

/** The server that the account is on: its address, and its clock in milliseconds since 1970 UTC. */
interface ServerFacts {
  readonly address: string;
  readonly serverTime: number;
}

/**
 * Works on the account by the own connection of its device: that of the saved session, or where a client has
 * it, over that client.
 */
async function onAccount<Result>(
  choice: Parameters<typeof findWayIn>[0],
  work: (account: Account, server: ServerFacts) => Promise<Result>,
): Promise<Result> {
  const way = findWayIn(choice);
  const { address } = way;
  const others = 'session' in way ? (way.session.others ?? []) : [];
  const place = typeof address === 'string' ? address : formatAddressList([address, ...others]);
  const outages = new Outages({ atOnce: true });
  if ('token' in way) return await onLine(enterLine(way, { receive: false, outages }), work, place);
  const { session } = way;
  const { host, port, clear } = way.address;
  const profile = new FileProfile(choice.data ?? '');
  const server = formatAddress({ host, port, clear });
  const entry = profile.takeSaved(server, session.name);
  if (entry !== undefined)
    return await onLine(
      resume([way.address, ...others], session.name, entry, outages),
      work,
      place,
    );
  const doors = profile.doors(server, session.name);
  const door = doors.find((path) => existsSync(path)) ?? doors[0] ?? '';
  return await work(accountBeside(door, session.credential().fingerprint), {
    address: place,
    serverTime: await serverTimeBeside(door),
  });
}

/** The session's own connection, on which nobody is here and nothing is read. */
function resume(
  address: readonly Address[],
  name: string,
  entry: ServerEntry,
  outages: Outages,
): Promise<Line> {
  const profile = { open: () => entry, lastUsed: () => undefined };
  const quiet = { receive: false, present: false };
  const place = address.map(placeOf).join(', ');
  return connectTold({ address, name, profile, ...quiet, outages }, place);
}

async function onLine<Result>(
  connecting: Promise<Line>,
  work: (account: Account, server: ServerFacts) => Promise<Result>,
  address: string,
): Promise<Result> {
  const line = await connecting;
  try {
    return await work(line.account, { address, serverTime: line.serverTime });
  } finally {
    await line.close(goodbyeMs);
  }
}

/** The fields that `list --json` prints; a stable shape, described in docs/using.md. */
function tokenFields(token: AppTokenInfo) {
  const { device: name, grant, createdAt, lastSeenAt, address } = token;
  const wasUsed = address !== '';
  return {
    name,
    scopes: scopeWords(grant).split(' '),
    rooms: grant.rooms,
    createdAt: isoTime(createdAt),
    lastUsedAt: wasUsed ? isoTime(lastSeenAt) : null,
    lastUsedFrom: wasUsed ? address : null,
    expiresAt: grant.expiresAt === null ? null : isoTime(grant.expiresAt),
  };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function view() {
  return { style: plainStyle, now: Date.now() };
}
