import { eraseText } from '../words/content.ts';
import type {
  Account,
  AccountPreferences,
  Amendment,
  Attachment,
  AuditEvent,
  Invite,
  Membership,
  Room,
  RoomEntry,
  Sanction,
  Session,
  Tables,
  Term,
  Upload,
  Urgent,
} from './tables.ts';

/* The tables in memory. */

/** Everything the tables hold, as plain values in a settled order; two equal states compare equal. */
export interface Snapshot {
  readonly accounts: readonly Account[];
  readonly sessions: readonly Session[];
  readonly rooms: readonly Room[];
  readonly memberships: readonly Membership[];
  readonly messages: readonly RoomEntry[];
  readonly sanctions: readonly Sanction[];
  readonly amendments: readonly Amendment[];
  readonly invites: readonly Invite[];
  readonly urgents: readonly Urgent[];
  readonly attachments: readonly Attachment[];
  readonly uploads: readonly Upload[];
  readonly preferences: readonly AccountPreferences[];
  readonly settings: readonly (readonly [key: string, value: string])[];
  readonly terms: readonly Term[];
  readonly events: readonly AuditEvent[];
}

/** The state of the chat in memory, without bounds: for tests, and as the model others compare with. */
export class MemoryTables implements Tables {
  readonly #accounts = new Map<number, Account>();
  readonly #accountIds = new Map<string, number>();
  readonly #sessions = new Map<string, Session>();
  readonly #rooms = new Map<number, Room>();
  readonly #roomIds = new Map<string, number>();
  readonly #memberships = new Map<string, Membership>();
  readonly #messages = new Map<string, RoomEntry>();
  readonly #sanctions = new Map<string, Sanction>();
  readonly #amendments = new Map<string, Amendment>();
  readonly #invites = new Map<string, Invite>();
  readonly #urgents = new Map<string, Urgent>();
  readonly #attachments = new Map<string, Attachment>();
  readonly #uploads = new Map<string, Upload>();
  readonly #preferences = new Map<number, AccountPreferences>();
  readonly #settings = new Map<string, string>();
  readonly #terms = new Map<number, Term>();
  readonly #events: AuditEvent[] = [];
  #position = 0;

  account(id: number): Account | undefined {
    return this.#accounts.get(id);
  }

  accountByName(name: string): Account | undefined {
    const id = this.#accountIds.get(name);
    return id === undefined ? undefined : this.#accounts.get(id);
  }

  accountLike(skeleton: string): Account | undefined {
    const alike = [...this.#accounts.values()].filter((account) => account.skeleton === skeleton);
    return alike.sort((left, right) => left.id - right.id)[0];
  }

  putAccount(account: Account): void {
    const before = this.#accounts.get(account.id);
    if (before) this.#accountIds.delete(before.name);
    this.#accounts.set(account.id, account);
    this.#accountIds.set(account.name, account.id);
  }

  waitingAccounts(): readonly Account[] {
    const waiting = [...this.#accounts.values()].filter(({ pending }) => pending);
    return waiting.sort((left, right) => left.id - right.id);
  }

  deleteAccount(id: number): void {
    const name = this.#accounts.get(id)?.name;
    if (name !== undefined) this.#accountIds.delete(name);
    this.#accounts.delete(id);
  }

  nextAccountId(): number {
    return Math.max(0, ...this.#accounts.keys()) + 1;
  }

  session(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  liveSessions(account: number): readonly Session[] {
    return [...this.#sessions.values()]
      .filter((session) => session.account === account && session.revokedAt === 0)
      .sort((a, b) => a.lastSeenAt - b.lastSeenAt || compareText(a.id, b.id));
  }

  putSession(session: Session): void {
    this.#sessions.set(session.id, session);
  }

  room(id: number): Room | undefined {
    return this.#rooms.get(id);
  }

  roomByKey(key: string): Room | undefined {
    const id = this.#roomIds.get(key);
    return id === undefined ? undefined : this.#rooms.get(id);
  }

  publicRoom(name: string): Room | undefined {
    return [...this.#rooms.values()].find(
      (room) => room.name === name && room.access === 'public' && !room.archived,
    );
  }

  putRoom(room: Room): void {
    const lastSeq = this.#rooms.get(room.id)?.lastSeq ?? 0;
    this.#rooms.set(room.id, { ...room, lastSeq });
    this.#roomIds.set(room.key, room.id);
  }

  roomsMadeBy(account: number): number {
    const made = [...this.#rooms.values()].filter(
      (room) => room.createdBy === account && !room.archived,
    );
    return made.length;
  }

  nextRoomId(): number {
    return this.#rooms.size + 1;
  }

  membership(room: number, account: number): Membership | undefined {
    return this.#memberships.get(`${room}.${account}`);
  }

  membershipNamed(account: number, name: string): Membership | undefined {
    return this.#present().find((place) => place.account === account && place.name === name);
  }

  putMembership(membership: Membership): void {
    this.#memberships.set(`${membership.room}.${membership.account}`, membership);
  }

  membersOf(room: number): readonly Membership[] {
    const members = this.#present().filter((place) => place.room === room);
    return members.sort((left, right) => left.account - right.account);
  }

  hasMembers(room: number): boolean {
    return this.membersOf(room).some(({ state }) => state === 'in');
  }

  roomCount(account: number): number {
    const places = this.#present().filter((place) => place.account === account);
    return places.filter(({ name }) => name !== null).length;
  }

  /** The places of those who are in a room, or invited to it. */
  #present(): Membership[] {
    return [...this.#memberships.values()].filter(({ state }) => state !== 'out');
  }

  addEntry(message: RoomEntry): RoomEntry | undefined {
    const first = this.entryByMid(message.account, message.mid);
    if (first) return first;
    const room = this.#rooms.get(message.room);
    if (!room) throw new Error(`adding a message to room ${message.room}: there is no such room`);
    this.#messages.set(`${message.account}.${message.mid}`, message);
    this.#rooms.set(room.id, { ...room, lastSeq: message.seq });
    this.#position = message.position;
    return undefined;
  }

  entryByMid(account: number, mid: string): RoomEntry | undefined {
    return this.#messages.get(`${account}.${mid}`);
  }

  sanction(scope: number, kind: Sanction['kind'], subject: string): Sanction | undefined {
    return this.#sanctions.get(sanctionKey({ scope, kind, subject }));
  }

  sanctionsOn(subject: string): readonly Sanction[] {
    return sorted(this.#sanctions.values(), sanctionKey).filter((one) => one.subject === subject);
  }

  networkSanctions(): readonly Sanction[] {
    return sorted(this.#sanctions.values(), sanctionKey).filter(({ scope, subject }) => {
      return scope === 0 && subject.startsWith('network:');
    });
  }

  putSanction(sanction: Sanction): void {
    this.#sanctions.set(sanctionKey(sanction), sanction);
  }

  deleteSanction(scope: number, kind: Sanction['kind'], subject: string): void {
    this.#sanctions.delete(sanctionKey({ scope, kind, subject }));
  }

  entry(room: number, seq: number): RoomEntry | undefined {
    return [...this.#messages.values()].find((entry) => entry.room === room && entry.seq === seq);
  }

  eraseEntry(room: number, seq: number): void {
    const entry = this.entry(room, seq);
    if (!entry) throw new Error(`erasing entry ${seq} of room ${room}: there is no such entry`);
    const erased = { ...entry, content: eraseText(entry.content) };
    this.#messages.set(`${entry.account}.${entry.mid}`, erased);
  }

  dropEntries(room: number, through: number): number {
    const dropped = [...this.#messages].filter(
      ([, entry]) => entry.room === room && entry.seq <= through,
    );
    for (const [key] of dropped) this.#messages.delete(key);
    for (const [key, one] of this.#amendments) {
      if (one.room === room && one.of <= through) this.#amendments.delete(key);
    }
    for (const [key, one] of this.#urgents) {
      if (one.room === room && one.seq <= through) this.#urgents.delete(key);
    }
    return dropped.length;
  }

  amendments(room: number, of: number): readonly Amendment[] {
    const about = [...this.#amendments.values()].filter(
      (one) => one.room === room && one.of === of,
    );
    return about.sort((left, right) => left.seq - right.seq);
  }

  addAmendment(amendment: Amendment): void {
    this.#amendments.set(placeOf(amendment), amendment);
  }

  deleteAmendment(amendment: Amendment): void {
    this.#amendments.delete(placeOf(amendment));
  }

  invite(hash: string): Invite | undefined {
    return this.#invites.get(hash);
  }

  putInvite(invite: Invite): void {
    this.#invites.set(invite.hash, invite);
  }

  deleteInvite(hash: string): void {
    this.#invites.delete(hash);
  }

  membersUpTo(room: number, count: number): readonly number[] {
    const members = [...this.#memberships.values()].filter(
      (member) => member.room === room && member.state === 'in',
    );
    return members
      .map(({ account }) => account)
      .sort((left, right) => left - right)
      .slice(0, count);
  }

  urgent(room: number, seq: number, account: number): Urgent | undefined {
    return this.#urgents.get(`${room}.${seq}.${account}`);
  }

  urgents(room: number, seq: number): readonly Urgent[] {
    const all = [...this.#urgents.values()].filter((one) => one.room === room && one.seq === seq);
    return all.sort((left, right) => left.account - right.account);
  }

  openUrgents(account: number): readonly Urgent[] {
    const all = [...this.#urgents.values()].filter(
      (one) => one.account === account && one.acknowledgedAt === null,
    );
    return all.sort((a, b) => a.at - b.at || a.room - b.room || a.seq - b.seq);
  }

  putUrgent(urgent: Urgent): void {
    this.#urgents.set(urgentKey(urgent), urgent);
  }

  deleteUrgent(urgent: Urgent): void {
    this.#urgents.delete(urgentKey(urgent));
  }

  attachment(room: number, seq: number): Attachment | undefined {
    return this.#attachments.get(`${room}.${seq}`);
  }

  putAttachment(attachment: Attachment): void {
    this.#attachments.set(`${attachment.room}.${attachment.seq}`, attachment);
  }

  deleteAttachment(room: number, seq: number): boolean {
    return this.#attachments.delete(`${room}.${seq}`);
  }

  dropAttachments(room: number, through: number): number {
    const dropped = [...this.#attachments.values()].filter(
      (one) => one.room === room && one.seq <= through,
    );
    for (const { seq } of dropped) this.deleteAttachment(room, seq);
    return dropped.length;
  }

  expireAttachments(before: number, limit: number): number {
    const due = [...this.#attachments.values()]
      .filter(({ at }) => at < before)
      .sort((a, b) => a.at - b.at || a.room - b.room || a.seq - b.seq)
      .slice(0, limit);
    for (const { room, seq } of due) this.deleteAttachment(room, seq);
    return due.length;
  }

  ownFileBytes(account: number, hash: string): number | undefined {
    const all = [...this.#uploads.values(), ...this.#attachments.values()];
    return all.find((one) => one.account === account && one.hash === hash)?.bytes;
  }

  putUpload(upload: Upload): void {
    this.#uploads.set(`${upload.account}.${upload.hash}`, upload);
  }

  deleteUpload(account: number, hash: string): void {
    this.#uploads.delete(`${account}.${hash}`);
  }

  expireUploads(before: number, limit: number): number {
    const due = [...this.#uploads]
      .filter(([, { at }]) => at < before)
      .sort(([, a], [, b]) => a.at - b.at || a.account - b.account || compareText(a.hash, b.hash))
      .slice(0, limit);
    for (const [key] of due) this.#uploads.delete(key);
    return due.length;
  }

  preferences(account: number): AccountPreferences | undefined {
    return this.#preferences.get(account);
  }

  putPreferences(preferences: AccountPreferences): void {
    this.#preferences.set(preferences.account, preferences);
  }

  setting(key: string): string | undefined {
    return this.#settings.get(key);
  }

  putSetting(key: string, value: string): void {
    this.#settings.set(key, value);
  }

  putTerm(term: Term): void {
    this.#terms.set(term.firstPosition, term);
  }

  nextPosition(): number {
    return this.#position + 1;
  }

  addEvent(event: AuditEvent): void {
    this.#events.push(event);
    this.#position = event.position;
  }

  /** A copy of the whole state, to compare with another. */
  snapshot(): Snapshot {
    return {
      accounts: sorted(this.#accounts.values(), (account) => String(account.id)),
      sessions: sorted(this.#sessions.values(), (session) => session.id),
      rooms: sorted(this.#rooms.values(), (room) => String(room.id)),
      memberships: sorted(this.#memberships.values(), ({ room, account }) => `${room}.${account}`),
      messages: [...this.#messages.values()],
      sanctions: sorted(this.#sanctions.values(), sanctionKey),
      amendments: sorted(this.#amendments.values(), placeOf),
      invites: sorted(this.#invites.values(), (invite) => invite.hash),
      urgents: sorted(this.#urgents.values(), urgentKey),
      attachments: sorted(this.#attachments.values(), ({ room, seq }) => `${room}.${seq}`),
      uploads: sorted(this.#uploads.values(), ({ account, hash }) => `${account}.${hash}`),
      preferences: sorted(this.#preferences.values(), ({ account }) => String(account)),
      settings: sorted(this.#settings, ([key]) => key),
      terms: [...this.#terms.values()],
      events: [...this.#events],
    };
  }
}

/** Rooms in the order of their numbers, which have up to 16 digits. */
function sanctionKey({ scope, kind, subject }: Pick<Sanction, 'scope' | 'kind' | 'subject'>) {
  return `${String(scope).padStart(16, '0')} ${kind} ${subject}`;
}

function placeOf({ room, of, seq }: Amendment): string {
  return `${room}.${of}.${seq}`;
}

function urgentKey({ room, seq, account }: Urgent): string {
  return `${room}.${seq}.${account}`;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function sorted<Row>(rows: Iterable<Row>, key: (row: Row) => string): Row[] {
  return [...rows].sort((a, b) => compareText(key(a), key(b)));
}
