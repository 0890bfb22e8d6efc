import type { TLSSocket } from 'node:tls';
import { channelBinding } from '../../auth/binding.ts';
import type { BindingType } from '../../words/binding-type.ts';
import { openSocket } from '../node/open-socket.ts';
import { assertCredential } from './attachment.ts';
import { Connection } from './connection.ts';
import type { Answers } from './credentials.ts';
import { Dialogue } from './dialogue.ts';
import type { Inbox } from './inbox.ts';
import { logIn } from './login.ts';
import type { LoggedIn, LoginTask } from './login-task.ts';
import type { ResolvedOptions } from './options.ts';
import { assertExpected, type Trust, trustOf } from './pins.ts';
import type { ServerMemory } from './profile.ts';

/** What one attempt works with. */
export interface AttemptParts {
  readonly options: ResolvedOptions;
  /** The name the client was told to use, folded. */
  readonly name: string | undefined;
  readonly memory: ServerMemory;
  readonly inbox: Inbox;
  readonly answers: Answers;
  readonly signal: AbortSignal;
  progress(step: 'securing' | 'authenticating'): void;
  /** The other side has said hello: it is a server of ours. */
  greeted(): void;
  /** The name is taken; another one is asked for next. */
  nameTaken(name: string): void;
}

/** A connection that is logged in. */
export interface Line {
  readonly connection: Connection;
  readonly login: LoggedIn;
  readonly trust: Trust;
  /** Undefined without TLS. */
  readonly fingerprint: string | undefined;
}

/** Connects and logs in; when it throws, nothing is left open. */
export async function attemptLine(parts: AttemptParts): Promise<Line> {
  const { options, signal } = parts;
  const credential = await options.attach?.credential();
  const { socket, fingerprint } = await openSocket({
    address: options.address,
    timeoutMs: options.timing.connectTimeoutMs,
    signal,
    onSecuring: () => parts.progress('securing'),
  });
  const connection = new Connection(socket, options.timing.silenceTimeoutMs);
  const stop = () => connection.abort(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  void connection.ended.then(() => signal.removeEventListener('abort', stop));
  try {
    assertExpected(options.address, fingerprint);
    if (credential !== undefined) assertCredential(options.address, credential, fingerprint);
    parts.progress('authenticating');
    const pin = credential === undefined ? parts.memory.pin : credential.fingerprint;
    const trust = trustOf(fingerprint, pin);
    const binding = (type: BindingType) => channelBinding(socket as TLSSocket, type);
    const attach = options.attach && credential && { by: options.attach, credential };
    const login = await logIn(loginTask(parts, connection, { trust, binding, attach }));
    return { connection, login, trust, fingerprint };
  } catch (error) {
    void connection.close(error as Error);
    throw error;
  }
}

function loginTask(
  parts: AttemptParts,
  connection: Connection,
  channel: Pick<LoginTask, 'trust' | 'binding' | 'attach'>,
): LoginTask {
  const { options, name, memory, inbox, answers, signal } = parts;
  return {
    ...channel,
    dialogue: new Dialogue(connection, options.timing.answerTimeoutMs),
    address: options.address,
    memory,
    name,
    cursors: (maxBytes) => inbox.recentCursors(maxBytes),
    answers,
    software: options.software,
    deviceName: options.deviceName,
    signal,
    greeted: () => parts.greeted(),
    nameTaken: (taken) => parts.nameTaken(taken),
  };
}
