import { connect } from 'node:net';
import { type ErrorCode, InputError, PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Answer, RequestFields } from '../../wire/requests.ts';
import { Account } from '../core/account.ts';
import { ConnectionError } from '../core/failures.ts';
import type { Ask } from '../core/requests.ts';
import type { DoorRequest, LentRequest } from './account-door.ts';

/**
 * The account behind a client that runs on this machine, which makes the requests over its own connection.
 *
 * @param path of its door
 * @param fingerprint of the server's key, for app tokens; undefined in clear text
 */
export function accountBeside(path: string, fingerprint: string | undefined): Account {
  return new Account({
    ask: ((type, fields) => askAt(path, type as LentRequest, fields as never)) as Ask,
    fingerprint: () => fingerprint,
    login: () => {
      throw new InputError(worded('password.elsewhere'));
    },
  });
}

/** The server's clock, in milliseconds since 1970 UTC, as that client knows it. */
export async function serverTimeBeside(path: string): Promise<number> {
  return (await answerTo(path, { type: 'server.time' })) as number;
}

interface Reply {
  readonly answer?: Answer<LentRequest> | number;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

async function askAt(
  path: string,
  type: LentRequest,
  fields: RequestFields<LentRequest>,
): Promise<Answer<LentRequest>> {
  return (await answerTo(path, { type, fields })) as Answer<LentRequest>;
}

async function answerTo(path: string, request: DoorRequest): Promise<NonNullable<Reply['answer']>> {
  const { answer, error } = await exchange(path, JSON.stringify(request));
  if (answer !== undefined) return answer;
  if (error === undefined || error.code === 'internal') {
    throw new ConnectionError(
      `The client that is online could not ask the server: ${error?.message}`,
    );
  }
  throw new PartylineError(error.code, error.message);
}

async function exchange(path: string, request: string): Promise<Reply> {
  let text = '';
  try {
    const socket = connect({ path, allowHalfOpen: true });
    socket.end(request);
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    return JSON.parse(text);
  } catch (cause) {
    throw new ConnectionError(
      'Another program uses the saved session and does not answer: end it first, or make the request there.',
      cause,
    );
  }
}
