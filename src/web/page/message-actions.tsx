import type { LineMessage } from '../../client/core/events.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Page } from './page.ts';
import { SignButton } from './sign-button.tsx';

/** What can be done about a message; beside each the key that does it. */
export function MessageActions({
  page,
  message,
}: {
  readonly page: Page;
  readonly message: LineMessage;
}) {
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
      {message.own && (
        <SignButton
          sign="✎"
          words={`${textOf('page.edit')} (E)`}
          onDo={() => page.writing.set({ type: 'edit', message })}
        />
      )}
      <SignButton
        sign="✕"
        words={`${textOf('page.delete')} (Del)`}
        onDo={() => page.dialog.set({ type: 'deletion', message })}
      />
    </div>
  );
}
