import { useEffect, useState } from 'preact/hooks';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import { Choices } from './choices.tsx';
import { Modal } from './modal.tsx';
import type { Page } from './page.ts';
import { Sessions } from './sessions.tsx';
import type { Visit } from './visit.ts';

/** The person's own choices, sessions and app tokens. */
export function SettingsDialog({
  page,
  visit,
  onClose,
}: {
  readonly page: Page;
  readonly visit: Visit;
  onClose(): void;
}) {
  const enter = (command: string) => {
    onClose();
    visit.screen.enter(command);
  };
  return (
    <Modal title={`${textOf('page.settings')} · ${visit.line.name}`} isWide onClose={onClose}>
      <Choices page={page} />
      <Notifications visit={visit} />
      <Sessions visit={visit} />
      <div class="buttons">
        <button type="button" onClick={() => enter('/password')}>
          {textOf('page.change-password')}
        </button>
        <button type="button" onClick={() => enter('/help')}>
          {textOf('page.help')}
        </button>
        <button type="button" class="danger" onClick={() => enter('/logout')}>
          {textOf('page.log-out')}
        </button>
      </div>
    </Modal>
  );
}

/** Whether calls are shown outside of the page, which the browser has to allow too. */
function Notifications({ visit }: { readonly visit: Visit }) {
  const [isOn, set] = useState(false);
  const [words, setWords] = useState('');
  useEffect(() => {
    visit.line.attention.preferences().then(
      ({ desktop }) => set(desktop && Notification.permission === 'granted'),
      () => {},
    );
  }, [visit]);
  const change = async (desktop: boolean) => {
    try {
      if (desktop && (await Notification.requestPermission()) !== 'granted') {
        setWords(textOf('page.not-allowed'));
        return;
      }
      await visit.line.attention.change({ desktop });
      set(desktop);
      setWords('');
    } catch (error) {
      setWords(errorWords(error));
    }
  };
  if (!('Notification' in window)) return null;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        {textOf('page.notifications')}
      </label>
      <p class="hint" role="status">
        {words}
      </p>
    </>
  );
}
