import type { MemberMessages, ServerMessage } from '../wire/messages.ts';
import type { Line } from './line.ts';
import { OwnSessions } from './own-sessions.ts';
import { PasswordChange, type PasswordOwner } from './password-change.ts';

/** Requests that are not about talk, but about the account itself. */
export type ManagementRequest = MemberMessages[
  | 'sessions'
  | 'session.revoke'
  | 'token.create'
  | 'password.start'
  | 'password.finish'];

/** Acts on what a device asks about its account. Whether it may is the caller's to look at. */
export class Management {
  readonly #sessions: OwnSessions;
  readonly #passwordChange: PasswordChange;

  constructor(line: Line, owner: PasswordOwner) {
    this.#sessions = new OwnSessions(line, owner);
    this.#passwordChange = new PasswordChange(line, owner);
  }

  /** Throws, or rejects with, what the rules refuse. */
  answer(request: ManagementRequest): ServerMessage | Promise<ServerMessage> {
    switch (request.type) {
      case 'sessions':
        return { type: 'sessions', re: request.id, ...this.#sessions.list() };
      case 'session.revoke':
        return this.#sessions.revoke(request);
      case 'token.create':
        return this.#sessions.createToken(request);
      case 'password.start':
        return this.#passwordChange.start(request);
      case 'password.finish':
        return this.#passwordChange.finish(request);
    }
  }
}
