import type { HistoryMessage } from '../../src/client/core/entries.ts';

/* A room, as naively as it can be said: a list of entries, and for each person what they are there. */

/** A message as it is now. */
export interface ModelMessage {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly sentKind: HistoryMessage['kind'];
  readonly sentText: string;
  readonly of: number | null;
  /** Of something that happened in a room: the people whom it is about. */
  readonly names: readonly string[];
  /** The numbers of the entries that changed it. */
  readonly changes: number[];
  text: string;
  deleted: boolean;
  editedBy: string | null;
  /** Names by emoji. */
  readonly reactions: Map<string, string[]>;
}

/** An entry of a room: a message, or a change of one, which shows nothing itself. */
export type ModelEntry = ModelMessage | { readonly change: true };

/** Entries that somebody may read: those after a number, up to another; null: all that follow. */
export interface Stretch {
  readonly after: number;
  until: number | null;
}

/** All roles in a room, the one with the fewest powers first. */
const ranks = ['member', 'operator', 'owner'] as const;

/** What somebody is who is in a room. */
export type ModelRole = (typeof ranks)[number];

/** A room: the lobby, a direct conversation, or one that somebody made. */
export class ModelRoom {
  /** `lobby`, the names of the people of a conversation, sorted and joined, or a name with a number of its own. */
  readonly key: string;
  /** The id that the server gave it; undefined before anything was said. */
  id: string | undefined;
  /** null: it has none. */
  name: string | null;
  access: 'public' | 'private';
  readonly = false;
  history: 'all' | 'joined' = 'all';
  slowMs = 0;
  archived = false;
  topic = '';
  /** Those who are in it, those who came first, first. */
  readonly members = new Map<string, ModelRole>();
  readonly invited = new Set<string>();
  /** How those who are in it, or invited, call it. */
  readonly names = new Map<string, string>();
  readonly banned = new Set<string>();
  readonly muted = new Set<string>();
  /** Those who have spoken, and do not yet again where it is slow. */
  readonly haveSpoken = new Set<string>();
  /** By name: what those may read who have ever been in it, or invited. */
  readonly stretches = new Map<string, Stretch[]>();
  /** By name: up to where a device goes on that knows no place of its own. */
  readonly read = new Map<string, number>();
  readonly entries: ModelEntry[] = [];

  constructor(key: string, people: readonly string[], name: string | null) {
    this.key = key;
    this.name = name;
    this.access = key === 'lobby' || name !== null ? 'public' : 'private';
    for (const person of people) {
      this.members.set(person, 'member');
      this.stretches.set(person, [{ after: 0, until: null }]);
    }
  }

  get last(): number {
    return this.entries.length;
  }

  /** Whether somebody is in it with this role, or one with more powers. */
  has(person: string, role: ModelRole): boolean {
    const own = this.members.get(person);
    return own !== undefined && ranks.indexOf(own) >= ranks.indexOf(role);
  }

  /** Whether somebody may read an entry who has been in it. */
  mayRead(person: string, seq: number): boolean {
    return (this.stretches.get(person) ?? []).some(
      ({ after, until }) => seq > after && seq <= (until ?? Number.POSITIVE_INFINITY),
    );
  }

  /** Adds a message, or something that happened. */
  add(
    said: Pick<ModelMessage, 'from' | 'sentKind' | 'sentText'> &
      Partial<Pick<ModelMessage, 'mid' | 'of' | 'names'>>,
  ): ModelMessage {
    const state = { text: said.sentText, deleted: false, editedBy: null, reactions: new Map() };
    const seq = this.entries.length + 1;
    const message = { mid: '', of: null, names: [], changes: [], ...said, ...state, seq };
    this.entries.push(message);
    return message;
  }

  /** Adds a change of a message. */
  change(message: ModelMessage): void {
    this.entries.push({ change: true });
    message.changes.push(this.entries.length);
  }
}

/** A message in words, to be compared. */
export function lineOf(message: ModelMessage): string {
  const { seq, from, sentKind, text, of, names, editedBy, deleted, reactions } = message;
  const marks = [
    ...names,
    ...(of === null ? [] : [`re ${of}`]),
    ...(editedBy === null ? [] : [`edited by ${editedBy}`]),
    ...[...reactions].sort().map(([emoji, names]) => `${emoji} ${names.toSorted().join(' ')}`),
  ];
  return deleted
    ? `${seq} ${from} deleted`
    : `${seq} ${from} ${sentKind} ${JSON.stringify(text)} ${marks.join(', ')}`.trimEnd();
}
