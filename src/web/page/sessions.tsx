import { useCallback, useEffect, useId, useState } from 'preact/hooks';
import { scopeWords } from '../../talk/render-tokens.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { dayAndTime } from '../../talk/times.ts';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import type { SessionInfo } from '../../wire/messages.ts';
import type { Visit } from './visit.ts';

/** The devices and app tokens of the account; each can be ended, and a token made. */
export function Sessions({ visit }: { readonly visit: Visit }) {
  const { account } = visit.line;
  const [sessions, setSessions] = useState<readonly SessionInfo[]>([]);
  const [words, setWords] = useState('');
  const read = useCallback(async () => {
    const all = await account.sessions();
    setSessions(
      all
        .filter(({ endedAt }) => endedAt === null)
        .sort((left, right) => right.lastSeenAt - left.lastSeenAt),
    );
  }, [account]);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await read();
    } catch (error) {
      setWords(errorWords(error));
    }
  };
  useEffect(() => void attempt(async () => {}), [read]);
  const row = (session: SessionInfo) => (
    <SessionRow
      key={session.session}
      session={session}
      onEnd={() => void attempt(() => account.revoke(session.session))}
    />
  );
  const make = (name: string) =>
    attempt(async () => {
      const { token } = await account.createToken({ name, read: true, write: true });
      setWords(textOf('page.token-made', { token }));
    });
  return (
    <section>
      <h3>{textOf('page.sessions')}</h3>
      <ul class="sessions">{sessions.filter(({ grant }) => grant === null).map(row)}</ul>
      <h3>{textOf('page.tokens')}</h3>
      <ul class="sessions">{sessions.filter(({ grant }) => grant !== null).map(row)}</ul>
      <TokenForm onMake={(name) => void make(name)} />
      <p class="hint text" role="status">
        {words}
      </p>
    </section>
  );
}

function SessionRow({ session, onEnd }: { readonly session: SessionInfo; onEnd(): void }) {
  const { device, current, online, lastSeenAt, address, grant } = session;
  const when = online ? textOf('sessions.online') : dayAndTime(lastSeenAt, Date.now());
  const scope = grant === null ? '' : `, ${scopeWords(grant)}`;
  return (
    <li>
      <span>
        <b>{safeLine(device)}</b>{' '}
        <span class="faint">
          {when}
          {address === '' ? '' : `, ${safeLine(address)}`}
          {scope}
          {current && `, ${textOf('sessions.current')}`}
        </span>
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

function TokenForm({ onMake }: { onMake(name: string): void }) {
  const [name, setName] = useState('');
  const id = useId();
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onMake(name.trim());
        setName('');
      }}
    >
      <label for={id}>{textOf('page.token-name')}</label>
      <input
        id={id}
        value={name}
        maxlength={64}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit">{textOf('page.make-token')}</button>
    </form>
  );
}
