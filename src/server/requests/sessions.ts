import type { Clock } from '../../base/clock.ts';
import type { Session } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { SessionInfo } from '../../wire/messages.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import { type RoomNames, toldGrant } from '../member/room-name.ts';
import { lastThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';

/** How long an app token is listed after it was ended, in milliseconds. */
const endedShownMs = 30 * 24 * 3_600_000;

/**
 * The sessions of an account as they are listed: app tokens that were ended in the last 30 days, then all
 * that live, those unused for longest first.
 */
export function listedSessions(
  directory: Pick<Directory, 'endedTokensOf' | 'liveSessions'>,
  account: number,
  now: number,
): Session[] {
  return [
    ...directory.endedTokensOf(account, now - endedShownMs),
    ...directory.liveSessions(account),
  ];
}

/** `sessions`: as `listedSessions`; of the first of these `more` are left out if they do not fit. */
export function listSessions(parts: {
  readonly directory: Pick<Directory, 'endedTokensOf' | 'liveSessions'> & RoomNames;
  readonly clock: Clock;
  readonly sessions: Pick<MemberSessions, 'countOf'>;
}): Handler<'sessions'> {
  const { directory, clock, sessions } = parts;
  return ({ account, sessionId }) => {
    const all = listedSessions(directory, account, clock.now()).map((session) =>
      describeSession(directory, session, {
        online: sessions.countOf(session.id) > 0,
        current: session.id === sessionId,
      }),
    );
    const { fitting, more } = lastThatFit(all);
    return { sessions: fitting, more };
  };
}

/** A session as it is told; `current` is that of whoever asks. */
export function describeSession(
  directory: RoomNames,
  session: Session,
  told: Pick<SessionInfo, 'online' | 'current'>,
): SessionInfo {
  return {
    session: session.id,
    device: session.device,
    address: session.address,
    createdAt: session.createdAt,
    lastSeenAt: session.lastSeenAt,
    ...told,
    grant: toldGrant(directory, session.account, session.grant),
    endedAt: session.revokedAt === 0 ? null : session.revokedAt,
  };
}
