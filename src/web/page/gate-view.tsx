import { useId, useState } from 'preact/hooks';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import type { FormKind } from '../answers.ts';
import { Choices } from './choices.tsx';
import type { Page, Place } from './page.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** The words of each form: its title, and its button. */
const wordsOf = {
  'log-in': { title: 'page.log-in', button: 'page.log-in-button' },
  'sign-up': { title: 'page.sign-up', button: 'page.sign-up-button' },
  reset: { title: 'page.reset', button: 'page.reset-button' },
} as const;

/** The page in front of the line: the form, or how the login goes. */
export function GateView({ page, place }: { readonly page: Page; readonly place: Place }) {
  return (
    <main class="gate">
      <div class="card">
        <p class="brand">Partyline</p>
        {place.type === 'form' ? (
          <Form key={place.kind} page={page} place={place} />
        ) : (
          <Joining page={page} visit={place.visit} />
        )}
      </div>
      <Choices page={page} />
    </main>
  );
}

function Form({
  page,
  place,
}: {
  readonly page: Page;
  readonly place: Place & { readonly type: 'form' };
}) {
  const { kind, words } = place;
  const [name, setName] = useState(place.name);
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState(words);
  const [nameId, passwordId, troubleId] = [useId(), useId(), useId()];
  const isNew = kind !== 'log-in';
  const other: FormKind = kind === 'log-in' ? 'sign-up' : 'log-in';
  const submit = (event: Event) => {
    event.preventDefault();
    if (name.trim() === '' || password === '') setTrouble(textOf('page.fill-in'));
    else page.join({ kind, name: name.trim(), password });
  };
  return (
    <form onSubmit={submit} novalidate>
      <h1>{textOf(wordsOf[kind].title)}</h1>
      <p class="trouble" role="alert" id={troubleId}>
        {trouble}
      </p>
      <label for={nameId}>{textOf('page.name')}</label>
      <input
        id={nameId}
        name="username"
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        maxlength={32}
        aria-describedby={troubleId}
        autofocus={place.name === ''}
      />
      <label for={passwordId}>{textOf(isNew ? 'page.new-password' : 'page.password')}</label>
      <input
        id={passwordId}
        name="password"
        type="password"
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
        autocomplete={isNew ? 'new-password' : 'current-password'}
        autofocus={place.name !== ''}
      />
      {isNew && <p class="hint">{textOf('page.password-rule')}</p>}
      <button type="submit" class="primary">
        {textOf(wordsOf[kind].button)}
      </button>
      {kind !== 'reset' && (
        <button
          type="button"
          class="link"
          onClick={() => page.place.set({ type: 'form', kind: other, name, words: '' })}
        >
          {textOf(isNew ? 'page.have-account' : 'page.no-account-yet')}
        </button>
      )}
    </form>
  );
}

function Joining({ page, visit }: { readonly page: Page; readonly visit: Visit }) {
  const { connection } = useObserved(visit.screen.shown);
  const { state } = visit.line;
  const words =
    state.type !== 'waiting' || connection.type !== 'waiting'
      ? textOf('page.joining')
      : state.reason === 'pending'
        ? textOf('talk.admission')
        : `${errorWords(state.error)} ${textOf('page.trying')}`;
  return (
    <>
      <p role="status" class="joining">
        {words}
      </p>
      <button type="button" class="link" onClick={() => page.giveUp(visit)}>
        {textOf('page.give-up')}
      </button>
    </>
  );
}
