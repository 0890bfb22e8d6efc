import { useMemo } from 'preact/hooks';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { membersOf } from '../../talk/members-of.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { spoken, textOf } from '../../texts/text-of.ts';
import { NameWords } from './name-words.tsx';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** People that are listed; more are counted. */
const mostListed = 200;

interface ListProps {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
}

/** The people of the present room: those who are here first. */
export function MemberList({ page, visit, state }: ListProps) {
  const { people, members, self, away } = state;
  return useMemo(
    () => <People page={page} visit={visit} state={state} />,
    [page, visit, currentRoom(state).name, people, members, self, away, spoken()],
  );
}

function People({ page, visit, state }: ListProps) {
  const names = membersOf(state);
  return (
    <>
      <div class="list-title">
        <h2>{textOf('page.people', { count: names.length })}</h2>
      </div>
      <ul class="list">
        {names.slice(0, mostListed).map((name) => (
          <li key={name}>
            <Member name={name} state={state} onChoose={() => page.turnTo(visit, `@${name}`)} />
          </li>
        ))}
      </ul>
      {names.length > mostListed && (
        <p class="hint">{textOf('presence.more', { count: names.length - mostListed })}</p>
      )}
    </>
  );
}

function Member({
  name,
  state,
  onChoose,
}: {
  readonly name: string;
  readonly state: TalkState;
  onChoose(): void;
}) {
  const person = state.people.get(name);
  const isSelf = name === state.self;
  const away = isSelf ? (state.away ?? null) : (person?.away ?? null);
  const isHere = isSelf || person !== undefined;
  const look = !isHere ? 'gone' : away === null ? 'here' : 'away';
  const reason = away === null ? '' : safeLine(away);
  const words =
    look === 'away' ? textOf('page.person-away', { reason }) : textOf(`page.person-${look}`);
  return (
    <button
      type="button"
      class={`room person ${look}`}
      disabled={isSelf}
      title={words}
      onClick={onChoose}
    >
      <span class={`dot ${look}`} aria-hidden="true" />
      <NameWords name={name} />
      <span class="hidden">, {words}</span>
      {isSelf && <span class="faint">{textOf('message.you')}</span>}
    </button>
  );
}
