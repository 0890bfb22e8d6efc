import type { MessagePipe } from './message-pipe.ts';
import { SharedConnection } from './shared-connection.ts';

/** A connection, from the moment in which it is opened. */
interface Shared {
  readonly connection: Promise<SharedConnection>;
  /** The session that it has, or that its first tab wants to resume. */
  session: string | undefined;
}

/**
 * Brings tabs of one browser together that have the same session: they share one connection. A tab that has no
 * session logs in on a connection of its own, which others may share from then on.
 */
export class TabHub {
  readonly #open: () => Promise<MessagePipe>;
  readonly #now: () => number;
  readonly #shared = new Set<Shared>();
  /** The latest device token of each session: a tab that slept may not know it, and an older one ends a session. */
  readonly #deviceTokens = new Map<string, string>();

  /** Only tabs reach the server. */
  #isCarried = false;

  /**
   * @param open connects to the server
   * @param now milliseconds on a clock that nobody sets
   */
  constructor(open: () => Promise<MessagePipe>, now: () => number = () => performance.now()) {
    this.#open = open;
    this.#now = now;
  }

  /** Connections to the server. */
  get size(): number {
    return this.#shared.size;
  }

  /**
   * Takes a tab; resolves when it can talk.
   *
   * @param session that it would resume
   * @param carry has the tab connect to the server, where that cannot be done from here
   * @throws ConnectionError (by rejection) when the server is not reached
   */
  async add(
    pipe: MessagePipe,
    session: string | undefined,
    carry: () => Promise<MessagePipe>,
  ): Promise<void> {
    const found = [...this.#shared].find(
      (shared) => session !== undefined && shared.session === session,
    );
    const { connection } = found ?? this.#connect(session, carry);
    (await connection).add(pipe);
  }

  #connect(session: string | undefined, carry: () => Promise<MessagePipe>): Shared {
    const shared: Shared = {
      session,
      connection: this.#reach(carry).then(
        (server) =>
          new SharedConnection(server, {
            latestToken: (id) => this.#deviceTokens.get(id),
            loggedIn: (id, deviceToken) => {
              shared.session = id;
              if (deviceToken !== null) this.#deviceTokens.set(id, deviceToken);
            },
            ended: () => this.#shared.delete(shared),
            now: this.#now,
          }),
        (error: unknown) => {
          this.#shared.delete(shared);
          throw error;
        },
      ),
    };
    this.#shared.add(shared);
    return shared;
  }

  async #reach(carry: () => Promise<MessagePipe>): Promise<MessagePipe> {
    if (this.#isCarried) return carry();
    try {
      return await this.#open();
    } catch {
      // Where the tab does not reach it either, its words say why.
      const pipe = await carry();
      this.#isCarried = true;
      return pipe;
    }
  }
}
