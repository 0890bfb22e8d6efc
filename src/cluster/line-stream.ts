import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import { InputError, UnreachableError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { ClusterOptions } from './options.ts';
import { usualClusterName } from './options.ts';
import { denied, isDenial } from './rights.ts';

/* The stream that is the order of a line: how it is made, and whose it is. */

/** The line that a stream belongs to. It stands in the stream's description, from its first moment on. */
export interface StreamIdentity {
  /** Identity of the stream, 16 random bytes in base64url: another one where it was made anew. */
  readonly id: string;
  /** Hash of the keys behind all passwords of the line. */
  readonly keys: string;
  /** What stands before the first entry: null, nothing; or the store from which the line came. */
  readonly after: StoreFacts | null;
}

/** A store that ran on one machine, and the place where it ended. */
export interface StoreFacts {
  /** Of its history. */
  readonly epoch: string;
  /** The last position in it. */
  readonly position: number;
}

/** A stream as it is found. */
export interface LineStream {
  readonly identity: StreamIdentity;
  /** The number of the first entry that it still has; one behind `lastSequence` while it has none. */
  readonly firstSequence: number;
  /** The number of its last entry; 0: it has had none. */
  readonly lastSequence: number;
  /** Mean length of the entries that it has, in bytes; 0 while it has none. */
  readonly entryBytes: number;
  /** How many nats-servers keep it. */
  readonly replicas: number;
}

/** A repeated publish is recognised by the nats-servers within this, in nanoseconds: two minutes. */
const duplicateWindowNs = 120_000_000_000;

/** API error codes of JetStream (its errors.json). */
const nameInUse = 10_058;
/** Fewer nats-servers are there than are wanted, which may pass; or it runs alone, or has no room for as many. */
const tooFewPeers = 10_005;
const takesFewer: readonly number[] = [10_074, 10_052];
/** Too few nats-servers are there to agree, or nobody leads them at present. */
const noLeader: readonly (number | undefined)[] = [10_008, 10_009];

/** The subject that entries are published to. */
export function entrySubject(name = usualClusterName): string {
  return `${name}.order`;
}

/**
 * The API of JetStream.
 *
 * @throws InputError (by rejection) where the nats-servers have none
 */
export async function jetStreamOf(connection: NatsConnection): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection);
  } catch (error) {
    const isUnanswered = error instanceof errors.TimeoutError || noLeader.includes(codeOf(error));
    if (isUnanswered) throw unanswered(error);
    if (isDenial(error)) throw denied(connection, error);
    throw new InputError(
      `The nats-server ${connection.getServer()} keeps no streams for this node: turn JetStream on there, with its files on a disk (${(error as Error).message}).`,
      { cause: error },
    );
  }
}

/**
 * The stream of a line; undefined: there is none.
 *
 * @throws InputError (by rejection) when it is none of this program, or nobody answers
 */
export async function findStream(
  manager: JetStreamManager,
  name = usualClusterName,
): Promise<LineStream | undefined> {
  try {
    return toLineStream(name, await manager.streams.info(name));
  } catch (error) {
    if (codeOf(error) === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error instanceof InputError ? error : unanswered(error);
  }
}

/**
 * Makes the stream of a line, unless another node was faster; returns the one there is then.
 *
 * @throws InputError (by rejection) when it cannot be made; UnreachableError while too few nats-servers are there
 */
export async function createStream(
  manager: JetStreamManager,
  connection: NatsConnection,
  { name = usualClusterName, replicas }: ClusterOptions,
  facts: Pick<StreamIdentity, 'keys' | 'after'>,
): Promise<LineStream> {
  const identity: StreamIdentity = { id: randomId(16), ...facts };
  const copies = replicas ?? usualReplicas(connection);
  try {
    const info = await manager.streams.add({
      name,
      description: JSON.stringify({ partyline: 1, ...identity }),
      subjects: [entrySubject(name)],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      num_replicas: copies,
      duplicate_window: duplicateWindowNs,
      deny_delete: true,
    });
    return toLineStream(name, info);
  } catch (error) {
    const code = codeOf(error);
    const present = code === nameInUse ? await findStream(manager, name) : undefined;
    if (present !== undefined) return present;
    if (error instanceof InputError) throw error;
    if (code === undefined || noLeader.includes(code)) throw unanswered(error);
    const attempted = `Cannot make the stream ${name} (${(error as Error).message})`;
    const wanted = `${attempted}: it wants ${copies} nats-servers in one cluster; start them, or ask for fewer with --cluster-replicas.`;
    if (code === tooFewPeers) throw new UnreachableError(wanted, { cause: error });
    if (takesFewer.includes(code)) throw new InputError(wanted, { cause: error });
    throw new InputError(`${attempted}: see the log of the nats-servers.`, { cause: error });
  }
}

/**
 * The keys of a node have to be those of its line.
 *
 * @param keys hash of the node's
 * @throws InputError when they are others
 */
export function assertKeys({ identity }: LineStream, keys: string): void {
  if (identity.keys === keys) return;
  throw new InputError(
    'The data folder has other keys than its line in the cluster: take an empty folder, and put the keys of the line into it with partyline cluster join.',
  );
}

/** As many as make a majority that outlives one of them, where there are enough. */
function usualReplicas(connection: NatsConnection): number {
  const known = Math.max(
    connection.getServers().length,
    connection.info?.connect_urls?.length ?? 0,
  );
  return known >= 3 ? 3 : 1;
}

function toLineStream(name: string, { config, state }: StreamInfo): LineStream {
  const identity = parseIdentity(config.description ?? '');
  if (identity === undefined) {
    throw new InputError(
      `The stream ${name} on the nats-servers is not that of a line: choose another name with --cluster-name.`,
    );
  }
  if (config.storage !== StorageType.File) {
    throw new InputError(
      `The stream ${name} is kept in memory only: a line keeps its order in files.`,
    );
  }
  return {
    identity,
    firstSequence: Math.max(state.first_seq, 1),
    lastSequence: state.last_seq,
    entryBytes: state.messages === 0 ? 0 : Math.ceil(state.bytes / state.messages),
    replicas: config.num_replicas,
  };
}

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

function parseIdentity(description: string): StreamIdentity | undefined {
  try {
    const { partyline, id, keys, after } = JSON.parse(description);
    const isPlaced =
      after === null || (typeof after?.epoch === 'string' && Number.isSafeInteger(after?.position));
    if (partyline !== 1 || typeof id !== 'string' || typeof keys !== 'string' || !isPlaced) {
      return undefined;
    }
    return { id, keys, after };
  } catch {
    return undefined;
  }
}

function unanswered(error: unknown): UnreachableError {
  return new UnreachableError(
    `The nats-servers do not answer (${(error as Error).message}): too few of them may be running to agree on anything.`,
    { cause: error },
  );
}
