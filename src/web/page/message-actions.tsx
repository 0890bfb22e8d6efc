import type { LineMessage } from '../../client/core/events.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Page } from './page.ts';
import { SignButton } from './sign-button.tsx';
import type { Visit } from './visit.ts';

/** What can be done about a message; beside each the key that does it. */
export function MessageActions({
  page,
  visit,
  message,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly message: LineMessage;
}) {
  const powers = visit.powersOver(message);
  return (
    <div class="actions" role="toolbar" aria-label={textOf('page.actions')}>
      <SignButton
        sign="☺"
        words={`${textOf('page.react')} (+)`}
        onDo={() => page.dialog.set({ type: 'reaction', message })}
      />
      <SignButton
        sign="↪"
        words={`${textOf('page.reply')} (R)`}
        onDo={() => page.writing.set({ type: 'reply', message })}
      />
      {powers.edit && (
        <SignButton
          sign="✎"
          words={`${textOf('page.edit')} (E)`}
          onDo={() => page.writing.set({ type: 'edit', message })}
        />
      )}
      {powers.delete && (
        <SignButton
          sign="✕"
          words={`${textOf('page.delete')} (Del)`}
          onDo={() => page.dialog.set({ type: 'deletion', message })}
        />
      )}
    </div>
  );
}
