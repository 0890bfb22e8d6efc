import { useState } from 'preact/hooks';
import type { FoundMessage, SearchQuery } from '../../client/core/search.ts';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { safeLine, safeProse } from '../../talk/safe-text.ts';
import { readSearchQuery } from '../../talk/search-query.ts';
import { dayAndTime } from '../../talk/times.ts';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import { Modal } from './modal.tsx';
import { NameWords } from './name-words.tsx';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Messages that are found at a time. */
const pageResults = 20;

interface Found {
  readonly query: SearchQuery;
  readonly results: readonly FoundMessage[];
  readonly isMore: boolean;
}

/** Searches messages; a result leads to its place. */
export function SearchDialog({
  page,
  visit,
  state,
  onClose,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
  onClose(): void;
}) {
  const [typed, setTyped] = useState('');
  const [isHere, setHere] = useState(false);
  const [found, setFound] = useState<Found>();
  const [words, setWords] = useState('');
  const search = async (query: SearchQuery, before: readonly FoundMessage[]) => {
    try {
      const anchor = before.at(-1);
      const asked = {
        ...query,
        limit: pageResults,
        ...(anchor === undefined ? {} : { before: anchor }),
      };
      const { results, more } = await visit.line.search(asked);
      const all = [...before, ...results];
      setFound({ query, results: all, isMore: more });
      setWords(textOf('page.found', { count: all.length }));
    } catch (error) {
      setWords(errorWords(error));
    }
  };
  const begin = (event: Event) => {
    event.preventDefault();
    try {
      const query = readSearchQuery(typed, visit.line.serverTime);
      const room = isHere ? { room: currentRoom(state).name } : {};
      void search({ ...query, ...room }, []);
    } catch (error) {
      setWords(errorWords(error));
    }
  };
  return (
    <Modal title={textOf('page.search')} isWide onClose={onClose}>
      <search>
        <form class="search" onSubmit={begin}>
          <input
            type="search"
            aria-label={textOf('page.search-label')}
            placeholder={textOf('page.search-label')}
            autofocus
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            {textOf('page.search')}
          </button>
          <label class="check">
            <input
              type="checkbox"
              checked={isHere}
              onChange={(event) => setHere(event.currentTarget.checked)}
            />
            {textOf('page.only-here', { room: safeLine(currentRoom(state).name) })}
          </label>
        </form>
      </search>
      <p class="hint" role="status">
        {words}
      </p>
      <ol class="results">
        {found?.results.map(({ room, roomName, seq, message }) => (
          <li key={`${room} ${seq}`}>
            <button type="button" onClick={() => void page.show(visit, roomName, seq)}>
              <span class="faint">
                {safeLine(roomName)} · {dayAndTime(message.at, Date.now())}
              </span>{' '}
              <NameWords name={message.from} />
              <span class="text" dir="auto">
                {safeProse(message.text.slice(0, 400))}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {found?.isMore === true && (
        <button type="button" onClick={() => void search(found.query, found.results)}>
          {textOf('page.more')}
        </button>
      )}
    </Modal>
  );
}
