/* What the nodes of a line tell each other beside the order, as JSON on one topic. */

/** The tables of facts that a node tells about itself. */
export type TableName = 'here' | 'connections';

/** A fact that is there from now on, or (null) is not any more; `lost`: what stood behind it may be back in a moment. */
export interface Change {
  readonly table: TableName;
  readonly key: string;
  readonly value: unknown;
  readonly lost?: boolean | undefined;
}

/** A message between nodes; `node` is the one that sent it. */
export type PeerMessage = { readonly node: string } & (
  | {
      /** It lives. */
      readonly type: 'beat';
      /** How many messages with changes it has sent. */
      readonly seq: number;
      /** Where its clients find it, `HOST:PORT`; null: nobody is to be told. */
      readonly place: string | null;
    }
  | { readonly type: 'changes'; readonly seq: number; readonly changes: readonly Change[] }
  /** The node `of` shall tell all its facts: some are missing here. */
  | { readonly type: 'ask'; readonly of: string }
  | {
      /** All its facts, after `seq` messages with changes; in `parts` messages in a row. */
      readonly type: 'whole';
      readonly seq: number;
      readonly part: number;
      readonly parts: number;
      readonly changes: readonly Change[];
    }
  /** It stops. */
  | { readonly type: 'stop' }
  /** Something that happens and is forgotten; see `Passing`. */
  | { readonly type: 'passing'; readonly passing: Passing }
);

/** Things that are told once and kept by nobody; those that are lost are not missed for long. */
export type Passing =
  /** Somebody types, in a room by its number. */
  | { readonly type: 'typing'; readonly room: number; readonly account: number }
  /** A device has taken the entries of a room up to `seq`. */
  | {
      readonly type: 'delivered';
      readonly room: number;
      readonly account: number;
      readonly seq: number;
    }
  /** An attempt to log in that counts as failed, and is due in so many milliseconds. */
  | { readonly type: 'attempt'; readonly keys: readonly string[]; readonly dueMs: number }
  /** The attempt succeeded. */
  | { readonly type: 'attempt.over'; readonly keys: readonly string[] }
  /** Somebody signs up. */
  | { readonly type: 'sign-up'; readonly address: string; readonly hasCode: boolean };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a message. */
export function encodePeerMessage(message: PeerMessage): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

/** The message in these bytes; undefined for one of another version, or that is damaged. */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | undefined {
  try {
    const message: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(message) && isText(message.node) && isPeerMessage(message)
      ? (message as unknown as PeerMessage)
      : undefined;
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const checks: Readonly<Record<PeerMessage['type'], (fields: Fields) => boolean>> = {
  beat: ({ seq, place }) => isCount(seq) && (place === null || isText(place)),
  changes: ({ seq, changes }) => isCount(seq) && areChanges(changes),
  ask: ({ of }) => isText(of),
  whole: ({ seq, part, parts, changes }) =>
    isCount(seq) && isCount(part) && isCount(parts) && areChanges(changes),
  stop: () => true,
  passing: ({ passing }) => isObject(passing) && isPassing(passing),
};

const passingChecks: Readonly<Record<Passing['type'], (fields: Fields) => boolean>> = {
  typing: ({ room, account }) => isCount(room) && isCount(account),
  delivered: ({ room, account, seq }) => isCount(room) && isCount(account) && isCount(seq),
  attempt: ({ keys, dueMs }) => areTexts(keys) && typeof dueMs === 'number',
  'attempt.over': ({ keys }) => areTexts(keys),
  'sign-up': ({ address, hasCode }) => isText(address) && typeof hasCode === 'boolean',
};

function isPeerMessage(fields: Fields): boolean {
  return isKnown(checks, fields.type) && checks[fields.type](fields);
}

function isPassing(fields: Fields): boolean {
  return isKnown(passingChecks, fields.type) && passingChecks[fields.type](fields);
}

function isKnown<Table extends object>(table: Table, type: unknown): type is keyof Table {
  return typeof type === 'string' && Object.hasOwn(table, type);
}

function areChanges(value: unknown): boolean {
  return Array.isArray(value) && value.every(isChange);
}

function isChange(value: unknown): boolean {
  if (!isObject(value) || !isText(value.key)) return false;
  const { table, value: fact } = value;
  if (fact === null) return table === 'here' || table === 'connections';
  if (table === 'here') return isPresence(fact);
  return (
    table === 'connections' && isObject(fact) && isCount(fact.account) && areTexts(fact.addresses)
  );
}

function isPresence(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value.name) &&
    isCount(value.since) &&
    (value.idleSince === null || isCount(value.idleSince))
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
