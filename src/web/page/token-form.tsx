import { useId, useState } from 'preact/hooks';
import { textOf } from '../../texts/text-of.ts';

/** After so many days a token may expire. */
const expiries = [1, 7, 30, 90, 365];

/** Asks for an app token: its name, what it may do, where, and for how long. */
export function TokenForm({
  onMake,
}: {
  /** Makes the token of these words, as `/token create` takes them; resolves with whether it is made. */
  onMake(words: readonly string[]): Promise<boolean>;
}) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState('read write');
  const [rooms, setRooms] = useState('');
  const [expiry, setExpiry] = useState('');
  const [nameId, scopesId, roomsId, expiryId] = [useId(), useId(), useId(), useId()];
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = `${scopes} ${rooms.replaceAll(/\s*,\s*/g, ' ')} ${expiry}`.split(/\s+/);
    const isMade = await onMake([name.trim(), ...words.filter((word) => word !== '')]);
    if (isMade) for (const set of [setName, setRooms]) set('');
  };
  return (
    <form class="token" onSubmit={(event) => void submit(event)}>
      <label for={nameId}>{textOf('page.token-name')}</label>
      <input
        id={nameId}
        value={name}
        maxlength={64}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <label for={scopesId}>{textOf('page.token-may')}</label>
      <select
        id={scopesId}
        value={scopes}
        onChange={(event) => setScopes(event.currentTarget.value)}
      >
        <option value="read write">{textOf('page.token-both')}</option>
        <option value="read">{textOf('page.token-read')}</option>
        <option value="write">{textOf('page.token-write')}</option>
      </select>
      <label for={roomsId}>{textOf('page.token-rooms')}</label>
      <input
        id={roomsId}
        value={rooms}
        placeholder="lobby #ops @ana"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => setRooms(event.currentTarget.value)}
      />
      <label for={expiryId}>{textOf('page.token-expiry')}</label>
      <select
        id={expiryId}
        value={expiry}
        onChange={(event) => setExpiry(event.currentTarget.value)}
      >
        <option value="">{textOf('tokens.never')}</option>
        {expiries.map((count) => (
          <option key={count} value={`${count}d`}>
            {textOf('page.token-days', { count })}
          </option>
        ))}
      </select>
      <button type="submit">{textOf('page.make-token')}</button>
    </form>
  );
}
