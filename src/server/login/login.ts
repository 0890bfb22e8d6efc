import { opaqueReady } from '../../auth/opaque.ts';
import type { Stretching } from '../../auth/stretching.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import { assertNetworkMayComeIn } from '../../chat/account-checks.ts';
import type { Directory } from '../../store/directory.ts';
import type { GreetingMessage, GreetingMessages } from '../../wire/messages.ts';
import { protocolVersion } from '../../wire/protocol-version.ts';
import { requestFacts } from '../../wire/request-facts.ts';
import type { AnswerFields, GreetingRequestName, Request } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';
import type { AcceptedConnection } from '../door/accepted-connection.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { Admission } from './admission.ts';
import { type AttemptParts, Attempts } from './attempts.ts';
import { outOfReach } from './caught-up.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';
import type { GreetingHandlers } from './handlers.ts';
import type { LoginStep, Newcomer } from './newcomer.ts';
import type { Turns } from './turns.ts';

/* The conversation of a connection before login: the hellos, then requests, each by its handler. */

/** The parts that the logins on all connections share. */
export interface LoginParts {
  readonly handlers: GreetingHandlers;
  readonly attempts: AttemptParts;
  readonly gate: Gate;
  readonly directory: Pick<Directory, 'networkSanctions'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly turns: Turns;
  /** The server's own words in its hello. */
  readonly greeting: {
    readonly software: string;
    readonly serverId: string;
    readonly line: Pick<LiveSettings, 'name'>;
    readonly stretching: Stretching;
  };
}

/** Refusals after which a client may go on with another attempt. */
const survivable: readonly string[] = [
  'auth.failed',
  'auth.resume',
  'auth.app-token',
  'auth.throttled',
  'auth.pending',
  'sign-up.closed',
  'sign-up.code',
  'sign-up.name-taken',
  'forbidden',
  'storage.full',
];

/**
 * The server's side of a connection until somebody is logged in: the hellos, then requests. Messages are
 * handled one at a time.
 */
export class Login {
  readonly #parts: LoginParts;
  readonly #accepted: AcceptedConnection;
  readonly #answer: (message: OutgoingMessage) => Uint8Array;
  readonly #attempts: Attempts;
  readonly #isGone: () => boolean;
  /** Undefined before the hellos. */
  #newcomer: Newcomer | undefined;

  /**
   * @param answer sends a message and returns its payload bytes
   * @param isGone whether the connection has ended
   */
  constructor(
    parts: LoginParts,
    accepted: AcceptedConnection,
    answer: (message: OutgoingMessage) => Uint8Array,
    isGone: () => boolean,
  ) {
    this.#parts = parts;
    this.#accepted = accepted;
    this.#answer = answer;
    this.#isGone = isGone;
    this.#attempts = new Attempts(parts.attempts, accepted.address, accepted.log);
  }

  /**
   * Handles one message. Resolves with the admission when it lets somebody in. Throws PartylineError
   * for what the client is told as an error; `fatal` says whether the connection ends with it.
   */
  async handle(message: GreetingMessage, payload: Uint8Array): Promise<Admission | undefined> {
    if (message.type === 'hello') return this.#greet(message, payload);
    if (this.#newcomer === undefined) throw new PartylineError('message.unexpected');
    if (this.#accepted.isLocal !== (message.type === 'local.login')) {
      throw new PartylineError('message.unexpected');
    }
    // Only the first ones after a start of the server wait; nobody comes in before it is ready.
    await opaqueReady();
    if (!this.#parts.gate.isReached && !this.#accepted.isLocal) throw outOfReach();
    return this.#request(this.#newcomer, message.type, message, payload);
  }

  /** Whether an error ends the connection: broken protocol does, a wrong password does not at once. */
  fatal(error: PartylineError): boolean {
    return this.#attempts.exhausted || !survivable.includes(error.code);
  }

  #request<Name extends GreetingRequestName>(
    newcomer: Newcomer,
    name: Name,
    request: Request<Name>,
    payload: Uint8Array,
  ): Admission | undefined | Promise<Admission | undefined> {
    const handler: GreetingHandler<Name> = this.#parts.handlers[name];
    const answer = (fields: AnswerFields<Name>) => {
      const type = requestFacts[name as GreetingRequestName].answer;
      return this.#answer({ type, re: request.id, ...fields } as OutgoingMessage);
    };
    return handler(newcomer, request, { payload, answer });
  }

  #greet(message: GreetingMessages['hello'], payload: Uint8Array): undefined {
    const { greeting, gate, directory, clock, turns } = this.#parts;
    if (this.#newcomer !== undefined) throw new PartylineError('message.unexpected');
    assertVersion(message.versions);
    const { address, isLocal, isTooMany, log, bindings } = this.#accepted;
    if (isTooMany) throw new PartylineError('server.busy');
    if (gate.paused && !isLocal) {
      throw new PartylineError('server.busy', worded('line.paused'));
    }
    if (!isLocal) assertNetworkMayComeIn(directory, address, clock.now());
    const { frameBytes, textBytes, replayMessages } = limits;
    const server = this.#answer({
      type: 'hello',
      version: protocolVersion,
      server: greeting.software,
      serverId: greeting.serverId,
      name: greeting.line.name,
      signUp: gate.signUp,
      bindings: [...bindings],
      stretching: { ...greeting.stretching },
      limits: { frameBytes, textBytes, replayMessages },
    });
    const login: LoginStep = { step: 'idle' };
    this.#newcomer = {
      address,
      log,
      bindings,
      binding: (type) => this.#accepted.binding(type),
      hellos: { client: Uint8Array.from(payload), server },
      attempts: this.#attempts,
      turn: turns.next(),
      isGone: this.#isGone,
      login,
    };
    log.debug('hello', { client: message.client });
  }
}

function assertVersion(versions: readonly number[]): void {
  if (versions.includes(protocolVersion)) return;
  throw new PartylineError(
    'version.unsupported',
    worded('line.version', { server: protocolVersion, client: versions.join(', ') }),
  );
}
