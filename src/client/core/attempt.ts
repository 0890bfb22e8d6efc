import type { Address } from '../../wire/address.ts';
import type { Answers } from './answers.ts';
import { Connection } from './connection.ts';
import { Dialogue } from './dialogue.ts';
import { logIn } from './login.ts';
import type { LoggedIn, LoginTask } from './login-task.ts';
import { assertExpected, type Trust, trustOf } from './pins.ts';
import type { ServerMemory } from './profile.ts';
import type { ReadPositions } from './read-positions.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import { assertCredential } from './way-in.ts';

/* One attempt to join: connect, look at the certificate, log in. */

/** The objects that one attempt works with. */
export interface AttemptParts {
  readonly options: ResolvedOptions;
  readonly address: Address;
  readonly memory: ServerMemory;
  readonly positions: ReadPositions;
  readonly answers: Answers;
  readonly signal: AbortSignal;
  progress(step: 'securing' | 'authenticating'): void;
  /** The other side has said hello: it is a server of ours. */
  greeted(): void;
  /** The name is taken; another one is asked for next. */
  nameTaken(name: string): void;
}

/** A connection that is logged in. */
export interface Attempted {
  readonly connection: Connection;
  readonly login: LoggedIn;
  readonly trust: Trust;
  /** Undefined without TLS. */
  readonly fingerprint: string | undefined;
}

/** Connects and logs in; when it throws, nothing is left open. */
export async function attempt(parts: AttemptParts): Promise<Attempted> {
  const { options, address, signal } = parts;
  const wayIn = await present(options.wayIn);
  const transport = await options.openTransport({
    address,
    timeoutMs: options.timing.connectTimeoutMs,
    signal,
    onSecuring: () => parts.progress('securing'),
  });
  const connection = new Connection(transport, options.timing.silenceTimeoutMs);
  const stop = () => connection.abort(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  void connection.ended.then(() => signal.removeEventListener('abort', stop));
  try {
    const { fingerprint } = transport;
    assertExpected(address, fingerprint);
    const pin = wayIn.type === 'attach' ? wayIn.presented.fingerprint : parts.memory.pin;
    if (wayIn.type === 'attach') assertCredential(address, wayIn.presented, fingerprint);
    parts.progress('authenticating');
    const trust = trustOf(fingerprint, pin);
    const dialogue = new Dialogue(connection, options.timing.answerTimeoutMs);
    const login = await logIn({ ...taskOf(parts), wayIn, transport, trust, dialogue });
    return { connection, login, trust, fingerprint };
  } catch (error) {
    void connection.close(error as Error);
    throw error;
  }
}

/** Looks up the secret that will be shown, before anything is connected. */
async function present(wayIn: ResolvedOptions['wayIn']): Promise<LoginTask['wayIn']> {
  if (wayIn.type !== 'attach') return wayIn;
  return { ...wayIn, presented: await wayIn.credential() };
}

function taskOf(
  parts: AttemptParts,
): Omit<LoginTask, 'wayIn' | 'transport' | 'trust' | 'dialogue'> {
  const { options, address, memory, positions, answers, signal } = parts;
  const { software, deviceName } = options;
  return {
    address,
    memory,
    answers,
    software,
    deviceName,
    signal,
    cursors: (maxBytes) => positions.recent(maxBytes),
    greeted: () => parts.greeted(),
    nameTaken: (taken) => parts.nameTaken(taken),
  };
}
