import { currentRoom } from '../../model/talk-state.ts';
import { keyAt } from './message-rows.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Keys on the list: up and down from row to row, and what can be done about a message. */
export function press(
  event: KeyboardEvent,
  {
    page,
    visit,
    box,
  }: { readonly page: Page; readonly visit: Visit; readonly box: HTMLElement | null },
): void {
  if (event.ctrlKey || event.altKey || event.metaKey || box === null) return;
  const { key, target } = event;
  const row = target instanceof Element ? target.closest('[data-key] > [tabindex="-1"]') : null;
  const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (step !== 0) {
    event.preventDefault();
    moveFocus(box, row, step);
    return;
  }
  const { list } = currentRoom(visit.state).entries;
  const entry = list.find((one) => one.key === keyAt(target));
  if (entry?.type !== 'message' || entry.message.deleted) return;
  const { message } = entry;
  const powers = visit.powersOver(message);
  const remove = () => powers.delete && page.dialog.set({ type: 'deletion', message });
  const effects: Readonly<Record<string, () => void>> = {
    r: () => page.writing.set({ type: 'reply', message }),
    e: () => powers.edit && page.writing.set({ type: 'edit', message }),
    '+': () => page.dialog.set({ type: 'reaction', message }),
    delete: remove,
    backspace: remove,
  };
  const effect = effects[key.toLowerCase()];
  if (effect === undefined) return;
  event.preventDefault();
  effect();
}

function moveFocus(box: HTMLElement, from: Element | null, step: -1 | 1): void {
  const rows = [...box.querySelectorAll<HTMLElement>('[data-key] > [tabindex="-1"]')];
  const place = rows.indexOf(from as HTMLElement);
  const { bottom } = box.getBoundingClientRect();
  const next =
    place < 0
      ? rows.findLast((row) => row.getBoundingClientRect().top < bottom)
      : rows[place + step];
  next?.focus();
}
