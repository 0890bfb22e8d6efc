import fc from 'fast-check';
import { writeContent } from '../words/content.ts';
import { changeKinds } from '../words/message-kind.ts';
import { notifyLevels } from '../words/preferences.ts';
import { roles } from '../words/role.ts';
import { roomRoles } from '../words/room-role.ts';
import { roomAccesses, roomHistories } from '../words/room-settings.ts';
import { signUpModes } from '../words/sign-up-mode.ts';
import { localAddress } from './local-session.ts';
import type { Lockdown } from './lockdown.ts';
import type { Proposal } from './proposals.ts';
import type { NewSession } from './sessions.ts';

/*
 * Proposals from small pools, so that names, mids, tokens and codes meet often, and some of which
 * point at what is not there. Account 1 is meant to be the operator.
 */

/** The first value nine times in ten, else one of the others. */
function rarely<const Value>(usual: Value, ...others: Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const at = fc.integer({ min: 1, max: 30 });
const account = fc.oneof(
  { weight: 29, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom(4, 99) },
);
const actor = fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: account });
const room = fc.oneof(
  { weight: 12, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(99) },
);
const roomName = fc.constantFrom('ops', 'deploys');
const name = fc.constantFrom('ada', 'bob', 'cora', 'dan', 'olga');
const record = rarely('record 1', 'record 2');
const token = fc.constantFrom('token 1', 'token 2', 'token 3');
const family = rarely('family', 'another family');
const turn = fc.record(
  { run: rarely('run', 'another run'), number: fc.integer({ min: 1, max: 9 }) },
  { noNullPrototype: true },
);
const code = fc.constantFrom('code 1', 'code 2');
const sessionId = fc.constantFrom('s1', 's2', 's3', 's4', 's5', 's6');
const address = fc.constantFrom('192.0.2.1', '2001:db8::1', localAddress);
const newSession: fc.Arbitrary<NewSession> = fc.record({
  id: sessionId,
  device: fc.constantFrom('laptop', 'phone'),
  tokenHash: token,
  familyHash: family,
  address,
});
const maybeSession = fc.option(newSession);
const maybeRoom = fc.option(room);
const maybeName = fc.option(name);
const maybeCode = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: code },
);
const mode = fc.oneof(
  { weight: 3, arbitrary: fc.constant('open' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...signUpModes) },
);

const grant = fc.record(
  {
    read: fc.boolean(),
    write: fc.boolean(),
    rooms: fc.option(
      fc.array(fc.oneof(fc.record({ room }), fc.record({ account })), { maxLength: 2 }),
    ),
    expiresAt: fc.option(at),
  },
  { noNullPrototype: true },
);

const reason = fc.constantFrom('', 'noise');
const network = fc.constantFrom('192.0.2.1', '192.0.2.0/24', '2001:db8::/32', '10.0.0.0/4', 'none');
const until = fc.option(at);

function imposing<const Type extends 'account.ban' | 'account.mute'>(type: Type) {
  const act = { type: fc.constant(type), at, actor, until, reason };
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ ...act, name }) },
    {
      weight: 1,
      arbitrary: fc.record({ ...act, network, from: address, force: fc.boolean() }),
    },
  );
}

function lifting<const Type extends 'account.unban' | 'account.unmute'>(type: Type) {
  const act = { type: fc.constant(type), at, actor };
  return fc.oneof(fc.record({ ...act, name }), fc.record({ ...act, network }));
}

const someRooms: fc.Arbitrary<number[] | null> = fc.option(fc.uniqueArray(room, { maxLength: 2 }));

const hash = fc.constantFrom('a'.repeat(64), 'b'.repeat(64));

const said = {
  account,
  mid: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'),
  // Never empty: that is refused before it is proposed, and an erased text is one.
  content: fc
    .record({
      kind: rarely('text', 'action', 'announcement'),
      text: rarely('yes', 'no', 'perhaps'),
    })
    .map(writeContent),
  of: rarely(0, 1, 5),
};

/** A proposal of somebody in a room about somebody by name. */
function onPerson<const Type extends Proposal['type'], Rest extends object>(
  type: Type,
  rest: { readonly [Field in keyof Rest]: fc.Arbitrary<Rest[Field]> } = {} as never,
) {
  return fc.record({ type: fc.constant(type), at, account, room, name, ...rest }) as fc.Arbitrary<
    Extract<Proposal, { readonly type: Type }>
  >;
}

const byType: {
  readonly [Type in Proposal['type'] | 'change' | 'urgency' | 'file']: fc.Arbitrary<Proposal>;
} = {
  'line.create': fc.record({
    type: fc.constant('line.create' as const),
    at,
    epoch: fc.constantFrom('epoch', 'another epoch'),
  }),
  'line.run': fc.record({
    type: fc.constant('line.run' as const),
    at,
    term: fc.constantFrom('term 1', 'term 2', 'term 3'),
  }),
  post: fc.record({
    type: fc.constant('post' as const),
    at,
    ...said,
    to: fc.oneof(
      { weight: 4, arbitrary: fc.record({ room }) },
      { weight: 2, arbitrary: fc.record({ account }) },
      { weight: 1, arbitrary: fc.record({ accounts: fc.array(account, { maxLength: 3 }) }) },
    ),
  }),
  'post.find': fc.record({
    type: fc.constant('post.find' as const),
    at,
    ...said,
    room: maybeRoom,
  }),
  change: fc.record({
    type: fc.constant('post' as const),
    at: rarely(20, 24 * 3_600_000 + 25),
    account,
    to: fc.record({ room }),
    mid: fc.stringMatching(/^m[0-9]{1,2}$/),
    content: fc
      .record({ kind: fc.constantFrom(...changeKinds), text: fc.constantFrom('👍', '🎉') })
      .map(writeContent),
    of: fc.integer({ min: 0, max: 6 }),
  }),
  urgency: fc.record({
    type: fc.constant('post' as const),
    at,
    account,
    to: fc.oneof(
      { weight: 4, arbitrary: fc.record({ room }) },
      { weight: 1, arbitrary: fc.record({ account }) },
    ),
    mid: fc.stringMatching(/^u[0-9]{1,2}$/),
    content: fc
      .oneof(
        fc.constant({ kind: 'ack', text: '' } as const),
        fc.constant({ kind: 'urgent', text: 'help' } as const),
        name.map((one) => ({ kind: 'urgent', text: 'help', names: [one] }) as const),
      )
      .map(writeContent),
    of: fc.integer({ min: 0, max: 6 }),
  }),
  file: fc.record({
    type: fc.constant('post' as const),
    at,
    account,
    to: fc.oneof(
      { weight: 4, arbitrary: fc.record({ room }) },
      { weight: 1, arbitrary: fc.record({ account }) },
    ),
    mid: fc.stringMatching(/^f[0-9]{1,2}$/),
    content: fc
      .record({ hash, bytes: rarely(1, 2) })
      .map((file) => ({ name: 'tea.txt', ...file, type: 'text/plain' }))
      .map((file) => writeContent({ kind: 'file', text: 'tea', file })),
    of: rarely(0, 1),
  }),
  'file.store': fc.record({
    type: fc.constant('file.store' as const),
    at,
    account,
    hash,
    bytes: fc.constant(1),
  }),
  'file.expire': fc.record({
    type: fc.constant('file.expire' as const),
    at,
    sentBefore: at,
    postedBefore: until,
  }),
  'account.create': fc
    .record({
      type: fc.constant('account.create' as const),
      at,
      name,
      role: rarely('member', 'operator'),
      record,
      mode: fc.oneof(mode, fc.constant('operator' as const)),
      inviteHash: maybeCode,
      session: maybeSession,
    })
    // Random elsewhere, and so nobody else's.
    .map((creation) => ({ ...creation, uid: `uid of ${creation.name}` })),
  'session.open': fc.record({
    type: fc.constant('session.open' as const),
    at,
    account,
    record,
    session: newSession,
  }),
  'session.rotate': fc.record({
    type: fc.constant('session.rotate' as const),
    at,
    session: sessionId,
    presentedHash: token,
    familyHash: family,
    nextHash: token,
    address,
    turn,
  }),
  'session.show': fc.record({
    type: fc.constant('session.show' as const),
    at,
    session: sessionId,
    tokenHash: token,
    turn,
    told: fc.boolean(),
  }),
  'session.local': fc.record({
    type: fc.constant('session.local' as const),
    at,
    account: actor,
    device: fc.constantFrom('console', 'laptop'),
    id: sessionId,
    tokenHash: token,
  }),
  'session.attach': fc.record({
    type: fc.constant('session.attach' as const),
    at,
    session: sessionId,
    presentedHash: token,
    familyHash: family,
    address,
    turn,
  }),
  'token.create': fc.record({
    type: fc.constant('token.create' as const),
    at,
    account,
    id: sessionId,
    name: fc.constantFrom('bot', 'build'),
    tokenHash: token,
    grant,
  }),
  'history.drop': fc.record({
    type: fc.constant('history.drop' as const),
    at,
    cuts: fc.array(fc.record({ room, through: fc.integer({ min: 0, max: 6 }) }), { maxLength: 2 }),
  }),
  'read.mark': fc.record({
    type: fc.constant('read.mark' as const),
    at,
    account,
    room,
    seq: fc.integer({ min: 0, max: 9 }),
  }),
  'session.leave': fc.record({
    type: fc.constant('session.leave' as const),
    at,
    session: sessionId,
    readPositions: fc.array(fc.record({ room, seq: fc.nat({ max: 9 }) }), { maxLength: 3 }),
  }),
  'session.revoke': fc.record({
    type: fc.constant('session.revoke' as const),
    at,
    actor,
    account,
    sessions: fc.oneof(
      fc.constant('all' as const),
      fc.record({ only: sessionId }),
      fc.record({ except: sessionId }),
    ),
  }),
  'account.record': fc.record({
    type: fc.constant('account.record' as const),
    at,
    account,
    record,
    proof: fc.oneof(
      fc.record({ session: sessionId, replaces: record }),
      fc.record({ resetHash: code, session: newSession }),
    ),
  }),
  'account.ban': imposing('account.ban'),
  'account.unban': lifting('account.unban'),
  'account.mute': imposing('account.mute'),
  'account.unmute': lifting('account.unmute'),
  'account.kick': fc.oneof(
    fc.record({ type: fc.constant('account.kick' as const), at, actor, name, reason }),
    fc.record({ type: fc.constant('account.kick' as const), at, actor, network, reason }),
  ),
  'line.lockdown': fc.record({
    type: fc.constant('line.lockdown' as const),
    at,
    actor,
    lockdown: fc.option<Omit<Lockdown, 'since'>>(
      fc.record(
        { newcomersSince: fc.option(at), slowMs: rarely(0, 5_000) },
        { noNullPrototype: true },
      ),
    ),
  }),
  'account.admit': fc.record({ type: fc.constant('account.admit' as const), at, actor, name }),
  'account.role': fc.record({
    type: fc.constant('account.role' as const),
    at,
    actor,
    name,
    role: fc.constantFrom(...roles),
  }),
  'account.reset': fc.record({
    type: fc.constant('account.reset' as const),
    at,
    actor,
    name,
    codeHash: code,
    expiresAt: at,
  }),
  'invite.create': fc.record({
    type: fc.constant('invite.create' as const),
    at,
    actor,
    codeHash: code,
    name: maybeName,
    expiresAt: at,
    rooms: someRooms,
    role: fc.constantFrom(...roomRoles),
  }),
  'room.join': fc.record({
    type: fc.constant('room.join' as const),
    at,
    account,
    to: fc.oneof(
      { weight: 1, arbitrary: fc.record({ room }) },
      { weight: 3, arbitrary: fc.record({ name: roomName }) },
    ),
    key: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    makers: rarely('anyone', 'operators'),
  }),
  'room.part': fc.record({ type: fc.constant('room.part' as const), at, account, room }),
  'room.open': fc.record({
    type: fc.constant('room.open' as const),
    at,
    account,
    others: fc.array(account, { maxLength: 3 }),
  }),
  'room.topic': fc.record({
    type: fc.constant('room.topic' as const),
    at,
    account,
    room,
    topic: fc.constantFrom('', 'Deploys'),
  }),
  'room.change': fc.record({
    type: fc.constant('room.change' as const),
    at,
    account,
    room,
    change: fc.oneof(
      fc.record({ name: roomName }),
      fc.record({ access: fc.constantFrom(...roomAccesses) }),
      fc.record({ readonly: fc.boolean() }),
      fc.record({ slowMs: fc.constantFrom(0, 10) }),
      fc.record({ history: fc.constantFrom(...roomHistories) }),
      fc.record({ archived: rarely(false, true) }),
    ),
  }),
  'room.invite': onPerson('room.invite'),
  'room.kick': onPerson('room.kick', { reason }),
  'room.ban': onPerson('room.ban', { until, reason }),
  'room.unban': onPerson('room.unban'),
  'room.mute': onPerson('room.mute', { until, reason }),
  'room.unmute': onPerson('room.unmute'),
  'room.role': onPerson('room.role', { role: fc.constantFrom(...roomRoles) }),
  'sign-up.change': fc.record({ type: fc.constant('sign-up.change' as const), at, actor, mode }),
  'preferences.change': fc.record({
    type: fc.constant('preferences.change' as const),
    at,
    account,
    change: fc.record(
      {
        away: fc.constantFrom('lunch', 'home', null),
        notify: fc.constantFrom(...notifyLevels),
        room: fc.record({
          room: fc.constantFrom('lobby', 'r1'),
          notify: fc.constantFrom('all', 'none', null),
        }),
        addWord: fc.constantFrom('deploy', 'disk'),
        removeWord: fc.constantFrom('deploy', 'disk'),
        ignore: name,
        unignore: name,
        bell: fc.boolean(),
        desktop: fc.boolean(),
        typing: fc.boolean(),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  }),
  'sign-up.drop': fc.record({
    type: fc.constant('sign-up.drop' as const),
    at: rarely(7 * 24 * 3_600_000 + 15, 1),
  }),
};

const others = Object.values(byType).map((arbitrary) => ({ weight: 1, arbitrary }));

/** Lists of up to 80 proposals of every type, accepted and refused ones mixed. */
export const anyProposals: fc.Arbitrary<Proposal[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: byType.post },
    { weight: 8, arbitrary: byType.change },
    { weight: 4, arbitrary: byType.urgency },
    { weight: 2, arbitrary: byType.file },
    { weight: 2, arbitrary: byType['file.store'] },
    { weight: 3, arbitrary: byType['account.create'] },
    { weight: 3, arbitrary: byType['session.open'] },
    { weight: 2, arbitrary: byType['session.rotate'] },
    { weight: 1, arbitrary: byType['session.show'] },
    { weight: 2, arbitrary: byType['session.attach'] },
    { weight: 2, arbitrary: byType['token.create'] },
    { weight: 3, arbitrary: byType['room.join'] },
    ...others,
  ),
  { minLength: 10, maxLength: 80, size: 'max' },
);

/** Lists as those, in which nothing is dropped of the history. */
export const keepingProposals: fc.Arbitrary<Proposal[]> = anyProposals.map((proposals) =>
  proposals.filter(({ type }) => type !== 'history.drop'),
);
