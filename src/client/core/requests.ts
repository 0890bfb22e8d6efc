import { PartylineError } from '../../base/errors.ts';
import type { ServerMessage } from '../../wire/messages.ts';
import { requestFacts } from '../../wire/request-facts.ts';
import type { Answer, MemberRequestName, RequestFields } from '../../wire/requests.ts';
import { roomIdPattern } from '../../words/room-id.ts';
import { remoteError } from './failures.ts';

/* The requests of one connection that wait for an answer. */

/** Makes a request on the line; rejects with what it is refused with. */
export type Ask = <Name extends MemberRequestName>(
  name: Name,
  fields: RequestFields<Name>,
) => Promise<Answer<Name>>;

/** The two ends of a request. */
export interface Settle<Name extends MemberRequestName> {
  resolve(answer: Answer<Name>): void;
  /** PartylineError when the server refused it; else why the connection ended. */
  reject(error: Error): void;
}

interface Open {
  readonly name: MemberRequestName;
  /** Of a request about one room: the room as it was named. */
  readonly room: string | undefined;
  readonly settle: Settle<MemberRequestName>;
}

const highestId = 2 ** 31 - 1;

/** The requests of one connection that are not answered yet, by the number they went out under. */
export class Requests {
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  /** How many wait for their answer. */
  get size(): number {
    return this.#open.size;
  }

  /** Registers a request; returns the number to send it under. */
  add<Name extends MemberRequestName>(
    name: Name,
    fields: { readonly room?: string } | object,
    settle: Settle<Name>,
  ): number {
    const id = this.#takeId();
    const room = 'room' in fields ? fields.room : undefined;
    this.#open.set(id, { name, room, settle: settle as unknown as Settle<MemberRequestName> });
    return id;
  }

  /**
   * Brings an answer, or an error that names a request, to whoever waits for it.
   *
   * @throws PartylineError `message.unexpected` for an answer that nobody waits for, or of another type
   *   or room than the request has
   */
  answer(message: ServerMessage & { re: number }): void {
    const request = this.#open.get(message.re);
    if (request !== undefined && message.type === 'error') {
      this.#open.delete(message.re);
      request.settle.reject(remoteError(message));
    } else if (request !== undefined && isAnswerTo(request, message)) {
      this.#open.delete(message.re);
      request.settle.resolve(message);
    } else {
      throw new PartylineError(
        'message.unexpected',
        `The server answered "${message.type}" to request ${message.re}, which was no question for it.`,
      );
    }
  }

  /** Rejects all that is open. */
  fail(error: Error): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { settle } of open) settle.reject(error);
  }

  #takeId(): number {
    do this.#lastId = this.#lastId === highestId ? 1 : this.#lastId + 1;
    while (this.#open.has(this.#lastId));
    return this.#lastId;
  }
}

function isAnswerTo(
  { name, room }: Open,
  message: ServerMessage,
): message is Answer<MemberRequestName> {
  if (message.type !== requestFacts[name].answer) return false;
  // A name that people use is looked up by the server; an id comes back, where the answer tells of one.
  if (room === undefined || !roomIdPattern.test(room)) return true;
  return !('room' in message) || typeof message.room !== 'string' || message.room === room;
}
