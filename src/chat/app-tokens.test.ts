import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import type { CreateToken } from './app-tokens.ts';
import type { AttachSession } from './attach.ts';
import type { RotateDeviceToken } from './device-token.ts';
import { ExampleLine, newSession, newTurn } from './line.fixture.ts';
import { directKey, lobbyId } from './rooms.ts';
import type { Account } from './tables.ts';

const forever: CreateToken['grant'] = {
  read: true,
  write: false,
  rooms: [{ room: lobbyId }],
  expiresAt: null,
};

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
});

/** A token that is named as its id; its secret's hash is `token-ID`. */
function creation(id: string, changes: Partial<CreateToken> = {}): CreateToken {
  return {
    type: 'token.create',
    at: line.at,
    account: ada.id,
    id,
    name: id,
    tokenHash: `token-${id}`,
    grant: forever,
    ...changes,
  };
}

function attachment(session: string, changes: Partial<AttachSession> = {}): AttachSession {
  return {
    type: 'session.attach',
    at: line.at,
    session,
    presentedHash: `token-${session}`,
    familyHash: `family-${session}`,
    address: '198.51.100.7',
    turn: newTurn(),
    ...changes,
  };
}

function rotation(session: string, nextHash: string): RotateDeviceToken {
  return { ...attachment(session), type: 'session.rotate', nextHash };
}

function ban(until: number): void {
  const actor = line.operator.id;
  line.accept({ type: 'account.ban', at: line.at, actor, name: 'ada', until, reason: '' });
}

function liveIds(): string[] {
  return line.tables.liveSessions(ada.id).map(({ id }) => id);
}

describe('making an app token', () => {
  test('adds a session that was never used, and writes down its name without its secret', () => {
    const { session, revoked } = line.accept(creation('t1', { name: 'build bot' }));
    assert.deepEqual(session, {
      id: 't1',
      account: ada.id,
      device: 'build bot',
      grant: { ...forever, rooms: ['lobby'] },
      tokenHash: 'token-t1',
      previousHash: null,
      familyHash: null,
      resumedBy: null,
      shownAfter: null,
      toldAt: line.at,
      createdAt: line.at,
      lastSeenAt: line.at,
      address: '',
      revokedAt: 0,
    });
    assert.deepEqual(line.tables.session('t1'), session);
    assert.deepEqual(revoked, []);
    const event = line.tables.snapshot().events.at(-1);
    assert.deepEqual([event?.type, event?.actor], ['token.create', ada.id]);
    assert.deepEqual(event?.data, { session: 't1', name: 'build bot' });
  });

  test('is refused when a live token of the account has the name', () => {
    line.accept(creation('t1', { name: 'bot' }));
    const sentence = line.refuse(creation('t2', { name: 'bot' }), 'token.name-taken');
    assert.match(sentence, /called bot/);
  });

  test('begins the conversations that it names and that nobody has begun, without a word in them', () => {
    const [bob, cleo] = [line.signUp('bob'), line.signUp('cleo')];
    line.accept(line.talk(ada, 'psst', { to: { account: bob.id } }));
    const rooms = [
      { account: bob.id },
      { account: cleo.id },
      { account: cleo.id },
      { room: lobbyId },
    ];
    const { session } = line.accept(creation('t1', { grant: { ...forever, rooms } }));
    const keys = [directKey(ada, bob), directKey(ada, cleo), directKey(ada, cleo), 'lobby'];
    assert.deepEqual(session.grant?.rooms, keys);
    const begun = line.tables.roomByKey(directKey(ada, cleo));
    assert.equal(begun?.lastSeq, 0);
    assert.ok(line.tables.membership(begun?.id ?? 0, cleo.id));
  });

  test('is refused for people and rooms that are not there, and begins nothing then', () => {
    const cleo = line.signUp('cleo');
    const before = line.tables.snapshot();
    const refused = (rooms: CreateToken['grant']['rooms'], code: 'name.unknown' | 'room.unknown') =>
      line.refuse(creation('t1', { grant: { ...forever, rooms } }), code);
    refused([{ account: cleo.id }, { account: 99 }], 'name.unknown');
    refused([{ account: cleo.id }, { room: 99 }], 'room.unknown');
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('may take the name of a device, of another account, of an ended and of an expired token', () => {
    const bob = line.signUp('bob');
    line.accept(creation('t1', { name: 'device of s1' }));
    line.accept(creation('t2', { account: bob.id, name: 'bot' }));
    line.accept(creation('t3', { name: 'bot' }));
    const { at } = line;
    const sessions = { only: 't3' };
    const actor = ada.id;
    line.accept({ type: 'session.revoke', at, actor, account: ada.id, sessions });
    line.accept(creation('t4', { name: 'bot', grant: { ...forever, expiresAt: at + 10 } }));
    line.at += 10;
    assert.deepEqual(line.accept(creation('t5', { name: 'bot' })).revoked, ['t4']);
    assert.equal(line.tables.session('t4')?.revokedAt, line.at);
  });

  test('is refused beyond the bound; devices neither count nor give way', () => {
    for (let count = 0; count < limits.tokensPerAccount; count += 1) {
      line.accept(creation(`t${count}`));
    }
    assert.match(line.refuse(creation('more'), 'forbidden'), /64 app tokens/);
    assert.ok(liveIds().includes('s1'));
  });

  test('is refused to a banned account, one that is not there, and for an id in use', () => {
    line.refuse(creation('t1', { account: 99 }), 'name.unknown');
    line.refuse(creation('s1'), 'internal');
    ban(line.at + 1_000);
    line.refuse(creation('t1'), 'auth.banned');
  });

  test('leaves room for as many devices as before, and no device drives it out', () => {
    line.accept(creation('t1'));
    for (let count = 0; count < limits.sessionsPerAccount; count += 1) {
      line.at += 1;
      const session = newSession(`d${count}`);
      const record = 'record-ada';
      line.accept({ type: 'session.open', at: line.at, account: ada.id, record, session });
    }
    const live = liveIds();
    assert.equal(live.length, limits.sessionsPerAccount + 1);
    assert.ok(live.includes('t1') && !live.includes('s1'));
  });
});

describe('attaching with an app token', () => {
  beforeEach(() => void line.accept(creation('t1')));

  test('notes when and from where it was used, and changes nothing else', () => {
    const before = line.tables.session('t1');
    line.at += 500;
    const attached = line.accept(attachment('t1'));
    const session = attached.replayed || attached.session;
    assert.deepEqual(session, { ...before, lastSeenAt: line.at, address: '198.51.100.7' });
    assert.deepEqual(line.tables.session('t1'), session);
    line.accept(attachment('t1'));
  });

  test('is refused with a wrong secret, and the token lives on', () => {
    line.refuse(attachment('t1', { presentedHash: 'guess' }), 'auth.app-token');
    line.accept(attachment('t1'));
  });

  test('is refused for a token that is not there or was ended', () => {
    line.refuse(attachment('none'), 'auth.app-token');
    const { at } = line;
    const account = ada.id;
    line.accept({ type: 'session.revoke', at, actor: account, account, sessions: 'all' });
    line.refuse(attachment('t1'), 'auth.app-token');
  });

  test('is refused from the moment at which it expires', () => {
    line.accept(creation('t2', { grant: { ...forever, expiresAt: line.at + 10 } }));
    line.accept(attachment('t2', { at: line.at + 9 }));
    const late = attachment('t2', { at: line.at + 10 });
    assert.match(line.refuse(late, 'auth.app-token'), /expired/);
  });

  test('is refused while the account is banned', () => {
    ban(line.at + 1_000);
    line.refuse(attachment('t1'), 'auth.banned');
    line.accept(attachment('t1', { at: line.at + 1_000 }));
  });

  test('is the only way to use it: as a device it resumes nothing, and it stays as it is', () => {
    line.refuse(rotation('t1', 'next'), 'auth.resume');
    line.accept(attachment('t1'));
  });
});

describe('attaching beside a device', () => {
  test('changes nothing at all', () => {
    const before = line.tables.snapshot();
    line.at += 500;
    const attached = line.accept(attachment('s1'));
    assert.equal(attached.replayed || attached.session.id, 's1');
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('takes the present token and the one before, and no older one', () => {
    line.accept(rotation('s1', 't2'));
    line.accept(attachment('s1'));
    line.accept(attachment('s1', { presentedHash: 't2' }));
    const read = newTurn();
    line.accept({ ...rotation('s1', 't3'), presentedHash: 't2' });
    line.refuse(attachment('s1', { turn: read }), 'auth.resume');
    line.accept(attachment('s1', { presentedHash: 't3' }));
  });

  test('with an older token than the one before ends the session: it was stolen', () => {
    line.accept(rotation('s1', 't2'));
    line.accept({ ...rotation('s1', 't3'), presentedHash: 't2' });
    const stolen = line.accept(attachment('s1'));
    assert.deepEqual(stolen, { replayed: true, revoked: ['s1'], account: ada.id });
    line.refuse(attachment('s1', { presentedHash: 't3' }), 'auth.resume');
  });

  test('is refused with a token that was never given, and the session stays', () => {
    const made = { presentedHash: 'never given', familyHash: 'another family' };
    line.refuse(attachment('s1', made), 'auth.resume');
  });
});

describe('a new password', () => {
  beforeEach(() => {
    line.accept(creation('t1'));
    const record = 'record-ada';
    const session = newSession('s2');
    line.accept({ type: 'session.open', at: line.at, account: ada.id, record, session });
  });

  const replacement = { type: 'account.record', record: 'new record' } as const;

  test('set by who knew the old one keeps app tokens and ends the other devices', () => {
    const proof = { session: 's2', replaces: 'record-ada' };
    const change = { ...replacement, at: line.at, account: ada.id, proof };
    assert.deepEqual(line.accept(change).revoked, ['s1']);
    assert.deepEqual(liveIds(), ['s2', 't1']);
  });

  test('cannot be set by an app token', () => {
    const proof = { session: 't1', replaces: 'record-ada' };
    line.refuse({ ...replacement, at: line.at, account: ada.id, proof }, 'auth.token');
  });

  test('set with a reset code ends app tokens too', () => {
    const [at, actor] = [line.at, line.operator.id];
    const code = { codeHash: 'code', expiresAt: at + 1_000 };
    line.accept({ type: 'account.reset', at, actor, name: 'ada', ...code });
    const proof = { resetHash: 'code', session: newSession('fresh') };
    line.accept({ ...replacement, at, account: ada.id, proof });
    assert.deepEqual(liveIds(), ['fresh']);
  });
});
