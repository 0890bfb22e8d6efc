import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import type { AccountSession, SessionInfo } from '../wire/messages.ts';
import { from, type View, when } from './render.ts';
import { safeLine, shown } from './safe-text.ts';

/** How many characters of a session's id are shown: enough to tell an account's sessions apart. */
const shownIdLength = 8;

/**
 * Devices and app tokens, the one used last first. Each line begins with the beginning of an id, which
 * {@link findSession} takes; an operator is told whose session it is.
 */
export function sessionLines(
  sessions: readonly (SessionInfo | AccountSession)[],
  view: View,
): string[] {
  if (sessions.length === 0) return [textOf('sessions.none')];
  return sessions
    .toSorted((left, right) => right.lastSeenAt - left.lastSeenAt)
    .map((session) => sessionLine(session, view));
}

function sessionLine(session: SessionInfo | AccountSession, view: View): string {
  const id = view.style.accent(safeLine(session.session.slice(0, shownIdLength)));
  const whose = 'name' in session ? `${view.style.name(safeLine(session.name))}: ` : '';
  const what = session.grant === null ? '' : `${textOf('sessions.token')}, `;
  const here = session.current ? `, ${textOf('sessions.current')}` : '';
  const about = `${what}${lastUse(session, view)}${here}`;
  return `  ${id}  ${whose}${safeLine(session.device)} ${view.style.faint(`(${about})`)}`;
}

function lastUse(session: SessionInfo, view: View): string {
  const { online, grant, lastSeenAt, address, endedAt } = session;
  if (endedAt !== null) return textOf('sessions.ended', { when: when(endedAt, view) });
  if (grant !== null && address === '') return textOf('sessions.never-used');
  const seen = textOf(grant === null ? 'sessions.last-here' : 'sessions.last-used', {
    when: when(lastSeenAt, view),
  });
  return `${online ? textOf('sessions.online') : seen}${from(address)}`;
}

/**
 * The id of the one live session whose id begins so. Throws InputError.
 *
 * @param whose `your sessions`, `ana's sessions`
 * @param list the command that lists them
 */
export function findSession(
  sessions: readonly SessionInfo[],
  begin: string,
  whose: string,
  list: string,
): string {
  const found = sessions.filter(
    ({ session, endedAt }) => endedAt === null && session.startsWith(begin),
  );
  if (found.length === 1 && found[0] !== undefined) return found[0].session;
  throw new InputError(
    textOf(found.length === 0 ? 'sessions.no-match' : 'sessions.many-match', {
      whose,
      begin: shown(begin),
      list,
      length: shownIdLength,
    }),
  );
}
