import type { Clock } from '../../base/clock.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Preferences } from '../../words/preferences.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { OutgoingMessage } from './encode.ts';
import type { Readers } from './readers.ts';

/* Knows who is here as others see it, and tells them of each change. */

/** What others know of somebody. */
type Told = ServerMessages['presence']['changes'][number] &
  ServerMessages['attention']['changes'][number];

/** Changes told in one message, so that it fits into a frame. */
const changesTold = { presence: 500, attention: 100 };
/** How long changes of somebody who stays here are gathered, in milliseconds. */
const attentionDelayMs = 1_000;

/** Somebody who is here, or whose connection was lost a moment ago. */
export interface PersonHere {
  readonly account: number;
  readonly name: string;
  /** When the person came, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Why the person is away; null: they are not. */
  readonly away: string | null;
  /** Since when the person has typed on no device, milliseconds since 1970 UTC; null: they do. */
  readonly idleSince: number | null;
}

interface Here extends PersonHere {
  away: string | null;
  idleSince: number | null;
  /** Runs while the person has no connection and may be back in a moment. */
  grace: NodeJS.Timeout | undefined;
}

/** The bounds of presence; see `Bounds`. */
interface PresenceBounds {
  readonly presenceAudience: number;
  readonly presenceDelayMs: number;
  readonly presenceGraceMs: number;
}

/** The parts that presence works with. */
export interface PresenceParts {
  readonly readers: Readers;
  readonly clock: Clock;
  readonly bounds: PresenceBounds;
  /** undefined: there is one machine. */
  readonly elsewhere?: Elsewhere | undefined;
  readonly directory: {
    preferences(account: number): Pick<Preferences, 'away'> | undefined;
  };
}

/**
 * The people who are here, on this node or another. Whoever loses the connection stays here for a moment, so that a cut line that is
 * made anew is news to nobody. Changes are gathered, and told only while few are here.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #begunAt: number;
  readonly #here = new Map<number, Here>();
  /** Accounts to be told of, by their names, with what others knew of them before. */
  readonly #changes = new Map<string, { readonly account: number; readonly before: Told }>();
  #timer: NodeJS.Timeout | undefined;
  #timerEndsAt = 0;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.#begunAt = parts.clock.elapsed();
  }

  /** The people who are here, in the order they came. */
  people(): IterableIterator<PersonHere> {
    return this.#here.values();
  }

  /** How many are here. */
  get count(): number {
    return this.#here.size;
  }

  /** Undefined for somebody who is not here. */
  of(account: number): PersonHere | undefined {
    return this.#here.get(account);
  }

  /**
   * Somebody came who was not connected.
   *
   * @param lastSeenAt when the account was here before, milliseconds since 1970 UTC
   */
  arrived(person: Pick<PersonHere, 'account' | 'name' | 'since'>, lastSeenAt = 0): void {
    const { account, name } = person;
    const known = this.#here.get(account);
    if (known !== undefined) {
      this.#isBack(known);
      return;
    }
    // A server that has just started has cut all lines itself.
    if (!this.#wasHereBeforeStart(person.since - lastSeenAt)) {
      this.#note(account, name, this.#parts.bounds.presenceDelayMs);
    }
    this.#add(person, null);
    this.#tellElsewhere(account);
  }

  #add(person: Pick<PersonHere, 'account' | 'name' | 'since'>, idleSince: number | null): void {
    const away = this.#parts.directory.preferences(person.account)?.away?.text ?? null;
    this.#here.set(person.account, { ...person, away, idleSince, grace: undefined });
  }

  #isBack(person: Here): void {
    clearTimeout(person.grace);
    person.grace = undefined;
    this.changed(person.account);
  }

  #wasHereBeforeStart(absentMs: number): boolean {
    const { clock, bounds } = this.#parts;
    const upMs = clock.elapsed() - this.#begunAt;
    return upMs <= absentMs && absentMs < bounds.presenceGraceMs;
  }

  /**
   * The last connection of somebody has ended.
   *
   * @param mayReturn it was lost: the person counts as gone only when they are not back in a moment
   */
  departed(account: number, mayReturn: boolean): void {
    const person = this.#here.get(account);
    if (person === undefined) return;
    this.#tellElsewhere(account, mayReturn);
    if (this.#parts.elsewhere?.of(account) === undefined) this.#absent(person, mayReturn);
    else this.changed(account);
  }

  #absent(person: Here, mayReturn: boolean): void {
    const { presenceGraceMs } = this.#parts.bounds;
    clearTimeout(person.grace);
    if (!mayReturn || presenceGraceMs === 0) this.#gone(person);
    else person.grace = setTimeout(() => this.#gone(person), presenceGraceMs).unref();
  }

  #gone({ account, name }: Here): void {
    this.#note(account, name, this.#parts.bounds.presenceDelayMs);
    this.#here.delete(account);
  }

  /** Somebody types again, or has not typed for a while. */
  changed(account: number): void {
    const person = this.#here.get(account);
    if (person === undefined || person.grace !== undefined) return;
    this.#tellElsewhere(account);
    const idleSince = this.#idleSince(account);
    if (idleSince === person.idleSince) return;
    this.#note(account, person.name, attentionDelayMs);
    person.idleSince = idleSince;
  }

  /**
   * Somebody has come or gone on another node, or types there or not.
   *
   * @param mayReturn who has gone was lost
   * @param isOld it was so before this node knew the other: nothing has happened now
   */
  changedElsewhere(account: number, mayReturn: boolean, isOld: boolean): void {
    const there = this.#parts.elsewhere?.of(account);
    const known = this.#here.get(account);
    if (there !== undefined && known === undefined) {
      const { name, since, idleSince } = there;
      if (!isOld) this.#note(account, name, this.#parts.bounds.presenceDelayMs);
      this.#add({ account, name, since }, idleSince);
    } else if (known !== undefined) {
      if (there !== undefined || this.#isOnThisNode(account)) this.#isBack(known);
      else if (known.grace === undefined) this.#absent(known, mayReturn);
    }
  }

  #isOnThisNode(account: number): boolean {
    return this.#parts.readers.presentOf(account).length > 0;
  }

  /** Since when they type on no node. */
  #idleSince(account: number): number | null {
    const here = this.#parts.readers.idleSince(account);
    const there = this.#parts.elsewhere?.of(account);
    if (there === undefined) return here;
    if (!this.#isOnThisNode(account)) return there.idleSince;
    return here === null || there.idleSince === null ? null : Math.max(here, there.idleSince);
  }

  #tellElsewhere(account: number, mayReturn = false): void {
    const { elsewhere, readers } = this.#parts;
    if (elsewhere === undefined) return;
    const person = this.#here.get(account);
    if (person === undefined || !this.#isOnThisNode(account)) {
      elsewhere.tell(account, undefined, mayReturn);
      return;
    }
    const { name, since } = person;
    elsewhere.tell(account, { name, since, idleSince: readers.idleSince(account) });
  }

  /** Somebody is away for this reason, or back (null). */
  isAway(account: number, away: string | null): void {
    const person = this.#here.get(account);
    if (person === undefined || person.away === away) return;
    this.#note(account, person.name, attentionDelayMs);
    person.away = away;
  }

  /** Ends; drops the changes gathered so far. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changes.clear();
    for (const { grace } of this.#here.values()) clearTimeout(grace);
    this.#here.clear();
  }

  /** Somebody is about to change: keeps what others know of them, and tells them soon. */
  #note(account: number, name: string, delayMs: number): void {
    if (!this.#changes.has(name)) {
      this.#changes.set(name, { account, before: this.#toldOf(account, name) });
    }
    const endsAt = this.#parts.clock.elapsed() + delayMs;
    if (this.#timer !== undefined && this.#timerEndsAt <= endsAt) return;
    clearTimeout(this.#timer);
    this.#timerEndsAt = endsAt;
    this.#timer = setTimeout(() => this.#tell(), delayMs).unref();
  }

  #toldOf(account: number, name: string): Told {
    const { away = null, idleSince = null } = this.#here.get(account) ?? {};
    return { name, online: this.#here.has(account), away, idleSince };
  }

  #tell(): void {
    this.#timer = undefined;
    const changes = Array.from(this.#changes, ([name, { account, before }]) => {
      return { before, now: this.#toldOf(account, name) };
    });
    this.#changes.clear();
    const { readers, bounds } = this.#parts;
    const online = this.#parts.elsewhere === undefined ? readers.onlineCount : this.count;
    if (online > bounds.presenceAudience) return;
    // Gone and back before anyone was told, or the other way round: nothing happened.
    const moved = changes.filter(({ before, now }) => before.online !== now.online);
    const turned = changes.filter(({ before, now }) => now.online && isOther(before, now));
    this.#tellAll(
      'presence',
      moved.map(({ now: { name, online } }) => ({ name, online })),
    );
    this.#tellAll(
      'attention',
      turned.map(({ now: { name, away, idleSince } }) => ({ name, away, idleSince })),
    );
  }

  #tellAll<Type extends 'presence' | 'attention'>(
    type: Type,
    changes: ServerMessages[Type]['changes'],
  ): void {
    const most = changesTold[type];
    for (let told = 0; told < changes.length; told += most) {
      const message = { type, changes: changes.slice(told, told + most) } as OutgoingMessage;
      for (const reader of this.#parts.readers.receiving()) reader.tell(message);
    }
  }
}

function isOther(before: Told, now: Told): boolean {
  return before.away !== now.away || before.idleSince !== now.idleSince;
}
