import type { ServerKeys } from '../../auth/server-handshake.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { GreetingRequestName } from '../../wire/requests.ts';
import { attach } from './attach.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';
import { loginLocally } from './local-login.ts';
import type { LoginQueue } from './login-queue.ts';
import { lookUp } from './lookup.ts';
import { cancelLogin, finishLogin, startLogin } from './password-login.ts';
import { finishRegistration, startRegistration } from './registration.ts';
import { resume } from './resume.ts';

/* The table of the handlers of requests before login. */

/** The parts of a server that these handlers work with; each takes those that it needs. */
export interface GreetingParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly keys: ServerKeys;
  readonly gate: Gate;
  readonly loginQueue: LoginQueue;
  readonly epoch: string;
  /** The account that is the operator's at the server itself. */
  operator(): Account;
}

/** A handler for every request of the table that is made before login. */
export type GreetingHandlers = {
  readonly [Name in GreetingRequestName]: GreetingHandler<Name>;
};

/** Makes the handlers of one server. */
export function createGreetingHandlers(parts: GreetingParts): GreetingHandlers {
  return {
    'account.lookup': lookUp(parts),
    'register.start': startRegistration(parts),
    'register.finish': finishRegistration,
    'login.start': startLogin(parts),
    'login.finish': finishLogin(parts),
    'login.cancel': cancelLogin(parts),
    resume: resume(parts),
    attach: attach(parts),
    'local.login': loginLocally(parts),
  };
}
