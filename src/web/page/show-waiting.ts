import type { TalkState } from '../../model/talk-state.ts';
import { titleOf, waitingIn } from '../title.ts';

/** The icons of the page, by what waits. */
const icons = {
  nothing: '/icon.svg',
  unread: '/icon-unread.svg',
  calls: '/icon-calls.svg',
} as const;

/** What is shown now: to show it again would cost the browser something for each message. */
let shown = '';

/** Shows what waits in the title, in the icon of the tab, and on the icon of the page where it is installed. */
export function showWaiting(state: TalkState): void {
  const title = titleOf(state);
  if (title === shown) return;
  shown = title;
  document.title = title;
  const { calls, isUnread } = waitingIn(state);
  const icon = calls > 0 ? icons.calls : isUnread ? icons.unread : icons.nothing;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.getAttribute('href') !== icon) link.href = icon;
  const told = calls > 0 ? navigator.setAppBadge?.(calls) : navigator.clearAppBadge?.();
  // Only an installed page has an icon that can be marked.
  told?.catch(() => {});
}
