import process from 'node:process';
import type { Line } from '../client/line.ts';
import {
  type AppTokenInfo,
  checkTokenName,
  findToken,
  tokensAmong,
} from '../terminal/app-tokens.ts';
import { createdWords, scopeWords, tokenLines } from '../terminal/render-tokens.ts';
import { plainStyle } from '../terminal/style.ts';
import { formatAddress } from '../wire/address.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import type { CommandValues } from './options.ts';
import { OutputError, print } from './output.ts';
import type { tokenCreateCommand, tokenListCommand, tokenRevokeCommand } from './token-commands.ts';
import { enterLine, findWayIn } from './way-in.ts';

/** How long the goodbye may take, in milliseconds. */
const goodbyeMs = 1_000;

/** `partyline token create`: the token goes to standard output, all else to standard error. */
export async function create(options: CommandValues<typeof tokenCreateCommand>): Promise<number> {
  const { scope, room: rooms, expires } = options;
  const name = checkTokenName(options.name);
  const requestOn = (line: Line) => ({
    name,
    read: scope.length === 0 || scope.includes('read'),
    write: scope.length === 0 || scope.includes('write'),
    ...(rooms.length === 0 ? {} : { rooms: rooms.map(formatRoomReference) }),
    ...(expires === undefined ? {} : { expiresAt: line.serverTime + expires }),
  });
  const { address, request } = await onLine(options, async (line, address) => {
    const request = requestOn(line);
    const { token, session } = await line.account.createToken(request);
    try {
      await print(`${token}\n`);
    } catch (error) {
      await line.account.revoke(session);
      throw notPrinted(name, error);
    }
    return { address, request };
  });
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
  await onLine(options, async (line) => {
    const tokens = tokensAmong(await line.account.sessions());
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
  await onLine(options, async (line) => {
    const { session } = findToken(await line.account.sessions(), name);
    await line.account.revoke(session);
  });
  note(`The app token ${name} is revoked.`);
  return exitCodes.ok;
}

async function onLine<Result>(
  choice: Parameters<typeof findWayIn>[0],
  work: (line: Line, address: string) => Promise<Result>,
): Promise<Result> {
  const way = findWayIn(choice);
  const { address } = way;
  const line = await enterLine(way, { receive: false });
  try {
    return await work(line, typeof address === 'string' ? address : formatAddress(address));
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

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
