import { useCallback, useEffect, useState } from 'preact/hooks';
import { readTokenRequest } from '../../talk/app-tokens.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { dayAndTime } from '../../talk/times.ts';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import type { SessionInfo } from '../../wire/messages.ts';
import type { Grant } from '../../words/grant.ts';
import { CopiedText } from './copied-text.tsx';
import { TokenForm } from './token-form.tsx';
import type { Visit } from './visit.ts';

/** The devices and app tokens of the account; each can be ended, and a token made. */
export function Sessions({ visit }: { readonly visit: Visit }) {
  const { line } = visit;
  const { account } = line;
  const [sessions, setSessions] = useState<readonly SessionInfo[]>([]);
  const [made, setMade] = useState('');
  const [trouble, setTrouble] = useState('');
  const attempt = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      try {
        await work();
        setSessions(presentOf(await account.sessions()));
        setTrouble('');
        return true;
      } catch (error) {
        setTrouble(errorWords(error));
        return false;
      }
    },
    [account],
  );
  useEffect(() => void attempt(async () => {}), [attempt]);
  const row = (session: SessionInfo) => (
    <SessionRow
      key={session.session}
      session={session}
      onEnd={() => void attempt(() => account.revoke(session.session))}
    />
  );
  const make = (words: readonly string[]) =>
    attempt(async () => {
      const { token } = await account.createToken(readTokenRequest(words, line.serverTime));
      setMade(token);
    });
  const devices = sessions.filter(({ grant }) => grant === null);
  const tokens = sessions.filter(({ grant }) => grant !== null);
  return (
    <>
      <section>
        <h3>{textOf('page.sessions')}</h3>
        <ul class="sessions">{devices.map(row)}</ul>
      </section>
      <section>
        <h3>{textOf('page.tokens')}</h3>
        <ul class="sessions">{tokens.map(row)}</ul>
        {made !== '' && (
          <>
            <p>{textOf('page.token-made')}</p>
            <CopiedText key={made} text={made} />
          </>
        )}
        <details>
          <summary>{textOf('page.token-new')}</summary>
          <TokenForm onMake={make} />
        </details>
        <p class="trouble" role="alert">
          {trouble}
        </p>
      </section>
    </>
  );
}

/** Those that have not ended, the one used last first. */
function presentOf(sessions: readonly SessionInfo[]): SessionInfo[] {
  return sessions
    .filter(({ endedAt }) => endedAt === null)
    .sort((left, right) => right.lastSeenAt - left.lastSeenAt);
}

function SessionRow({ session, onEnd }: { readonly session: SessionInfo; onEnd(): void }) {
  const { device, current, online, lastSeenAt, address, grant } = session;
  const now = Date.now();
  const isUnused = grant !== null && address === '';
  const when = online
    ? textOf('sessions.online')
    : isUnused
      ? textOf('sessions.never-used')
      : dayAndTime(lastSeenAt, now);
  const facts = [
    when,
    address,
    ...(grant === null
      ? []
      : [
          mayWords(grant),
          grant.rooms?.join(' ') ?? '',
          grant.expiresAt === null
            ? ''
            : textOf('page.token-ends', { when: dayAndTime(grant.expiresAt, now) }),
        ]),
    current ? textOf('sessions.current') : '',
  ];
  return (
    <li>
      <span>
        <b>{safeLine(device)}</b>{' '}
        <span class="faint">{safeLine(facts.filter((fact) => fact !== '').join(', '))}</span>
      </span>
      {!current && (
        <button type="button" onClick={onEnd}>
          {textOf('page.end-session')}
          <span class="hidden"> {safeLine(device)}</span>
        </button>
      )}
    </li>
  );
}

function mayWords({ read, write }: Grant): string {
  return textOf(read && write ? 'page.token-both' : read ? 'page.token-read' : 'page.token-write');
}
